// Tests of the completed lockfile: what is added, and that the one of this checkout is complete, so that `npm ci` takes it on every system.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { missingEntries } from './lockfile.ts';

describe('missingEntries', () => {
	it('adds the optional packages that have no entry, each for its system only', () => {
		const packages = {
			'': { optionalDependencies: {} },
			'node_modules/tool': {
				version: '1.0.0',
				dev: true,
				optionalDependencies: {
					'@tool/linux-x64': '1.0.0',
					'@tool/win32-arm64': '1.0.0',
					'@tool/cli-linux-arm-musleabihf': '1.0.0',
					'@tool/linux-ppc64-gnu': '1.0.0',
				},
			},
			'node_modules/@tool/linux-x64': { version: '1.0.0' },
		};
		expect(missingEntries(packages)).toEqual({
			'node_modules/@tool/win32-arm64': { version: '1.0.0', cpu: ['arm64'], dev: true, optional: true, os: ['win32'] },
			'node_modules/@tool/cli-linux-arm-musleabihf': {
				version: '1.0.0',
				cpu: ['arm'],
				dev: true,
				libc: ['musl'],
				optional: true,
				os: ['linux'],
			},
			'node_modules/@tool/linux-ppc64-gnu': { version: '1.0.0', cpu: ['ppc64'], dev: true, libc: ['glibc'], optional: true, os: ['linux'] },
		});
	});

	it('finds nothing in the lockfile of this checkout', () => {
		const { packages } = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'));
		expect(missingEntries(packages)).toEqual({});
	});
});
