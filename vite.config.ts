// How the web page is built: from src/web into dist/web, the big libraries in files of their own so that a new version of ours leaves them cached.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import pack from './package.json' with { type: 'json' };

/** Where `vite dev` sends calls of the interface: a server started with `npx clientele serve`. */
const server = process.env.CLIENTELE_URL ?? 'http://127.0.0.1:8080';

/**
 * Lays a .br and a .gz beside every script and stylesheet, made once with the best compression: a server that compresses at each
 * request takes a quick one, which is a sixth larger.
 */
function compressed(): Plugin {
	return {
		name: 'compressed',
		apply: 'build',
		// After the files were written: until then Vite still puts in names of chunks.
		writeBundle({ dir }, bundle) {
			for (const name of Object.keys(bundle)) {
				if (!/\.(js|css)$/.test(name)) continue;
				const file = join(dir ?? '.', name);
				const bytes = readFileSync(file);
				if (bytes.length < 1024) continue;
				writeFileSync(`${file}.br`, brotliCompressSync(bytes));
				writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
			}
		},
	};
}

export default defineConfig({
	root: 'src/web',
	publicDir: 'public',
	resolve: { alias: [{ find: /^zod$/, replacement: join(import.meta.dirname, 'src/web/shapes-only.ts') }] },
	plugins: [react(), compressed()],
	define: { 'import.meta.env.VERSION': JSON.stringify(pack.version) },
	// The host stays as the browser says it: the server refuses what comes from elsewhere. The handbook stands outside of src/web and is part of the page.
	server: { proxy: { '/api': { target: server } }, fs: { allow: ['../..'] } },
	build: {
		outDir: '../../dist/web',
		emptyOutDir: true,
		target: 'es2023',
		assetsInlineLimit: 0,
		rolldownOptions: {
			output: {
				codeSplitting: {
					groups: [{ name: 'react', test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/, priority: 3 }],
				},
			},
		},
	},
});
