// How the web page is built: from src/web into dist/web, the big libraries in files of their own so that a new version of ours leaves them cached.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import pack from './package.json' with { type: 'json' };
import { sizeOfWebp } from './tools/webp.ts';

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

/** `import size from './a.webp?size'` gives width and height, so that the page keeps the room of a picture that is still to come. */
function pictureSizes(): Plugin {
	return {
		name: 'picture-sizes',
		enforce: 'pre',
		load: (id) =>
			id.endsWith('.webp?size') ? `export default ${JSON.stringify(sizeOfWebp(readFileSync(id.replace('?size', ''))))}` : null,
	};
}

interface Graph {
	getModuleInfo(id: string): { importedIds: readonly string[] } | null;
}

/** The modules of the first view: what main.tsx and the list import, and what those import. */
let first: Set<string> | null = null;

function isAtFirst(id: string, graph: Graph): boolean {
	if (!first) {
		first = new Set();
		const waiting = ['src/web/main.tsx', 'src/features/customers/web/list/ListPage.tsx'].map((file) => join(import.meta.dirname, file));
		for (let one = waiting.pop(); one; one = waiting.pop()) {
			if (first.has(one)) continue;
			first.add(one);
			waiting.push(...(graph.getModuleInfo(one)?.importedIds ?? []));
		}
	}
	return first.has(id);
}

const isLibrary = (id: string) => id.includes('node_modules');

export default defineConfig({
	root: 'src/web',
	publicDir: 'public',
	resolve: { alias: [{ find: /^zod$/, replacement: join(import.meta.dirname, 'src/web/shapes-only.ts') }] },
	plugins: [react(), pictureSizes(), compressed()],
	define: { 'import.meta.env.VERSION': JSON.stringify(pack.version) },
	// The host stays as the browser says it: the server refuses what comes from elsewhere. The handbook stands outside of src/web and is part of the page.
	server: { proxy: { '/api': { target: server } }, fs: { allow: ['../..'] } },
	build: {
		outDir: '../../dist/web',
		emptyOutDir: true,
		target: 'es2023',
		assetsInlineLimit: 0,
		// In kB before compression; what the first view takes is measured in bench/page.ts.
		chunkSizeWarningLimit: 800,
		rolldownOptions: {
			output: {
				codeSplitting: {
					// By itself the bundler makes a file of each part that some pages share: 119 for the first view, of which most take a kilobyte, and a browser
					// asks for six at a time.
					groups: [
						{ name: 'react', test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/, priority: 4 },
						{ name: (id, graph) => (isLibrary(id) && isAtFirst(id, graph) ? 'libraries' : null), debugName: 'libraries', priority: 3 },
						{ name: (id, graph) => (isAtFirst(id, graph) ? 'first' : null), debugName: 'first', priority: 2 },
						{ name: 'common', minShareCount: 2, priority: 1 },
					],
				},
			},
		},
	},
});
