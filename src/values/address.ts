// Postal addresses: light cleaning of their parts, Chinese provinces and cities taken out of a single line, and postal codes in the way of their country.
import { provinceAtHead, provinceFullName } from './china_regions.ts';
import { hasHan } from './han.ts';
import { cleanText, textLimits } from './text.ts';
import { defineProblems, type Normalised, nothing, type ValueProblem } from './value.ts';

const problem = defineProblems({
	address_too_long: {
		severity: 'error',
		'zh-CN': '地址有 {length} 个字符，每一部分最多允许 {max} 个。请缩短。',
		en: 'A part of the address has {length} characters; at most {max} are allowed. Shorten it.',
	},
	postal_code_too_long: {
		severity: 'error',
		'zh-CN': '“{value}”不是邮政编码：最多 {max} 个字符。请核对。',
		en: '“{value}” is not a postal code: it may have at most {max} characters. Check it.',
	},
	postal_code_not_valid: {
		severity: 'warning',
		'zh-CN': '“{value}”不符合 {country} 的邮政编码格式，已按原样保存。请核对。',
		en: '“{value}” does not look like a postal code of {country}; it is kept as typed. Check it.',
	},
	postal_code_zero_lost: {
		severity: 'repaired',
		'zh-CN': '邮政编码“{was}”少了开头的 0（电子表格常会去掉），已补上，保存为 {now}。',
		en: 'The postal code “{was}” had lost its leading zero, as spreadsheets do; it is put back and stored as {now}.',
	},
});

/** The parts of an address; `country` is an ISO 3166-1 alpha-2 code. */
export interface Address {
	readonly line1: string | null;
	readonly line2: string | null;
	readonly city: string | null;
	readonly region: string | null;
	readonly postal_code: string | null;
	readonly country: string | null;
}

export type AddressInput = Partial<Address>;

interface PostalRule {
	/** A valid code in the form that is stored. */
	readonly valid: RegExp;
	/** The number of digits, where a code is digits alone and may have lost leading zeros in a spreadsheet. */
	readonly digits?: number;
	/** Puts a code without spaces and hyphens into the stored form. */
	readonly form?: (compact: string) => string;
}

const postalLimit = 20;

const splitAt = (position: number, mark: string) => (compact: string) => `${compact.slice(0, position)}${mark}${compact.slice(position)}`;

/** Postal codes of countries whose customers we meet most; those of others are kept as typed. Source: Universal Postal Union, addressing systems. */
const postalRules: Readonly<Record<string, PostalRule>> = {
	CN: { valid: /^\d{6}$/, digits: 6 },
	TW: { valid: /^\d{3}(?:\d{2,3})?$/ },
	SG: { valid: /^\d{6}$/, digits: 6 },
	IN: { valid: /^[1-9]\d{5}$/ },
	RU: { valid: /^\d{6}$/ },
	KR: { valid: /^\d{5}$/, digits: 5 },
	JP: { valid: /^\d{3}-\d{4}$/, digits: 7, form: splitAt(3, '-') },
	MY: { valid: /^\d{5}$/, digits: 5 },
	TH: { valid: /^\d{5}$/ },
	VN: { valid: /^\d{5,6}$/ },
	US: { valid: /^\d{5}(?:-\d{4})?$/, digits: 5, form: (compact) => (compact.length === 9 ? splitAt(5, '-')(compact) : compact) },
	CA: { valid: /^[A-Z]\d[A-Z] \d[A-Z]\d$/, form: splitAt(3, ' ') },
	MX: { valid: /^\d{5}$/, digits: 5 },
	BR: { valid: /^\d{5}-\d{3}$/, digits: 8, form: splitAt(5, '-') },
	AU: { valid: /^\d{4}$/, digits: 4 },
	NZ: { valid: /^\d{4}$/, digits: 4 },
	GB: { valid: /^[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}$/, form: (compact) => splitAt(compact.length - 3, ' ')(compact) },
	DE: { valid: /^\d{5}$/, digits: 5 },
	FR: { valid: /^\d{5}$/, digits: 5 },
	IT: { valid: /^\d{5}$/, digits: 5 },
	ES: { valid: /^\d{5}$/, digits: 5 },
	AT: { valid: /^\d{4}$/ },
	CH: { valid: /^\d{4}$/ },
	BE: { valid: /^\d{4}$/ },
	NL: { valid: /^\d{4} [A-Z]{2}$/, form: splitAt(4, ' ') },
	SE: { valid: /^\d{3} \d{2}$/, form: splitAt(3, ' ') },
	DK: { valid: /^\d{4}$/ },
	NO: { valid: /^\d{4}$/, digits: 4 },
	PL: { valid: /^\d{2}-\d{3}$/, digits: 5, form: splitAt(2, '-') },
	PT: { valid: /^\d{4}-\d{3}$/, form: splitAt(4, '-') },
};

/**
 * A postal code in the form of its country: capitals, the usual space or hyphen, one lost leading zero put back (US 2139 → 02139). Without a known country only cleaned.
 * Error: `postal_code_too_long`. Warning: `postal_code_not_valid`. Repaired: `postal_code_zero_lost`.
 */
export function normalisePostalCode(raw: string, country: string | null = null): Normalised<string> {
	if (country === 'CN' && /^\d{6}$/.test(raw)) return { value: raw };
	const typed = cleanText(raw.normalize('NFKC'))
		.replace(/[a-z]+/g, (letters) => letters.toUpperCase())
		.replace(/^(\d+)\.0$/, '$1');
	if (typed === '') return nothing;
	if (typed.length > postalLimit) return { value: null, problem: problem('postal_code_too_long', { value: typed, max: postalLimit }) };
	const rule = country === null ? undefined : postalRules[country];
	if (!rule || country === null) return { value: typed };
	const compact = typed.replace(/[^A-Z\d]/g, '');
	const full = rule.digits && /^\d+$/.test(compact) && compact.length === rule.digits - 1 ? `0${compact}` : compact;
	const code = rule.form ? rule.form(full) : full;
	if (!rule.valid.test(code)) return { value: typed, problem: problem('postal_code_not_valid', { value: typed, country }) };
	return full === compact ? { value: code } : { value: code, problem: problem('postal_code_zero_lost', { was: typed, now: code }) };
}

const cityAtHead = /^([\p{Unified_Ideograph}〇々]{2,10}?(?:自治州|地区|市|盟))(?=\s*\S)/u;
const countyLevel = /^[\p{Unified_Ideograph}〇々]{1,8}?(?:区|县|旗|市)/u;
const postalInLine = /(?:^|[\s,，;；(（]*(?:邮编|邮政编码|郵編)\s*[:：]?\s*|[\s,，]+)(\d{6})[)）]?$/;
const postalAtHead = /^(?:(?:邮编|邮政编码|郵編)\s*[:：]?\s*)?(\d{6})[\s,，]+/;

interface Split {
	readonly region: string | null;
	readonly city: string | null;
	readonly rest: string;
}

/**
 * Province and city of a Chinese address in one line, where they are evident: 广东省深圳市南山区科技园 → 广东省, 深圳市, 南山区科技园; 北京市朝阳区建国路1号 → 北京市, 北京市, 朝阳区建国路1号.
 * Null when no province or city stands at the head.
 */
function splitChineseAddress(line: string): Split | null {
	const text = line.replace(/^(?:中国|中华人民共和国)[\s,，]*/, '').replace(/^(\S{2,10}?[省市区])\s+/, '$1');
	const province = provinceAtHead(text);
	if (province?.municipality) {
		// 北京市北京市朝阳区, 上海市市辖区浦东新区: forms write the city twice.
		const rest = text
			.slice(province.length)
			.replace(/^\s*/, '')
			.replace(new RegExp(`^(?:${province.name}|市辖区)`), '')
			.trim();
		// 重庆路 and 北京东路 are streets: a short name counts only before a district.
		if (province.short && !countyLevel.test(rest)) return null;
		return { region: province.name, city: province.name, rest };
	}
	const after = province ? text.slice(province.length).trim() : text;
	const city = cityAtHead.exec(after)?.[1] ?? null;
	// A province alone in short form is no proof (海南岛路, 河北大街), nor is a city without a district after it.
	if (province) {
		if (province.short && city === null) return null;
		return { region: province.name, city, rest: city ? after.slice(city.length).trim() : after };
	}
	if (city === null || !countyLevel.test(after.slice(city.length))) return null;
	return { region: null, city, rest: after.slice(city.length).trim() };
}

function emptyAddress(address: AddressInput): boolean {
	return !(address.line1 || address.line2 || address.city || address.region || address.postal_code || address.country);
}

/**
 * Cleans the parts of an address. A Chinese address that comes in one line is split into region, city and the rest when they are evident, its postal code taken out;
 * Chinese provinces get their full name (广东 → 广东省). `country` must be an ISO code already (see country.ts) and is not guessed.
 *
 * Error: `address_too_long`, and the problems of `normalisePostalCode`.
 */
export function normaliseAddress(input: AddressInput): Normalised<Address> {
	if (emptyAddress(input)) return nothing;
	const clean = (part: string | null | undefined): string | null => (part ? cleanText(part) || null : null);
	let [line1, line2, city, region] = [clean(input.line1), clean(input.line2), clean(input.city), clean(input.region)];
	const country = clean(input.country);
	let postal = clean(input.postal_code);
	for (const part of [line1, line2, city, region]) {
		if (part && part.length > textLimits.line) {
			return { value: null, problem: problem('address_too_long', { length: part.length, max: textLimits.line }) };
		}
	}
	const chinese = country === null || country === 'CN';
	if (chinese && line1 && hasHan(line1)) {
		const code = postalInLine.exec(line1) ?? postalAtHead.exec(line1);
		if (code && postal === null && code[0] !== line1) {
			postal = code[1] as string;
			line1 = line1.replace(code[0], '').trim();
		}
		const split = city === null && region === null ? splitChineseAddress(line1) : null;
		if (split && split.rest !== '') ({ region, city, rest: line1 } = split);
	}
	if (chinese && region) region = provinceFullName(region) ?? region;
	let doubt: ValueProblem | undefined;
	if (postal) {
		const code = normalisePostalCode(postal, country);
		if (code.problem?.severity === 'error') return { value: null, problem: code.problem };
		postal = code.value;
		doubt = code.problem;
	}
	const value: Address = { line1, line2, city, region, postal_code: postal, country };
	if (emptyAddress(value)) return nothing;
	return doubt ? { value, problem: doubt } : { value };
}

/** An address in one line for people: Chinese from the large to the small without spaces, others line by line with commas. The country is left out. */
export function formatAddress(address: AddressInput): string {
	const { line1, line2, city, region, postal_code } = address;
	if (hasHan(`${line1 ?? ''}${city ?? ''}${region ?? ''}`)) {
		const place = [region, city === region ? null : city, line1, line2].filter((part) => part).join('');
		return postal_code ? `${place} ${postal_code}` : place;
	}
	return [line1, line2, city, [region, postal_code].filter((part) => part).join(' ')].filter((part) => part).join(', ');
}
