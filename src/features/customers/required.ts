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

/** A customer, with its attributes before a change. */
export interface Had {
	readonly id: number;
	readonly attributes: Readonly<Record<string, unknown>>;
}

/** The required attributes that these customers lack now and had before: a problem for each. */
export async function lostOf(client: Queryable, before: readonly Had[]): Promise<Map<number, FieldProblem[]>> {
	const had = before.map(({ id, attributes }) => ({ id, names: Object.keys(attributes) })).filter(({ names }) => names.length > 0);
	const lost = new Map<number, FieldProblem[]>();
	if (had.length === 0) return lost;
	const { rows } = await client.query<Pick<AttributeDefinition, 'name' | 'label_en' | 'label_zh'> & { id: number }>(
		`select c.id, d.name, d.label_en, d.label_zh from jsonb_to_recordset($1::jsonb) as w (id bigint, names text[])
		join customers c on c.id = w.id join attribute_definitions d on d.name = any (w.names) and not c.attributes ? d.name
		where d.entity = 'customers' and d.required and d.deleted_at is null order by d.position, d.id`,
		[JSON.stringify(had)],
	);
	for (const { id, ...definition } of rows) {
		const { code, words } = attributeMissing(definition);
		lost.set(id, [...(lost.get(id) ?? []), { path: `attributes.${definition.name}`, code, words }]);
	}
	return lost;
}

export const lostError = (problems: readonly FieldProblem[]) => error('values_refused', { count: problems.length }, { problems });

/**
 * Throws where a customer lacks a required attribute now that it had before.
 * @param before its attributes before the change
 * @throws AppError values_refused, a problem for each attribute
 */
export async function refuseLost(client: Queryable, id: number, before: Readonly<Record<string, unknown>>): Promise<void> {
	const problems = (await lostOf(client, [{ id, attributes: before }])).get(id);
	if (problems) throw lostError(problems);
}
