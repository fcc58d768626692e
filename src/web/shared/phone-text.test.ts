// Phone numbers grouped for reading.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { phoneText } from './phone-text.ts';

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
