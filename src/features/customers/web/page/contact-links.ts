// How a contact point reads and where a press on it leads. Pure.
import { phoneText } from '../../../../web/shared/phone-text.ts';
import type { ContactKind } from '../../schema.ts';

/** The value of a contact point as a person reads it. */
export const contactText = (kind: ContactKind, value: string): string =>
	kind === 'phone' || kind === 'whatsapp' ? phoneText(value) : value;

export interface Way {
	readonly how: 'call' | 'write' | 'chat' | 'open';
	readonly href: string;
}

/** Where a press leads; null where there is nothing to open. Only addresses that cannot run a script. */
export function wayTo({ kind, value }: { readonly kind: ContactKind; readonly value: string }): Way | null {
	const digits = value.replace(/\D/g, '');
	const handle = value.replace(/^@/, '');
	switch (kind) {
		case 'email':
			return { how: 'write', href: `mailto:${encodeURIComponent(value).replaceAll('%40', '@')}` };
		case 'phone':
			return digits ? { how: 'call', href: `tel:${value.replace(/[^\d+]/g, '')}` } : null;
		case 'whatsapp':
			return digits.length >= 7 ? { how: 'chat', href: `https://wa.me/${digits}` } : null;
		case 'telegram':
			return /^\w{4,32}$/.test(handle) ? { how: 'chat', href: `https://t.me/${handle}` } : null;
		case 'line':
			return /^[\w.-]{2,40}$/.test(handle) ? { how: 'chat', href: `https://line.me/R/ti/p/~${handle}` } : null;
		case 'website': {
			const address = /^[a-z][a-z\d+.-]*:/i.test(value) && !/^[^/:]+:\d+(\/|$)/.test(value) ? value : `https://${value}`;
			return /^https?:\/\/[^\s/]+/i.test(address) ? { how: 'open', href: address } : null;
		}
		default:
			return null;
	}
}

/** The search of a map for an address: 高德 knows Chinese ones, OpenStreetMap all others. Nothing is asked of it before the link is pressed. */
export function mapLink(text: string, country: string | null): string {
	const query = encodeURIComponent(text);
	const chinese = country ? country === 'CN' : /\p{Script=Han}/u.test(text);
	return chinese ? `https://uri.amap.com/search?keyword=${query}` : `https://www.openstreetmap.org/search?query=${query}`;
}
