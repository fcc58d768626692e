// Signed links: what opens, what does not, and that one which works once does so for one only.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { write } from './database.ts';
import { checkLink, forgetUsedLinks, makeLink, useLink } from './links.ts';
import { type TestServices, testServices } from './testing.ts';

let t: TestServices;
const nobody = { user_id: 0, scopes: [] };
const soon = () => new Date(Date.now() + 60_000);

beforeAll(async () => {
	t = await testServices();
});
afterAll(() => t.drop());

const made = (subject = '7', expires = soon(), purpose = 'test.a') => makeLink(t.services.keyring, { purpose, subject, expires });
const code = (token: string, purpose = 'test.a') => {
	try {
		return checkLink(t.services.keyring, purpose, token);
	} catch (cause) {
		return (cause as { code: string }).code;
	}
};

describe('a link', () => {
	test.each(['7', '', 'a.b.c', '张伟 <x@example.com>'])('tells what it is about: %j', (subject) => {
		expect(code(made(subject))).toBe(subject);
		expect(made(subject)).toMatch(/^[\w-]+\.[\w-]+$/);
	});

	test('ends at its time', () => {
		expect(code(made('7', new Date(Date.now() - 1_000)))).toBe('link_expired');
	});

	test('opens nothing of another purpose', () => {
		expect(code(made('7', soon(), 'test.b'))).toBe('link_invalid');
	});

	test('is refused when any part of it was changed', () => {
		const token = made('7');
		const [content = '', sign = ''] = token.split('.');
		const forged = Buffer.from(`${Math.floor(Date.now() / 1000) + 999_999}.7`).toString('base64url');
		const changed = [
			`${forged}.${sign}`,
			`${content}.`,
			content,
			'',
			'.',
			`${token}.x`,
			`${content}.${sign.slice(0, -2)}`,
			`${content}x.${sign}`,
		];
		for (let place = 0; place < token.length; place += 3) {
			const other = token[place] === 'A' ? 'Z' : 'A';
			if (token[place] !== '.') changed.push(token.slice(0, place) + other + token.slice(place + 1));
		}
		for (const one of changed) expect([one, code(one)]).toEqual([one, 'link_invalid']);
	});
});

describe('a link that works once', () => {
	const use = (token: string) => write(t.services.database, nobody, (client) => useLink(client, t.services.keyring, 'test.a', token));

	test('does so for one of many who use it at the same moment', async () => {
		const token = made('once');
		const tries = await Promise.allSettled(Array.from({ length: 8 }, () => use(token)));
		const done = tries.filter(({ status }) => status === 'fulfilled');
		expect(done).toHaveLength(1);
		for (const one of tries) if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'link_used', status: 410 });
		await expect(use(token)).rejects.toMatchObject({ code: 'link_used' });
	});

	test('is good again where the work behind it failed', async () => {
		const token = made('again');
		const failing = write(t.services.database, nobody, async (client) => {
			await useLink(client, t.services.keyring, 'test.a', token);
			throw new Error('no');
		});
		await expect(failing).rejects.toThrow('no');
		expect(await use(token)).toBe('again');
	});

	test('cannot be used again under another spelling of its signature', async () => {
		const token = made('spelled');
		expect(await use(token)).toBe('spelled');
		await expect(use(`${token}=`)).rejects.toMatchObject({ code: 'link_used' });
	});

	test('is forgotten once it has expired', async () => {
		const { owner } = t.services.database;
		await owner.query("update used_links set expires_at = now() - interval '1 second'");
		await forgetUsedLinks(t.services.database.app);
		expect((await owner.query('select from used_links')).rowCount).toBe(0);
	});
});
