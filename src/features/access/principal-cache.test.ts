// The memory of principals: shared look-ups, an end, a bound, and nothing kept of what was not found.
import { expect, it } from 'vitest';
import { nobody, type Principal } from '../../platform/auth.ts';
import { PrincipalCache } from './principal-cache.ts';

function counter(answer: () => Promise<Principal | null>) {
	let calls = 0;
	return {
		load: () => {
			calls++;
			return answer();
		},
		calls: () => calls,
	};
}

const pause = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));

it('looks up once for many at a time and for those soon after', async () => {
	const cache = new PrincipalCache();
	const { load, calls } = counter(async () => nobody);
	await Promise.all([cache.get('a', load), cache.get('a', load), cache.get('a', load)]);
	expect(await cache.get('a', load)).toBe(nobody);
	expect(calls()).toBe(1);
	await cache.get('b', load);
	expect(calls()).toBe(2);
});

it('asks again when the time is over', async () => {
	const cache = new PrincipalCache(20);
	const { load, calls } = counter(async () => nobody);
	await cache.get('a', load);
	await pause(30);
	await cache.get('a', load);
	expect(calls()).toBe(2);
});

it('keeps neither what was not found nor what failed', async () => {
	const cache = new PrincipalCache();
	const missing = counter(async () => null);
	await cache.get('a', missing.load);
	await cache.get('a', missing.load);
	expect(missing.calls()).toBe(2);
	const failing = counter(async () => {
		throw new Error('no database');
	});
	await expect(cache.get('b', failing.load)).rejects.toThrow('no database');
	await expect(cache.get('b', failing.load)).rejects.toThrow('no database');
	expect(failing.calls()).toBe(2);
	expect(cache.size).toBe(0);
});

it('drops the oldest beyond its bound', async () => {
	const cache = new PrincipalCache(60_000, 3);
	const { load, calls } = counter(async () => nobody);
	for (const key of ['a', 'b', 'c', 'd']) await cache.get(key, load);
	expect(cache.size).toBe(3);
	await cache.get('d', load);
	expect(calls()).toBe(4);
	await cache.get('a', load);
	expect(calls()).toBe(5);
});

it('does not bring back what was forgotten while it was looked up', async () => {
	const cache = new PrincipalCache();
	let found: (principal: Principal) => void = () => {};
	const slow = cache.get('a', () => new Promise((resolve) => (found = resolve)));
	cache.clear();
	found(nobody);
	await slow;
	expect(cache.size).toBe(0);
});
