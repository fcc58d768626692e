// Tests beside what they test; e2e journeys are a project of their own, since they start whole servers and a browser.
import { defineConfig } from 'vitest/config';

export default defineConfig({
	test: {
		globalSetup: ['./vitest.setup.ts'],
		testTimeout: 30_000,
		hookTimeout: 60_000,
		maxWorkers: 2,
		// Each file has a database of its own; the program is loaded once for all of them, which takes a second otherwise.
		isolate: false,
		include: ['src/**/*.test.ts', 'tools/**/*.test.ts'],
		reporters: ['default'],
	},
});
