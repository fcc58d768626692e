// Builds one part of the program into dist/: `node tools/build.mjs server` or `node tools/build.mjs web`. Called by setup.mjs.
// Each result is put in place whole, so that a command that starts meanwhile never sees half of one.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { root } from './setup.mjs';

const dist = join(root, 'dist');

/** Remains of builds of this age are cleared away: no process that began with them still loads parts of them. In milliseconds. */
const remainsFor = 24 * 3_600_000;

/**
 * The sources of ours bundled, what a command loads later in files of their own, so that each command loads only what it needs (0.2 s instead of
 * 1 s for --help); packages stay where npm put them. main.js comes last: it names the others.
 */
async function buildServer() {
	const { build } = await import('esbuild');
	const { outputFiles } = await build({
		absWorkingDir: root,
		// The typed client is for other programs: clientele/client. Attachments are looked through in a process of its own.
		entryPoints: { main: 'src/main.ts', client: 'src/client.ts', 'look-child': 'src/features/privacy/look-child.ts' },
		outdir: dist,
		chunkNames: 'part-[hash]',
		splitting: true,
		bundle: true,
		platform: 'node',
		target: 'node20',
		format: 'esm',
		packages: 'external',
		sourcemap: true,
		write: false,
		logLevel: 'warning',
	});
	mkdirSync(dist, { recursive: true });
	const isMain = ({ path }) => Number(basename(path) === 'main.js');
	for (const { path, contents } of outputFiles.sort((a, b) => isMain(a) - isMain(b))) {
		const unfinished = join(dist, `${basename(path)}.${process.pid}`);
		writeFileSync(unfinished, contents);
		renameSync(unfinished, path);
	}
	const current = new Set(outputFiles.map(({ path }) => basename(path)));
	for (const name of readdirSync(dist)) {
		const file = join(dist, name);
		if (name.startsWith('part-') && !current.has(name) && Date.now() - statSync(file).mtimeMs > remainsFor) rmSync(file);
	}
}

async function buildWeb() {
	const { build } = await import('vite');
	const unfinished = join(dist, `web.${process.pid}`);
	await build({
		root: join(root, 'src', 'web'),
		configFile: join(root, 'vite.config.ts'),
		logLevel: 'warn',
		build: { outDir: unfinished, emptyOutDir: true },
	});
	const place = join(dist, 'web');
	const old = `${unfinished}.old`;
	if (existsSync(place)) renameSync(place, old);
	renameSync(unfinished, place);
	rmSync(old, { recursive: true, force: true });
}

const parts = { server: buildServer, web: buildWeb };
try {
	await parts[process.argv[2]]();
} catch (error) {
	// esbuild has already shown each message with its place in the source; Vite says only that it failed.
	if (process.argv[2] !== 'server' || !Array.isArray(error.errors)) console.error(error);
	process.exitCode = 1;
}
