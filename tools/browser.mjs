// Finds a Chromium or Chrome for the browser tests, and installs one where there is none. `node tools/browser.mjs` prints its path.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

const macApplications = [
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
	'/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/**
 * The path of a browser that starts, looked for in CHROME_PATH, on the PATH, among the applications of macOS and in Playwright's own folder.
 * @param {Record<string, string | undefined>} env
 * @returns {string | undefined}
 */
export function findBrowser(env = process.env) {
	if (env.CHROME_PATH) return starts(env.CHROME_PATH) ? env.CHROME_PATH : undefined;
	const onPath = (env.PATH ?? '').split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
	return [...onPath, ...macApplications, playwrightBrowser()].find((path) => path && existsSync(path) && starts(path));
}

/**
 * A browser that starts: an installed one, else Debian's package (as root), else Playwright's own build.
 * @returns {string} its path
 * @throws {Error} with one sentence on what to install
 */
export function findOrInstallBrowser() {
	const found = findBrowser();
	if (found) return found;
	if (process.env.CHROME_PATH)
		throw new Error(`CHROME_PATH is ${process.env.CHROME_PATH}, and no browser starts there. Correct it or unset it.`);
	if (process.getuid?.() === 0 && run('apt-get', ['update'])) {
		// The fonts show Chinese in screenshots; without them every character is an empty box.
		run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium', 'fonts-noto-cjk']);
	}
	const installed = findBrowser() ?? (installPlaywrightBrowser() ? findBrowser() : undefined);
	if (installed) return installed;
	throw new Error(
		'The browser tests need Chromium or Chrome: install one (Debian: apt-get install chromium fonts-noto-cjk) or name it with CHROME_PATH.',
	);
}

/** A file of that name may be a stand-in that only says how to install the browser (Ubuntu's chromium-browser): so it is asked for its version. */
function starts(path) {
	const { status, stdout } = spawnSync(path, ['--version'], { encoding: 'utf8', timeout: 20_000 });
	return status === 0 && /Chrom/.test(stdout);
}

function playwrightBrowser() {
	try {
		return createRequire(import.meta.url)('playwright-core').chromium.executablePath();
	} catch {
		return undefined;
	}
}

function installPlaywrightBrowser() {
	try {
		const folder = dirname(createRequire(import.meta.url).resolve('playwright-core/package.json'));
		return run(process.execPath, [join(folder, 'cli.js'), 'install', 'chromium']);
	} catch {
		return false;
	}
}

/** Shows what the program says on standard error: standard output is for the path alone. */
function run(program, parameters) {
	const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
	return spawnSync(program, parameters, { stdio: ['ignore', 2, 2], env }).status === 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
	try {
		console.log(findOrInstallBrowser());
	} catch (error) {
		console.error(error.message);
		process.exitCode = 1;
	}
}
