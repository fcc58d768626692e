// Decides the ordinary phone numbers by libphonenumber's own numbering plans, whose patterns are compiled once: the library compiles them anew for every number.
import plans from 'libphonenumber-js/metadata.max.json';

/** A valid number as libphonenumber reads it. */
export interface PlannedNumber {
	/** E.164 */
	readonly number: string;
	/** The digits after the country calling code. */
	readonly nationalNumber: string;
	/** ISO 3166 alpha-2 code. */
	readonly country: string;
	/** `unknown` where the plan does not tell mobile numbers from landlines. */
	readonly type: 'mobile' | 'landline' | 'service' | 'unknown';
}

/** A kind of number in a plan: the pattern of its national numbers and, where they differ from those of the whole plan, their lengths. */
type KindRecord = readonly [pattern?: string, lengths?: readonly number[]] | 0;

/** The numbering plan of a country: https://gitlab.com/catamphetamine/libphonenumber-js/blob/master/METADATA.md, version 4; only the members that are read here have names. */
type PlanRecord = readonly [
	callingCode: string,
	internationalPrefix: string | 0,
	pattern: string,
	lengths: readonly number[],
	formats: unknown,
	nationalPrefix: string | 0,
	nationalPrefixRule: unknown,
	nationalPrefixPattern: string | 0,
	nationalPrefixTransform: unknown,
	optional: unknown,
	leadingDigits: string | 0,
	kinds: readonly KindRecord[] | 0,
];

interface Metadata {
	readonly version: number;
	readonly country_calling_codes: Readonly<Record<string, readonly string[]>>;
	readonly countries: Readonly<Record<string, PlanRecord>>;
}

const metadata = plans as unknown as Metadata;

interface Kind {
	readonly pattern: RegExp;
	readonly lengths: readonly number[];
}

interface Plan {
	readonly country: string;
	readonly callingCode: string;
	readonly pattern: RegExp;
	readonly internationalPrefix: RegExp | null;
	readonly nationalPrefix: RegExp | null;
	/** Where several countries share a calling code: what the national numbers of this one begin with. */
	readonly leadingDigits: RegExp | null;
	readonly landline: Kind | null;
	readonly mobile: Kind | null;
	readonly others: readonly Kind[];
}

const whole = (pattern: string) => new RegExp(`^(?:${pattern})$`);
const head = (pattern: string | 0 | undefined) => (pattern ? new RegExp(`^(?:${pattern})`) : null);

function makePlan(country: string): Plan {
	const record = metadata.countries[country] as PlanRecord;
	const kinds = (record[11] || []).map((kind): Kind | null =>
		kind !== 0 && kind[0] ? { pattern: whole(kind[0]), lengths: kind[1] ?? record[3] } : null,
	);
	return {
		country,
		callingCode: record[0],
		pattern: whole(record[2]),
		internationalPrefix: head(record[1]),
		nationalPrefix: head(record[7] || record[5]),
		leadingDigits: head(record[10]),
		landline: kinds[0] ?? null,
		mobile: kinds[1] ?? null,
		others: kinds.slice(2).filter((kind) => kind !== null),
	};
}

const made = new Map<string, Plan>();

function planOf(country: string): Plan {
	let plan = made.get(country);
	if (!plan) {
		plan = makePlan(country);
		made.set(country, plan);
	}
	return plan;
}

function fits(national: string, kind: Kind | null): boolean {
	return kind ? kind.lengths.includes(national.length) && kind.pattern.test(national) : false;
}

/** What kind of number this is in a country; null when it is none there. */
function typeIn(plan: Plan, national: string): PlannedNumber['type'] | null {
	if (!plan.pattern.test(national)) return null;
	// A plan without mobile numbers of their own has them among the landlines.
	if (fits(national, plan.landline)) return plan.mobile === null || fits(national, plan.mobile) ? 'unknown' : 'landline';
	if (fits(national, plan.mobile)) return 'mobile';
	return plan.others.some((kind) => fits(national, kind)) ? 'service' : null;
}

/** The number among the countries of a calling code: in the first that claims it by its leading digits or by having such numbers. */
function numberIn(callingCode: string, countries: readonly string[], national: string): PlannedNumber | null {
	for (const country of countries) {
		const plan = planOf(country);
		if (plan.leadingDigits !== null && countries.length > 1 && !plan.leadingDigits.test(national)) continue;
		const type = typeIn(plan, national);
		if (type !== null) return { number: `+${callingCode}${national}`, nationalNumber: national, country, type };
		if (plan.leadingDigits !== null) return null;
	}
	return null;
}

/** The calling code that the digits begin with, of one to three digits. No code begins another. */
function callingCodeOf(digits: string): string | null {
	for (let length = 1; length <= 3; length++) {
		const code = digits.slice(0, length);
		if (metadata.country_calling_codes[code]) return code;
	}
	return null;
}

/** Reads digits that begin with a country calling code. Null when libphonenumber itself must be asked: the number is not valid or not of the plainest form. */
export function readInternational(digits: string): PlannedNumber | null {
	const code = metadata.version === 4 ? callingCodeOf(digits) : null;
	if (code === null) return null;
	const countries = metadata.country_calling_codes[code] as readonly string[];
	// Numbers of no country: satellites, international free numbers.
	if (!metadata.countries[countries[0] as string]) return null;
	const national = digits.slice(code.length);
	if (planOf(countries[0] as string).nationalPrefix?.test(national)) return null;
	return numberIn(code, countries, national);
}

/** Reads the digits of a number as it is dialled within a country. Null when libphonenumber itself must be asked, or the country is unknown. */
export function readNational(digits: string, country: string): PlannedNumber | null {
	if (metadata.version !== 4 || !metadata.countries[country]) return null;
	const plan = planOf(country);
	// It may be the calling code without its plus sign.
	if (digits.startsWith(plan.callingCode) || plan.internationalPrefix?.test(digits)) return null;
	const countries = metadata.country_calling_codes[plan.callingCode] as readonly string[];
	const prefix = plan.nationalPrefix?.exec(digits);
	if (!prefix) return numberIn(plan.callingCode, countries, digits);
	// A captured group is a carrier code or what the prefix stands for.
	if (prefix.length > 1 && prefix.at(-1) !== undefined) return null;
	const national = digits.slice(prefix[0].length);
	return plan.pattern.test(national) ? numberIn(plan.callingCode, countries, national) : null;
}
