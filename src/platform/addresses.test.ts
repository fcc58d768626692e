// Which addresses lie in which networks, and which are of the open Internet.
import { describe, expect, test } from 'vitest';
import { callerOf, isPublic, isWithin, networkOf } from './addresses.ts';

describe('networkOf', () => {
	test.each([
		['10.1.2.3', '10.1.2.3/32'],
		['10.1.2.3/8', '10.0.0.0/8'],
		[' 192.168.0.0/16 ', '192.168.0.0/16'],
		['0.0.0.0/0', '0.0.0.0/0'],
		['2001:db8::1/32', '2001:db8::/32'],
		['::1', '::1/128'],
		['::ffff:10.0.0.1', '10.0.0.1/32'],
		['::ffff:10.0.0.0/104', '10.0.0.0/8'],
	])('%s is %s', (text, network) => expect(networkOf(text)).toBe(network));

	test.each([
		'',
		'example.com',
		'10.1',
		'0x7f000001',
		'2130706433',
		'10.0.0.0/33',
		'10.0.0.0/-1',
		'10.0.0.0/8/8',
		'10.0.0.0/x',
		'::/129',
		'010.0.0.1/',
	])('%j is none', (text) => expect(networkOf(text)).toBeNull());
});

test('an address lies in a network whatever form it comes in', () => {
	expect(isWithin('10.9.9.9', ['192.168.0.0/16', '10.0.0.0/8'])).toBe(true);
	expect(isWithin('::ffff:10.9.9.9', ['10.0.0.0/8'])).toBe(true);
	expect(isWithin('fe80::1%eth0', ['fe80::/10'])).toBe(true);
	expect(isWithin('11.9.9.9', ['10.0.0.0/8', '::/0'])).toBe(false);
	expect(isWithin('nonsense', ['0.0.0.0/0', '::/0'])).toBe(false);
	expect(isWithin('10.9.9.9', [])).toBe(false);
});

describe('isPublic', () => {
	test.each(['8.8.8.8', '1.1.1.1', '114.114.114.114', '2606:4700::1111', '2400:3200::1', '::ffff:8.8.8.8'])('%s', (address) =>
		expect(isPublic(address)).toBe(true),
	);
	test.each([
		'127.0.0.1',
		'127.255.255.254',
		'0.0.0.0',
		'10.0.0.1',
		'172.16.0.1',
		'172.31.255.255',
		'192.168.1.1',
		'169.254.169.254',
		'100.64.0.1',
		'100.100.100.200',
		'192.0.0.192',
		'198.18.0.1',
		'192.0.2.1',
		'224.0.0.1',
		'255.255.255.255',
		'240.0.0.1',
		'::',
		'::1',
		'::ffff:127.0.0.1',
		'::ffff:169.254.169.254',
		'::127.0.0.1',
		'fe80::1',
		'fc00::1',
		'fd00:ec2::254',
		'ff02::1',
		'64:ff9b::7f00:1',
		'2002:7f00:1::',
		'2001:db8::1',
		'localhost',
		'',
	])('not %j', (address) => expect(isPublic(address)).toBe(false));
});

test('a household with IPv6 is one caller', () => {
	expect(callerOf('2001:db8:1:2:aaaa::1')).toBe(callerOf('2001:db8:1:2:bbbb::2'));
	expect(callerOf('2001:db8:1:2::1')).not.toBe(callerOf('2001:db8:1:3::1'));
	expect(callerOf('::ffff:8.8.8.8')).toBe('8.8.8.8');
	expect(callerOf('unknown')).toBe('unknown');
});
