// The value of a custom attribute, read by its definition. Pure.
import type { Words } from '../../platform/errors.ts';
import { isCurrencyCode, normaliseBoolean, normaliseMoney, normaliseNumber } from '../../values/amount.ts';
import { type DateOrder, normaliseDate } from '../../values/date.ts';
import { normaliseText } from '../../values/text.ts';
import type { Normalised, ValueProblem } from '../../values/value.ts';
import type { AttributeDefinition } from './schema.ts';

/** A value that cannot be stored, in words. */
export const doubtOf = (code: string, words: Words): ValueProblem => ({ code, severity: 'error', words });

/** What is said where an attribute that every customer has to have is missing. */
export function attributeMissing({ label_en, label_zh }: Pick<AttributeDefinition, 'label_en' | 'label_zh'>): ValueProblem {
	return doubtOf('attribute_required', {
		'zh-CN': `“${label_zh}”为必填字段，请填写。`,
		en: `The attribute “${label_en}” is required. Give it a value.`,
	});
}

/** An amount as it is stored: digits with a point, and a currency that exists. */
function isMoney(value: unknown): value is { amount: string; currency: string } {
	const { amount, currency } = (value ?? {}) as Record<string, unknown>;
	return typeof amount === 'string' && /^-?\d{1,30}(\.\d{1,20})?$/.test(amount) && typeof currency === 'string' && isCurrencyCode(currency);
}

/** A custom attribute's value by its definition: text is read, a typed value is checked. */
export function attributeValue(
	definition: AttributeDefinition,
	value: unknown,
	options: { readonly dateOrder?: DateOrder | null },
): Normalised<unknown> {
	const unsuited = (): Normalised<never> => ({
		value: null,
		problem: doubtOf('attribute_unsuited', {
			'zh-CN': `“${String(value).slice(0, 60)}”不符合字段“${definition.label_zh}”的类型。`,
			en: `“${String(value).slice(0, 60)}” does not fit the type of the attribute “${definition.label_en}”.`,
		}),
	});
	const known = (text: string) =>
		definition.choices.find((one) => one.value === text || one.label_en.toLowerCase() === text.toLowerCase() || one.label_zh === text)
			?.value;
	switch (definition.type) {
		case 'text':
			return typeof value === 'string' ? normaliseText(value, { max: 10_000, lines: true }) : unsuited();
		case 'number': {
			if (typeof value === 'number') return Number.isFinite(value) ? { value } : unsuited();
			const { value: digits, problem } = typeof value === 'string' ? normaliseNumber(value) : unsuited();
			return { value: digits === null ? null : Number(digits), problem };
		}
		case 'money':
			if (typeof value === 'string') {
				const { value: money, problem } = normaliseMoney(value);
				return money && !money.currency ? unsuited() : { value: money, problem };
			}
			return isMoney(value) ? { value: { amount: value.amount, currency: value.currency } } : unsuited();
		case 'date':
			return typeof value === 'string' ? normaliseDate(value, { order: options.dateOrder }) : unsuited();
		case 'boolean':
			if (typeof value === 'boolean') return { value };
			return typeof value === 'string' ? normaliseBoolean(value) : unsuited();
		case 'choice': {
			if (typeof value !== 'string') return unsuited();
			if (value.trim() === '') return { value: null };
			const one = known(value.trim());
			return one === undefined ? unsuited() : { value: one };
		}
		case 'choices': {
			const list = typeof value === 'string' ? value.split(/[;,；，、|]/) : Array.isArray(value) ? value.map(String) : null;
			if (!list) return unsuited();
			const ones = list
				.map((text) => text.trim())
				.filter(Boolean)
				.map(known);
			return ones.some((one) => one === undefined) ? unsuited() : { value: ones.length > 0 ? [...new Set(ones)] : null };
		}
		case 'reference': {
			const number = typeof value === 'number' ? value : Number(value);
			return Number.isSafeInteger(number) && number > 0 ? { value: number } : unsuited();
		}
	}
}
