// Tests of the server's settings: they suit a small container and a large machine, and PostgreSQL's own limits hold on every one.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseSettings, renderSettings } from './settings.ts';

const GB = 2 ** 30;

describe('chooseSettings', () => {
	it('stays small in a small container', () => {
		expect(chooseSettings({ memory: GB / 4, disk: GB, sharedMemory: 2 ** 26 })).toMatchObject({
			shared_buffers: '64MB',
			work_mem: '4MB',
			maintenance_work_mem: '32MB',
			max_wal_size: '128MB',
		});
	});

	it('uses a large machine within bounds', () => {
		expect(chooseSettings({ memory: 256 * GB, disk: 4000 * GB, sharedMemory: 128 * GB })).toMatchObject({
			shared_buffers: '4096MB',
			work_mem: '32MB',
			maintenance_work_mem: '1024MB',
			max_wal_size: '4096MB',
		});
	});

	it('takes at most half of the memory for what the server itself allocates, and a tenth of the disk for its log', () => {
		const megabytes = (value: unknown) => Number.parseInt(String(value), 10);
		fc.assert(
			fc.property(fc.integer({ min: 512, max: 2 ** 20 }), fc.integer({ min: 1280, max: 2 ** 24 }), (memory, disk) => {
				const settings = chooseSettings({ memory: memory * 2 ** 20, disk: disk * 2 ** 20, sharedMemory: 0 });
				const own =
					megabytes(settings.shared_buffers) + megabytes(settings.maintenance_work_mem) + 3 * megabytes(settings.autovacuum_work_mem);
				expect(own).toBeLessThanOrEqual(memory / 2 + 1);
				expect(megabytes(settings.max_wal_size)).toBeLessThanOrEqual(disk / 10 + 1);
			}),
		);
	});
});

describe('renderSettings', () => {
	it('quotes texts and leaves numbers as they are', () => {
		expect(renderSettings({ timezone: 'UTC', random_page_cost: 1.1 })).toMatch(/^#.*\ntimezone = 'UTC'\nrandom_page_cost = 1.1\n$/);
	});
});
