// A value as somebody types or pastes it into a cell, as text. Pure; what it means beyond that (a phone number, an e-mail address) the server reads.
import { customerFields, systemFields } from '../../schema.ts';
import type { ShownField } from '../fields.ts';

/** Whether the list may change a field: whatever a person may state. */
export function isEditable({ name, attribute, writable = true }: ShownField): boolean {
	if (!writable) return false;
	if (attribute || name === 'owner_id') return true;
	const field = { ...systemFields, ...customerFields }[name as keyof typeof customerFields];
	return name in customerFields && field.survives !== 'computed';
}

export interface YesNo {
	readonly yes: string;
	readonly no: string;
}

/** The value that a text stands for in this field; null for an empty text. A text that is none of the field's kind is given as it is: the server says why it cannot be used. */
export function valueFrom(field: ShownField, text: string, { yes, no }: YesNo): unknown {
	const said = text.trim();
	if (said === '') return field.name === 'tags' ? [] : null;
	const choice = (one: string) =>
		field.choices?.find(({ value, label }) => value === one || label.toLowerCase() === one.toLowerCase())?.value ?? one;
	switch (field.type) {
		case 'choices':
			return said
				.split(/[,，;；、\n]/)
				.map((one) => choice(one.trim()))
				.filter(Boolean);
		case 'choice':
			return choice(said);
		case 'boolean':
			if ([yes.toLowerCase(), 'true', '1', 'yes', '是'].includes(said.toLowerCase())) return true;
			return [no.toLowerCase(), 'false', '0', 'no', '否'].includes(said.toLowerCase()) ? false : said;
		case 'number':
		case 'reference': {
			const number = Number(said.replaceAll(/[\s,，#]/g, ''));
			return Number.isFinite(number) ? number : said;
		}
		case 'money': {
			const [, amount, currency] = /^([-\d.,\s]*\d)\s*([A-Za-z]{3})$/.exec(said) ?? [];
			return amount && currency ? { amount: amount.replaceAll(/[\s,]/g, ''), currency: currency.toUpperCase() } : said;
		}
		case 'date': {
			const [, year, month, day] = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(said) ?? [];
			return year ? `${year}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}` : said;
		}
		default:
			return text;
	}
}
