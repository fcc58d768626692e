// Passwords and origins: the pure decisions.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSameOrigin, nameFromEmail, passwordProblem } from './rules.ts';

describe('a password', () => {
	const email = 'chen.jie@example.com';

	it.each([
		['short', 'password_short'],
		['nine char', 'password_short'],
		// Nine characters, though eighteen UTF-16 units.
		['😀'.repeat(9), 'password_short'],
		['x'.repeat(257), 'password_long'],
		['password123', 'password_common'],
		['PassWord123', 'password_common'],
		['５２０１３１４５２０', 'password_common'],
		['aaaaaaaaaaaa', 'password_common'],
		['121212121212', 'password_common'],
		['Chen.Jie@example.com', 'password_is_email'],
		['four tall green lamps', null],
		['四盏绿色的高灯照着河', null],
	])('%s: %s', (password, problem) => {
		expect(passwordProblem(password, email)).toBe(problem);
	});

	it('is never refused for what it is made of, once it is long, varied and unlike the address', () => {
		const varied = fc
			.string({ unit: 'binary', minLength: 14, maxLength: 100 })
			.filter((text) => new Set(text.normalize('NFKC').toLowerCase().trim()).size >= 8);
		fc.assert(fc.property(varied, (text) => passwordProblem(`${text}§`, email) === null));
	});
});

describe('a request from our own page', () => {
	it.each([
		[{ 'sec-fetch-site': 'same-origin' }, true],
		[{ 'sec-fetch-site': 'same-site', origin: 'http://crm.example.com', host: 'crm.example.com' }, false],
		[{ 'sec-fetch-site': 'cross-site' }, false],
		[{ 'sec-fetch-site': 'none' }, false],
		[{ origin: 'http://192.168.1.5:8080', host: '192.168.1.5:8080' }, true],
		[{ origin: 'http://192.168.1.5:8081', host: '192.168.1.5:8080' }, false],
		[{ origin: 'https://crm.example.com', host: 'crm.example.com' }, true],
		[{ origin: 'https://public.example.com', host: 'inside:8080' }, true],
		[{ origin: 'https://public.example.com.evil.example', host: 'inside:8080' }, false],
		[{ origin: 'null', host: 'inside:8080' }, false],
		[{ host: 'inside:8080' }, false],
		[{}, false],
	])('%j: %s', (headers, same) => {
		expect(isSameOrigin(headers, 'https://public.example.com/')).toBe(same);
	});
});

it('suggests as name what stands before the @', () => {
	expect(nameFromEmail('chen.jie@example.com')).toBe('chen.jie');
	expect(nameFromEmail('@example.com')).toBe('@');
});
