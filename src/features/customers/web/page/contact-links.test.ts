// Numbers grouped for reading, and links that cannot run a script.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contactKinds } from '../../schema.ts';
import { mapLink, phoneText, wayTo } from './contact-links.ts';

describe('a phone number', () => {
	test.each([
		['+8613800138000', '+86 138 0013 8000'],
		['+861065529988', '+86 10 6552 9988'],
		['+8657187654321', '+86 571 8765 4321'],
		['+867551234567', '+86 755 123 4567'],
		['+12125550123', '+1 212 555 0123'],
		['+442079460123', '+44 20 7946 0123'],
		['+447911123456', '+44 7911 123456'],
		['+441214960123', '+44 121 496 0123'],
		['+4915123456789', '+49 151 23456789'],
		['+493012345678', '+49 30 12345678'],
		['+33123456789', '+33 1 23 45 67 89'],
		['+85221234567', '+852 2123 4567'],
		['+919876543210', '+91 98765 43210'],
		['+380441234567', '+380441234567'],
		['call me', 'call me'],
		['110', '110'],
	])('%s reads %s', (value, text) => expect(phoneText(value)).toBe(text));

	test('loses and gains nothing but spaces', () => {
		fc.assert(
			fc.property(fc.constantFrom('86', '1', '44', '49', '33', '81', '7'), fc.stringMatching(/^\d{4,12}$/), (code, rest) => {
				expect(phoneText(`+${code}${rest}`).replaceAll(' ', '')).toBe(`+${code}${rest}`);
			}),
		);
	});
});

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
