// Completes package-lock.json: `npx tsx tools/lockfile.ts` after every change of the packages.
//
// A tool such as biome comes as one package per system, each optional. npm leaves out of the lockfile those that the registry in use does not have, and
// `npm ci` then refuses that lockfile everywhere. The names and versions stand in the lockfile anyway, with the package that asks for them; what
// is added here is an entry for each, with the system it is for, so that only that system fetches it.
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const systems = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const processors = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64'];

/** What this file reads and writes of an entry of the lockfile. */
interface LockedPackage {
	readonly version?: string;
	readonly dev?: boolean;
	readonly optional?: boolean;
	readonly os?: readonly string[];
	readonly cpu?: readonly string[];
	readonly libc?: readonly string[];
	readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** The entries that are missing, by path. The system is read from the package's name, as all these families write it. */
export function missingEntries(packages: Readonly<Record<string, LockedPackage>>): Record<string, LockedPackage> {
	const missing: Record<string, LockedPackage> = {};
	for (const [path, asking] of Object.entries(packages)) {
		for (const [name, version] of Object.entries(asking.optionalDependencies ?? {})) {
			const place = `node_modules/${name}`;
			if (packages[place] || packages[`${path}/${place}`]) continue;
			const words = name.split(/[/-]/);
			const os = words.find((word) => systems.includes(word));
			const cpu = words.find((word) => processors.includes(word));
			if (!os || !cpu || !/^\d/.test(version)) throw new Error(`${name}@${version}: add this optional package to the lockfile by hand`);
			const c = words.some((word) => word.startsWith('musl')) ? 'musl' : words.some((word) => word.startsWith('gnu')) ? 'glibc' : undefined;
			missing[place] = { version, cpu: [cpu], ...(asking.dev && { dev: true }), ...(c && { libc: [c] }), optional: true, os: [os] };
		}
	}
	return missing;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
	const file = new URL('../package-lock.json', import.meta.url);
	const lock = JSON.parse(readFileSync(file, 'utf8'));
	const missing = missingEntries(lock.packages);
	const all = Object.entries({ ...lock.packages, ...missing });
	lock.packages = Object.fromEntries(all.sort(([a], [b]) => a.localeCompare(b, 'en')));
	writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
	console.log(`added: ${Object.keys(missing).join(', ') || 'nothing, the lockfile is complete'}`);
}
