// How the web page is built: from src/web into dist/web, the big libraries in files of their own so that a new version of ours leaves them cached.
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where `vite dev` sends calls of the interface: a server started with `npx clientele serve`. */
const server = process.env.CLIENTELE_URL ?? 'http://127.0.0.1:8080';

export default defineConfig({
	root: 'src/web',
	publicDir: 'public',
	plugins: [react()],
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
