// Builds one part of the program into dist/: `node tools/build.mjs server` or `node tools/build.mjs web`. Called by setup.mjs.
// Each result is put in place whole, so that a command that starts meanwhile never sees half of one.
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { root } from './setup.mjs';

const dist = join(root, 'dist');

/** One file with all sources of ours; packages stay where npm put them. */
async function buildServer() {
	const { build } = await import('esbuild');
	const { outputFiles } = await build({
		absWorkingDir: root,
		entryPoints: ['src/main.ts'],
		outfile: join(dist, 'main.js'),
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
	for (const { path, contents } of outputFiles) {
		const unfinished = join(dist, `${basename(path)}.${process.pid}`);
		writeFileSync(unfinished, contents);
		renameSync(unfinished, path);
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
	// esbuild has already shown each message with its place in the source.
	if (!Array.isArray(error.errors)) console.error(error);
	process.exitCode = 1;
}
