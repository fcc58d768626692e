// Installs the packages and builds the program when, and only when, something is missing or changed. Uses Node.js alone: it runs before
// anything is installed. Everything it says goes to standard error, because standard output belongs to the command that follows.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const chinese = /^zh/i.test(process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG || '');

/** Says one line to the person, in Chinese where the terminal is set to it. */
function say(words) {
	console.error(chinese ? words['zh-CN'] : words.en);
}

/**
 * Makes the program ready to run.
 * @param {{ web?: boolean }} options web: also build the web page
 * @returns {Promise<boolean>} false when something failed; what and why has then been said
 */
export async function setUp({ web = true } = {}) {
	// A built package without sources (a container image) has nothing to install or build.
	if (!existsSync(join(root, 'src'))) return true;
	const installed = packagesInstalled();
	if (installed) linkCommand();
	if (installed && partsToBuild(web).length === 0) return true;
	const unlock = await lock();
	if (!unlock) return false;
	try {
		if (!packagesInstalled() && !install()) return false;
		linkCommand();
		return partsToBuild(web).every(build);
	} finally {
		unlock();
	}
}

/**
 * Compares what npm says it installed (its own list in node_modules) with the lockfile, and that the folders are there. Packages for other systems
 * are optional there and missing here, and that is right.
 */
function packagesInstalled() {
	const installed = readPackages(join(root, 'node_modules', '.package-lock.json'));
	if (!installed) return false;
	return Object.entries(readPackages(join(root, 'package-lock.json')) ?? {}).every(([path, { version, optional }]) => {
		if (path === '') return true;
		if (!installed[path]) return optional === true;
		return installed[path].version === version && existsSync(join(root, path));
	});
}

function readPackages(file) {
	try {
		return JSON.parse(readFileSync(file, 'utf8')).packages;
	} catch {
		return undefined;
	}
}

/** Packages that are shared by a link: what stands behind it belongs to others as well, and npm would empty it. */
function sharesPackages() {
	return lstatSync(join(root, 'node_modules'), { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

function install() {
	if (sharesPackages()) {
		const link = join(root, 'node_modules');
		say({
			'zh-CN': `${link} 是一个链接,指向的依赖包与 package-lock.json 不符;安装会清空链接指向的文件夹,因此没有进行。请删除该链接后重新启动,或在它指向的地方更新依赖包。`,
			en: `${link} is a link, and the packages behind it are not those of package-lock.json. Installing would empty the folder that it points to, so nothing was done. Remove the link and start again, or bring the packages there up to date.`,
		});
		return false;
	}
	say({ 'zh-CN': '正在安装依赖包(首次启动需要几分钟)……', en: 'Installing packages (the first start takes some minutes) …' });
	// Under npm its own program is named; otherwise npm is looked for on the PATH.
	const npm = process.env.npm_execpath;
	const [program, first] = npm && basename(npm) === 'npm-cli.js' ? [process.execPath, [npm]] : ['npm', []];
	const environment = { ...process.env };
	// Development packages build the program, whatever the environment says of production.
	delete environment.NODE_ENV;
	const result = spawnSync(program, [...first, 'ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund'], {
		cwd: root,
		env: environment,
		stdio: ['ignore', 2, 2],
	});
	if (result.status === 0) return true;
	say({
		'zh-CN': '依赖包安装失败,原因见上文。请检查网络(可用 npm config set registry 指定镜像)和磁盘空间,然后重新启动。',
		en: 'The packages could not be installed, the reason stands above. Check the network (npm config set registry names a mirror) and the free disk space, then start again.',
	});
	return false;
}

/** Lets `npx clientele` find the command at once; npx would otherwise ask and link this package into its own cache first. */
function linkCommand() {
	const link = join(root, 'node_modules', '.bin', 'clientele');
	if (process.platform === 'win32' || sharesPackages() || lstatSync(link, { throwIfNoEntry: false })) return;
	try {
		symlinkSync(join('..', '..', 'bin', 'clientele.mjs'), link);
	} catch {
		// Made by another process in this moment, or not ours to write: npx then takes its longer way.
	}
}

const products = {
	server: { result: 'main.js', words: { 'zh-CN': '正在构建程序……', en: 'Building the program …' } },
	web: { result: join('web', 'index.html'), words: { 'zh-CN': '正在构建网页……', en: 'Building the web page …' } },
};

function partsToBuild(web) {
	return ['server', ...(web ? ['web'] : [])].filter((part) => isStale(part));
}

function isStale(part) {
	const dist = join(root, 'dist');
	return !existsSync(join(dist, products[part].result)) || readText(join(dist, `${part}.stamp`)) !== fingerprint(part);
}

/** Builds in a process of its own: the memory that a build takes is not carried along by the server. */
function build(part) {
	if (part === 'web' && !existsSync(join(root, 'src', 'web', 'index.html'))) {
		say({ 'zh-CN': '没有网页源文件,跳过网页构建。', en: 'There are no sources of the web page, it is not built.' });
		return true;
	}
	say(products[part].words);
	const before = fingerprint(part);
	const { status } = spawnSync(process.execPath, [join(root, 'tools', 'build.mjs'), part], { cwd: root, stdio: ['ignore', 2, 2] });
	if (status === 0) writeFileSync(join(root, 'dist', `${part}.stamp`), before);
	else say({ 'zh-CN': '构建失败,原因见上文。', en: 'The build failed, the reason stands above.' });
	return status === 0;
}

/**
 * Changes whenever a source of the part does. Takes names, sizes and times of change, not contents: some milliseconds instead of a read of everything.
 * @param {'server' | 'web'} part
 */
function fingerprint(part) {
	const hash = createHash('sha256');
	const add = (path) => {
		const found = statSync(join(root, path), { throwIfNoEntry: false });
		if (found) hash.update(`${path} ${found.size} ${found.mtimeMs}\n`);
	};
	for (const file of ['package-lock.json', 'tsconfig.json', 'vite.config.ts', join('tools', 'build.mjs'), join('tools', 'webp.ts')])
		add(file);
	const walk = (path) => {
		for (const entry of readdirSync(join(root, path), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
			const inner = join(path, entry.name);
			if (entry.isFile() && !/\.test\.tsx?$/.test(entry.name)) add(inner);
			// The server holds nothing of the pages, while the pages take shapes and words from everywhere.
			if (entry.isDirectory() && !(part === 'server' && entry.name === 'web')) walk(inner);
		}
	};
	walk('src');
	// The handbook and its pictures are part of the page.
	const handbook = join('docs', 'handbook');
	if (part === 'web' && existsSync(join(root, handbook))) walk(handbook);
	return hash.digest('hex');
}

function readText(file) {
	try {
		return readFileSync(file, 'utf8');
	} catch {
		return undefined;
	}
}

/**
 * One set-up at a time: two that install into the same folder would break each other.
 * @returns the function that lets go; undefined when this folder cannot be written, which has then been said
 */
async function lock() {
	const file = join(root, 'dist', 'setup.lock');
	let told = false;
	for (;;) {
		try {
			mkdirSync(dirname(file), { recursive: true });
			writeFileSync(file, String(process.pid), { flag: 'wx' });
			return () => rmSync(file, { force: true });
		} catch (error) {
			if (error.code !== 'EEXIST') {
				say({
					'zh-CN': `程序需要安装或构建,但无法写入 ${root}(${error.code})。请以该文件夹的所有者运行一次 npm start,并确认磁盘可写且未满。`,
					en: `The program has to be installed or built, but ${root} cannot be written (${error.code}). Run npm start once as the owner of that folder, with the disk writable and not full.`,
				});
				return undefined;
			}
		}
		if (!holderLives(file)) rmSync(file, { force: true });
		else {
			if (!told)
				say({ 'zh-CN': '另一个进程正在安装或构建,等待其完成……', en: 'Another process is installing or building, waiting for it …' });
			told = true;
			await new Promise((resolve) => setTimeout(resolve, 100));
		}
	}
}

function holderLives(file) {
	const holder = Number(readText(file));
	// Just made and not yet filled, or left over from longer than any set-up takes (its number may be another process's by now).
	const age = Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0);
	if (!holder) return age < 1000;
	if (age > 30 * 60_000) return false;
	try {
		process.kill(holder, 0);
		return true;
	} catch (error) {
		return error.code === 'EPERM';
	}
}
