// Copies for testing: rows of the same shape about nobody. The same person, company or address gets the same made-up one under the same key. Pure but for the key.
import { type AttributeDefinition, customerFields } from '../customers/schema.ts';
import type { ExportColumn } from './rules.ts';

/** Keyed hash of a text, for one purpose. */
type Mac = (purpose: string, text: string) => Buffer;

const chinese = {
	family: [...'王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗'],
	given: '伟 芳 娜 敏 静 丽 强 磊 军 洋 勇 艳 杰 娟 涛 明 超 秀英 霞 平 刚 桂英 文 玲'.split(' '),
};
const western = {
	family:
		'Adler Brandt Carver Dalton Ellis Fischer Garner Holt Irving Jensen Keller Lang Mercer Nolan Olsen Parker Quinn Rossi Stone Turner'.split(
			' ',
		),
	given: 'Alex Blake Casey Dana Ellis Frankie Gale Harper Indra Jamie Kim Lee Morgan Noel Ollie Pat Quincy Robin Sam Terry'.split(' '),
};

/** Area codes of North America; numbers 555-0100 to 555-0199 of each are set aside for fiction. */
const areas =
	'202 206 212 213 215 301 303 305 312 313 404 415 503 512 602 612 617 702 713 718 773 801 808 816 901 907 916 917 919 972'.split(' ');

/** What every row brings along besides its columns, first in this order; it does not leave. */
export const hiddenColumns: readonly ExportColumn[] = (['id', 'kind', 'name'] as const).map((name) => ({
	name: `hidden.${name}`,
	heading: name,
	type: 'text',
	sql: `c.${name}::text`,
}));

const day = 86_400_000;

/** Moves a date or a time by whole days; what is neither stays as it is. */
function shifted(value: unknown, days: number): unknown {
	if (value instanceof Date) return new Date(value.getTime() + days * day);
	const text = String(value);
	const at = Date.parse(text.length === 10 ? `${text}T00:00:00Z` : text);
	if (Number.isNaN(at)) return null;
	const moved = new Date(at + days * day).toISOString();
	return text.length === 10 ? moved.slice(0, 10) : moved;
}

/** Columns that are about many and stay as they are. */
const kept = new Set([
	'kind',
	'lifecycle_stage',
	'industry',
	'tags',
	'country',
	'region',
	'city',
	'language',
	'gender',
	'state',
	'version',
	'owner_id',
	'scope_id',
]);

/** Makes rows (hidden columns first) into rows about nobody, without the hidden ones. */
export function anonymiser(
	mac: Mac,
	columns: readonly ExportColumn[],
	attributes: ReadonlyMap<string, AttributeDefinition>,
): (row: readonly unknown[]) => unknown[] {
	const number = (purpose: string, text: string, below: number) => mac(`anonymised.${purpose}`, text).readUIntBE(0, 6) % below;
	const pick = (purpose: string, text: string, list: readonly string[]) => list[number(purpose, text, list.length)]!;
	const code = (purpose: string, text: string) => mac(`anonymised.${purpose}`, text).toString('hex').slice(0, 10);
	const email = (value: unknown) => `u${code('email', String(value).toLowerCase())}@example.com`;
	const phone = (value: unknown) =>
		`+1${pick('area', String(value), areas)}55501${String(number('phone', String(value), 100)).padStart(2, '0')}`;
	const company = (value: unknown) => `Company ${code('company', String(value)).slice(0, 6).toUpperCase()}`;
	const each = (value: unknown, one: (value: unknown) => unknown) => (Array.isArray(value) ? value.map(one) : one(value));

	/** An attribute is kept where it is about nobody and not free text. */
	const ofAttribute = (name: string, value: unknown, days: number): unknown => {
		const definition = attributes.get(name);
		if (!definition || definition.type === 'text' || definition.personal !== 'none') return null;
		if (definition.type === 'date') return shifted(value, days);
		return definition.type === 'reference' ? number('id', String(value), 2 ** 47) : value;
	};

	return (row) => {
		const [id, kind, name] = row.map((value) => (value === null ? '' : String(value))) as [string, string, string];
		const days = number('days', id, 61) - 30 || 1;
		const han = /\p{Script=Han}/u.test(name);
		const parts = han ? chinese : western;
		const [family, given] = [pick('family', id, parts.family), pick('given', id, parts.given)];
		const whole = kind === 'organisation' ? company(name) : han ? `${family}${given}` : `${given} ${family}`;
		return columns.map(({ name: column, type }, at) => {
			const value = row[at + hiddenColumns.length];
			if (value === null || value === undefined || value === '') return value;
			if (column.startsWith('attributes.')) return ofAttribute(column.slice('attributes.'.length), value, days);
			if (kept.has(column)) return value;
			switch (column) {
				case 'id':
					return number('id', id, 2 ** 47);
				case 'name':
					return whole;
				case 'family_name':
					return family;
				case 'given_name':
					return given;
				case 'company':
					return company(value);
				case 'email':
				case 'other_emails':
					return each(value, email);
				case 'phone':
				case 'other_phones':
					return each(value, phone);
				case 'birth_date':
				case 'created_at':
				case 'updated_at':
					return shifted(value, days);
				case 'line1':
					return `${1 + number('street', String(value), 200)} Example Street`;
				case 'tax_id':
					return `X${code('tax', String(value))}`;
				default:
					// Free text, and what nobody has decided about.
					return type === 'number' && !(column in customerFields) ? value : null;
			}
		});
	};
}
