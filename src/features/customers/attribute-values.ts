// The value of a custom attribute, read by its definition. Pure.
import type { Words } from '../../platform/errors.ts';
import { isCurrencyCode, normaliseBoolean, normaliseMoney, normaliseNumber } from '../../values/amount.ts';
import { type DateOrder, normaliseDate } from '../../values/date.ts';
import { normaliseText } from '../../values/text.ts';
import type { Normalised, ValueProblem } from '../../values/value.ts';
import { fitsPattern } from './patterns.ts';
import type { AttributeDefinition, AttributeRules } from './schema.ts';

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

/** The latest date that it can be anywhere on Earth now. */
const latestToday = (): string => new Date(Date.now() + 14 * 3_600_000).toISOString().slice(0, 10);

/** What a value has to be like, as the rest of a sentence; undefined where it breaks no rule. SQL for people says the same in crm_attribute(). */
export function brokenRule(rules: AttributeRules, value: unknown): Words | undefined {
	if (typeof value === 'string') {
		if (rules.max_length !== undefined && [...value].length > rules.max_length)
			return { 'zh-CN': `最多 ${rules.max_length} 个字符`, en: `at most ${rules.max_length} characters` };
		if (rules.pattern !== undefined && !fitsPattern(rules.pattern, value))
			return { 'zh-CN': rules.pattern_why_zh ?? rules.pattern, en: rules.pattern_why_en ?? rules.pattern };
		if (rules.earliest !== undefined && value < rules.earliest)
			return { 'zh-CN': `不早于 ${rules.earliest}`, en: `not before ${rules.earliest}` };
		if (rules.latest !== undefined && value > rules.latest) return { 'zh-CN': `不晚于 ${rules.latest}`, en: `not after ${rules.latest}` };
		if (rules.not_future && value > latestToday()) return { 'zh-CN': '不能晚于今天', en: 'not in the future' };
		return undefined;
	}
	if (Array.isArray(value)) {
		const { max_choices: most } = rules;
		return most !== undefined && value.length > most ? { 'zh-CN': `最多选 ${most} 项`, en: `at most ${most} choices` } : undefined;
	}
	const digits = typeof value === 'number' ? String(value) : isMoney(value) ? value.amount : null;
	if (digits === null) return undefined;
	if (rules.min !== undefined && Number(digits) < rules.min) return { 'zh-CN': `不小于 ${rules.min}`, en: `at least ${rules.min}` };
	if (rules.max !== undefined && Number(digits) > rules.max) return { 'zh-CN': `不大于 ${rules.max}`, en: `at most ${rules.max}` };
	if (rules.decimals !== undefined && decimalsOf(digits) > rules.decimals)
		return { 'zh-CN': `最多 ${rules.decimals} 位小数`, en: `at most ${rules.decimals} decimal places` };
	return undefined;
}

/** Digits after the point, of "0.10" one and of "1e-7" seven. */
function decimalsOf(digits: string): number {
	const [, fraction = '', exponent = '0'] = /^-?\d*(?:\.(\d*?)0*)?(?:e([-+]?\d+))?$/.exec(digits) ?? [];
	return Math.max(0, fraction.length - Number(exponent));
}

/** A custom attribute's value by its definition: text is read, a typed value is checked, and the rules are held to. */
export function attributeValue(
	definition: AttributeDefinition,
	value: unknown,
	options: { readonly dateOrder?: DateOrder | null },
): Normalised<unknown> {
	const read = valueOfType(definition, value, options);
	const rule = read.value === null ? undefined : brokenRule(definition.rules, read.value);
	if (!rule) return read;
	return {
		value: null,
		problem: doubtOf('attribute_rule', {
			'zh-CN': `“${definition.label_zh}”的值不符合规则：${rule['zh-CN']}。请更正。`,
			en: `The value of “${definition.label_en}” breaks its rule: ${rule.en}. Correct it.`,
		}),
	};
}

function valueOfType(
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
