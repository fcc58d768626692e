// Attributes that are required: whoever creates a customer gives them, and an edit cannot take them away. Customers from before stay as they are.
import type { Queryable } from '../../platform/database.ts';
import type { FieldProblem } from '../../platform/errors.ts';
import { attributeMissing } from './attribute-values.ts';
import { customerError as error } from './messages.ts';
import type { AttributeDefinition } from './schema.ts';
import type { Typed } from './statement.ts';

/** What was typed of a new customer, with every required attribute named: one that was left out stands there as empty text. */
export function withRequired(typed: Typed, attributes: ReadonlyMap<string, AttributeDefinition>): Typed {
	const named: Record<string, unknown> = {};
	for (const { name, required } of attributes.values()) if (required) named[name] = '';
	for (const [name, value] of Object.entries(typed.attributes)) if (value !== null) named[name] = value;
	return { ...typed, attributes: named };
}

/**
 * Throws where a customer lacks a required attribute now that it had before.
 * @param before its attributes before the change
 * @throws AppError values_refused, a problem for each attribute
 */
export async function refuseLost(client: Queryable, id: number, before: Readonly<Record<string, unknown>>): Promise<void> {
	const had = Object.keys(before);
	if (had.length === 0) return;
	const { rows } = await client.query<Pick<AttributeDefinition, 'name' | 'label_en' | 'label_zh'>>(
		`select d.name, d.label_en, d.label_zh from attribute_definitions d join customers c on c.id = $1 and not c.attributes ? d.name
		where d.entity = 'customers' and d.required and d.deleted_at is null and d.name = any ($2) order by d.position, d.id`,
		[id, had],
	);
	if (rows.length === 0) return;
	const problems = rows.map((row): FieldProblem => {
		const { code, words } = attributeMissing(row);
		return { path: `attributes.${row.name}`, code, words };
	});
	throw error('values_refused', { count: problems.length }, { problems });
}
