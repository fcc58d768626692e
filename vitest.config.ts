// Tests beside what they test; e2e journeys are a project of their own, since they start whole servers and a browser.
import { defineConfig } from 'vitest/config';

export default defineConfig({
	test: {
		globalSetup: ['./vitest.setup.ts'],
		testTimeout: 30_000,
		hookTimeout: 60_000,
		maxWorkers: 2,
		include: ['src/**/*.test.ts', 'tools/**/*.test.ts'],
		reporters: ['default'],
	},
});
