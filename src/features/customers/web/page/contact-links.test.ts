// Links that cannot run a script.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contactKinds } from '../../schema.ts';
import { mapLink, wayTo } from './contact-links.ts';

describe('where a press leads', () => {
	test.each([
		['email', 'a+b@c.de', 'mailto:a%2Bb@c.de'],
		['email', 'x@y.z?bcc=evil@e.vil', 'mailto:x@y.z%3Fbcc%3Devil@e.vil'],
		['phone', '+86 138', 'tel:+86138'],
		['whatsapp', '+4915123456789', 'https://wa.me/4915123456789'],
		['telegram', '@durov', 'https://t.me/durov'],
		['line', 'some.body', 'https://line.me/R/ti/p/~some.body'],
		['website', 'example.com/a', 'https://example.com/a'],
		['website', 'example.com:8080/a', 'https://example.com:8080/a'],
		['website', 'HTTP://example.com', 'HTTP://example.com'],
		['website', 'javascript:alert(1)', undefined],
		['website', 'data:text/html,x', undefined],
		['wechat', 'zhangsan', undefined],
		['telegram', '../x', undefined],
		['phone', 'none', undefined],
	] as const)('%s %s: %s', (kind, value, href) => expect(wayTo({ kind, value })?.href).toBe(href));

	test('never to anything but mail, phone and the web', () => {
		fc.assert(
			fc.property(fc.constantFrom(...contactKinds), fc.string({ unit: 'binary' }), (kind, value) => {
				expect(wayTo({ kind, value })?.href ?? 'https:').toMatch(/^(https?:|mailto:|tel:)/i);
			}),
		);
	});

	test('a Chinese address to a Chinese map', () => {
		expect(mapLink('上海市南京东路 1 号', 'CN')).toMatch(/^https:\/\/uri\.amap\.com\/search\?keyword=%E4%B8%8A/);
		expect(mapLink('上海市南京东路', null)).toContain('amap');
		expect(mapLink('1 Main St & Co, Boston', 'US')).toBe('https://www.openstreetmap.org/search?query=1%20Main%20St%20%26%20Co%2C%20Boston');
	});
});
