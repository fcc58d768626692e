// How the web page is built: from src/web into dist/web, the big libraries in files of their own so that a new version of ours leaves them cached.
import { brotliCompressSync, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

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
		generateBundle(_options, bundle) {
			for (const [name, part] of Object.entries(bundle)) {
				if (!/\.(js|css)$/.test(name)) continue;
				const bytes = Buffer.from(part.type === 'chunk' ? part.code : part.source);
				if (bytes.length < 1024) continue;
				this.emitFile({ type: 'asset', fileName: `${name}.br`, source: brotliCompressSync(bytes) });
				this.emitFile({ type: 'asset', fileName: `${name}.gz`, source: gzipSync(bytes, { level: 9 }) });
			}
		},
	};
}

export default defineConfig({
	root: 'src/web',
	publicDir: 'public',
	plugins: [react(), compressed()],
	server: { proxy: { '/api': server } },
	build: {
		outDir: '../../dist/web',
		emptyOutDir: true,
		target: 'es2023',
		assetsInlineLimit: 0,
		rolldownOptions: {
			output: {
				codeSplitting: {
					groups: [
						{ name: 'react', test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/, priority: 3 },
						{ name: 'zod', test: /node_modules[\\/]zod[\\/]/, priority: 2 },
					],
				},
			},
		},
	},
});
