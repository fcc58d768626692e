// Pure: phone numbers, identity numbers, bank cards and e-mail addresses in free text. Each pattern is bounded, so that the time grows with the text alone.
import { checkResidentId } from '../../values/identifier.ts';
import { normalisePhone } from '../../values/phone.ts';
import type { FindingKind } from './endpoints-findings.ts';

/** Something found: masked for the list, whole only to make a hash of it. */
export interface Found {
	readonly kind: FindingKind;
	readonly value: string;
	readonly masked: string;
}

/** The check digit of bank cards and account numbers (ISO/IEC 7812-1, Luhn). */
export function luhn(digits: string): boolean {
	let sum = 0;
	for (let at = 0; at < digits.length; at++) {
		const digit = Number(digits[digits.length - 1 - at]);
		const doubled = at % 2 === 1 ? digit * 2 : digit;
		sum += doubled > 9 ? doubled - 9 : doubled;
	}
	return sum % 10 === 0;
}

const email = /[\w.+-]{1,64}@[a-zA-Z0-9-]{1,63}(?:\.[a-zA-Z0-9-]{1,63}){1,5}/g;
/** Digits with what people put between them, at most 34 characters; an X ends identity numbers. */
const number = /\+?\d(?:[ ().-]{0,2}\d){6,19}[xX]?/g;

/** Cards begin with 3 to 6 and have 14 to 19 digits; those of UnionPay with 62. */
const isCard = (digits: string): boolean => /^(?:3[47]\d{13}|[45]\d{15}|5[1-5]\d{14}|6\d{15,18})$/.test(digits) && luhn(digits);

function kindOf(text: string, country: string): { kind: FindingKind; value: string } | null {
	const compact = text.replace(/[ ().-]/g, '');
	if (/^\d{17}[\dxX]$/.test(compact)) {
		const { value } = checkResidentId(compact);
		if (value) return { kind: 'identity', value: value.number };
	}
	const digits = compact.replace(/[xX]$/, '');
	if (isCard(digits)) return { kind: 'card', value: digits };
	if (digits.replace('+', '').length > 15) return null;
	const { value } = normalisePhone(text.replace(/[xX]$/, ''), { country });
	// Numbers of orders look like landlines; mobile numbers and those with a country code are none.
	return value?.valid && (value.type === 'mobile' || text.startsWith('+')) ? { kind: 'phone', value: value.number } : null;
}

const masked = (value: string): string => (value.length < 8 ? `${value.slice(0, 1)}***` : `${value.slice(0, 3)}****${value.slice(-4)}`);

/** What stands in a text, each value once, at most a hundred. */
export function findPersonal(text: string, country: string): Found[] {
	const found = new Map<string, Found>();
	const add = (kind: FindingKind, value: string, shown: string) => {
		if (found.size < 100) found.set(`${kind}:${value}`, { kind, value, masked: shown });
	};
	// Mentions of colleagues hold numbers of ours.
	const plain = text.replace(/\]\(user:\d{1,16}\)/g, '] ');
	for (const [address] of plain.matchAll(email)) {
		const at = address.indexOf('@');
		add('email', address.toLowerCase(), `${address.slice(0, 1)}***${address.slice(at)}`.slice(0, 200));
	}
	for (const [digits] of plain.matchAll(number)) {
		const known = kindOf(digits, country);
		if (known) add(known.kind, known.value, masked(known.value));
	}
	return [...found.values()];
}
