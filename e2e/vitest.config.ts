// The journeys in a real browser: `npx vitest run --config e2e/vitest.config.ts`. Each file starts the program and a browser of its own.
import { defineConfig } from 'vitest/config';

export default defineConfig({
	test: {
		root: import.meta.dirname,
		include: ['**/*.test.ts'],
		testTimeout: 120_000,
		hookTimeout: 180_000,
		expect: { poll: { timeout: 10_000 } },
		// While one waits for its server, the other goes on.
		maxWorkers: 2,
		reporters: ['default'],
	},
});
