// The journeys in a real browser: `npx vitest run --config e2e/vitest.config.ts`. Each file starts the program itself, so they run one after the other.
import { defineConfig } from 'vitest/config';

export default defineConfig({
	test: {
		root: import.meta.dirname,
		include: ['**/*.test.ts'],
		testTimeout: 60_000,
		hookTimeout: 180_000,
		fileParallelism: false,
		// A journey is told in steps; a step without the ones before it means nothing.
		bail: 1,
		reporters: ['default'],
	},
});
