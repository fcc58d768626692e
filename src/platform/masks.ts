// How values of persons are masked: enough is left to recognise what one knows, not to learn what one does not. Pure.

/** How a value is masked. 'contact': told by the value itself; 'each': what stands in the list is masked one by one. */
export const masks = ['name', 'phone', 'email', 'handle', 'contact', 'identity', 'address', 'postcode', 'date', 'text', 'each'] as const;
export type Mask = (typeof masks)[number];

/** In place of what nothing is told of. */
export const whole = '***';

/** Calling codes of one and two digits; all others have three (ITU-T E.164, list of 2016). */
export const shortCodes = '[17]|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]';
const callingCode = new RegExp(`^\\+(?:${shortCodes}|\\d{3})`);

/** Letters that stand for a syllable or more: one of them is told where of others a letter is. */
const syllable = /^[\u2e80-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\u{20000}-\u{3ffff}]/u;

/** 张三丰 → 张*, Smith → S***: the first letter. The number of stars says nothing of the length. */
function maskedName(text: string): string {
	const [first, second] = text.trim();
	if (first === undefined || second === undefined) return whole;
	return syllable.test(first) ? `${first}*` : `${first}***`;
}

/** +8613800138000 → 138****8000; numbers elsewhere keep the calling code and the last digits: +44****8750. */
function maskedPhone(text: string): string {
	const number = text.replace(/[^\d+]/g, '');
	const mobile = /^(?:\+86|0086)?(1[3-9]\d)\d{4}(\d{4})$/.exec(number);
	if (mobile) return `${mobile[1]}****${mobile[2]}`;
	const code = callingCode.exec(number)?.[0] ?? '';
	const national = number.slice(code.length).replace(/\D/g, '');
	if (national.length < 7) return `${code}****`;
	return `${code}****${national.slice(national.length >= 9 ? -4 : -2)}`;
}

/** zhang.san@example.com → z***@example.com */
function maskedEmail(text: string): string {
	const at = text.lastIndexOf('@');
	if (at < 0) return maskedHandle(text);
	return at > 2 ? `${[...text][0]}***${text.slice(at)}` : `***${text.slice(at)}`;
}

function maskedHandle(text: string): string {
	const letters = [...text.trim()];
	return letters.length >= 6 ? `${letters[0]}***` : whole;
}

/** A number of 15 and more keeps its place of issue and its end (110105********002X), a shorter one its end, a short one nothing. */
function maskedIdentity(text: string): string {
	const plain = text.replace(/[\s-]/g, '');
	if (plain.length >= 15) return `${plain.slice(0, 6)}********${plain.slice(-4)}`;
	return plain.length >= 9 ? `****${plain.slice(-2)}` : '****';
}

/** In Chinese the largest part stands first: 上海市…; elsewhere nothing is left. */
function maskedAddress(text: string): string {
	const letters = [...text.trim()];
	return letters.length >= 8 && syllable.test(letters[0]!) ? `${letters.slice(0, 3).join('')}****` : '****';
}

function maskedPostcode(text: string): string {
	return text.length >= 5 ? `${text.slice(0, 2)}****` : '****';
}

/** 1990-05-17 → 1990-**-** */
function maskedDate(text: string): string {
	return /^\d{4}-/.test(text) ? `${text.slice(0, 4)}-**-**` : whole;
}

/** A value of which only its field says that it is a way to reach somebody. */
function maskedContact(text: string): string {
	if (text.includes('@')) return maskedEmail(text);
	return /^[\d\s()+./-]{7,}$/.test(text) ? maskedPhone(text) : maskedHandle(text);
}

const byMask: Readonly<Record<Mask, (text: string) => string>> = {
	name: maskedName,
	phone: maskedPhone,
	email: maskedEmail,
	handle: maskedHandle,
	contact: maskedContact,
	identity: maskedIdentity,
	address: maskedAddress,
	postcode: maskedPostcode,
	date: maskedDate,
	text: () => whole,
	each: () => whole,
};

/** The masked form of a value: what is empty stays so; of what is no text (numbers, amounts, yes and no) nothing is told. */
export function masked(how: Mask, value: unknown): unknown {
	if (value === null || value === undefined || value === '') return value;
	if (Array.isArray(value)) return value.length === 0 ? value : [whole];
	return typeof value === 'string' ? byMask[how](value) : whole;
}
