// Addresses of machines: which network one lies in, which ones are nobody's business outside, and what counts as one caller.
import ipaddr from 'ipaddr.js';

/** An address without the form in which IPv6 carries one of IPv4; null where it is none. */
function parsed(address: string): ipaddr.IPv4 | ipaddr.IPv6 | null {
	// A scope (fe80::1%eth0) tells the card of this machine, not another address.
	const [plain = ''] = address.split('%');
	// The forms 127.1, 0x7f000001 and 2130706433 are read by some programs; nobody means a caller or a network by them.
	return ipaddr.isValid(plain) && (plain.includes(':') || ipaddr.IPv4.isValidFourPartDecimal(plain)) ? ipaddr.process(plain) : null;
}

/** A network as it is written down, such as 10.0.0.0/8; a lone address is a network of one. Null where it is neither. */
export function networkOf(text: string): string | null {
	const [address = '', bits, ...rest] = text.trim().split('/');
	const known = parsed(address);
	if (!known || rest.length > 0) return null;
	const most = known.kind() === 'ipv4' ? 32 : 128;
	// Written in the form of IPv6, a network of IPv4 counts 96 bits more.
	const given = bits === undefined ? most : /^\d{1,3}$/.test(bits) ? Number(bits) - (address.includes(':') && most === 32 ? 96 : 0) : -1;
	if (given < 0 || given > most) return null;
	const range = `${known.toString()}/${given}`;
	const first = most === 32 ? ipaddr.IPv4.networkAddressFromCIDR(range) : ipaddr.IPv6.networkAddressFromCIDR(range);
	return `${first.toString()}/${given}`;
}

/** Whether an address lies in one of the networks, which are of the form of networkOf(). */
export function isWithin(address: string, networks: readonly string[]): boolean {
	const known = parsed(address);
	return (
		known !== null &&
		networks.some((network) => {
			const [first, bits] = ipaddr.parseCIDR(network);
			return first.kind() === known.kind() && known.match(first, bits);
		})
	);
}

/** Whether an address is one of the open Internet: not private, loopback, link-local (where clouds tell their secrets), carrier's, test or multicast. */
export function isPublic(address: string): boolean {
	const known = parsed(address);
	if (known?.range() !== 'unicast') return false;
	// What is translated reaches an address of IPv4, which has to be public itself.
	return known.kind() === 'ipv4' || !isWithin(address, ['64:ff9b::/96', '64:ff9b:1::/48', '2002::/16', '::/96', '5f00::/16', '3fff::/20']);
}

const privateNetworks = [
	'127.0.0.0/8',
	'::1/128',
	'169.254.0.0/16',
	'fe80::/10',
	'10.0.0.0/8',
	'172.16.0.0/12',
	'192.168.0.0/16',
	'fc00::/7',
];

/** Whether an address is of this machine or of a network of one's own. */
export const isPrivate = (address: string): boolean => isWithin(address, privateNetworks);

/** What counts as one caller: an address of IPv4, a network of 64 bits of IPv6, which is what one household or machine gets. */
export function callerOf(address: string): string {
	const known = parsed(address);
	if (!known) return address;
	return known.kind() === 'ipv4' ? known.toString() : (networkOf(`${known.toString()}/64`) ?? address);
}
