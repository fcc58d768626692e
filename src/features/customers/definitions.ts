// The statements of what customers are described with: custom attributes and their side table, tags, sources, types of relationships.
import { type AuditEntry, audit } from '../../platform/audit.ts';
import { type Queryable, together } from '../../platform/database.ts';
import { announce } from '../../platform/events.ts';
import { like } from './built.ts';
import { customerError as error } from './messages.ts';
import type { AttributeDefinition } from './schema.ts';

/** The id of the source of manual statements: the first row of the first migration. */
export const manualSource = 1;

/** Tells open pages which definitions to read anew: the first word of the key under which they keep them. */
async function changed(
	client: Queryable,
	what: 'attributes' | 'tags' | 'sources' | 'relationship-types',
	entry?: Omit<AuditEntry, 'customer_id'>,
): Promise<void> {
	await announce(client, { kind: 'settings', detail: { what } });
	if (entry) await audit(client, entry);
}

const auditAttribute = (verb: string, { id, ...one }: Partial<AttributeDefinition> & { readonly id: number }) => ({
	action: `attributes.${verb}`,
	entity: 'attribute_definitions',
	entity_id: id,
	after: one,
});

const attributeColumns =
	'id, name, type, label_en, label_zh, choices, required, personal, indexed, index_state, position, rules, survivorship, group_id, version';

export async function listAttributes(client: Queryable): Promise<AttributeDefinition[]> {
	const { rows } = await client.query<AttributeDefinition>(
		`select ${attributeColumns} from attribute_definitions where entity = 'customers' and deleted_at is null order by position, id limit 1000`,
	);
	return rows;
}

export async function attributeMap(client: Queryable): Promise<Map<string, AttributeDefinition>> {
	return new Map((await listAttributes(client)).map((one) => [one.name, one]));
}

type NewAttribute = Pick<AttributeDefinition, 'name' | 'type' | 'label_en' | 'label_zh'> &
	Partial<Omit<AttributeDefinition, 'id' | 'index_state' | 'version'>>;

/** Creates an attribute; one that was removed under the same name and type comes back with its statements. */
export async function insertAttribute(client: Queryable, one: NewAttribute): Promise<AttributeDefinition> {
	const { rows } = await client.query<AttributeDefinition>(
		`insert into attribute_definitions as a (name, type, label_en, label_zh, choices, required, personal, indexed, index_state, position, rules, survivorship, group_id)
		values ($1, $2, $3, $4, $5, $6, $7, $8, case when $8 then 'building' else 'none' end, $9, $10, $11, $12)
		on conflict (entity, name) do update set deleted_at = null, label_en = excluded.label_en, label_zh = excluded.label_zh, choices = excluded.choices,
			required = excluded.required, personal = excluded.personal, indexed = excluded.indexed, index_state = excluded.index_state, position = excluded.position,
			rules = excluded.rules, survivorship = excluded.survivorship, group_id = excluded.group_id, version = a.version + 1
		where a.deleted_at is not null and a.type = excluded.type
		returning ${attributeColumns}`,
		[
			one.name,
			one.type,
			one.label_en,
			one.label_zh,
			JSON.stringify(one.choices ?? []),
			one.required ?? false,
			one.personal ?? 'none',
			one.indexed ?? false,
			one.position ?? 0,
			JSON.stringify(one.rules ?? {}),
			one.survivorship ?? 'trust',
			one.group_id ?? null,
		],
	);
	if (!rows[0]) throw error('attribute_exists', { name: one.name });
	await changed(client, 'attributes', auditAttribute('create', rows[0]));
	return rows[0];
}

/** An attribute, locked for a change. */
export async function lockAttribute(client: Queryable, id: number): Promise<AttributeDefinition> {
	const { rows } = await client.query<AttributeDefinition>(
		`select ${attributeColumns} from attribute_definitions where id = $1 and deleted_at is null for update`,
		[id],
	);
	if (!rows[0]) throw error('attribute_not_found', { id });
	return rows[0];
}

export async function updateAttribute(
	client: Queryable,
	id: number,
	change: Partial<Omit<AttributeDefinition, 'id' | 'name' | 'type' | 'index_state' | 'version'>>,
): Promise<AttributeDefinition> {
	const { rows } = await client.query<AttributeDefinition>(
		`update attribute_definitions set label_en = coalesce($2, label_en), label_zh = coalesce($3, label_zh), choices = coalesce($4, choices),
			required = coalesce($5, required), personal = coalesce($6, personal), indexed = coalesce($7, indexed), position = coalesce($8, position),
			rules = coalesce($9, rules), survivorship = coalesce($10, survivorship), group_id = case when $11 then $12::int else group_id end, version = version + 1,
			index_state = case when $7 and not indexed then 'building' when $7 = false then 'none' else index_state end
		where id = $1 and deleted_at is null returning ${attributeColumns}`,
		[
			id,
			change.label_en ?? null,
			change.label_zh ?? null,
			change.choices ? JSON.stringify(change.choices) : null,
			change.required ?? null,
			change.personal ?? null,
			change.indexed ?? null,
			change.position ?? null,
			change.rules ? JSON.stringify(change.rules) : null,
			change.survivorship ?? null,
			change.group_id !== undefined,
			change.group_id ?? null,
		],
	);
	if (!rows[0]) throw error('attribute_not_found', { id });
	await changed(client, 'attributes', auditAttribute('edit', { ...change, id }));
	return rows[0];
}

export async function removeAttribute(client: Queryable, id: number): Promise<void> {
	const { rowCount } = await client.query(
		"update attribute_definitions set deleted_at = now(), indexed = false, index_state = 'none' where id = $1 and deleted_at is null",
		[id],
	);
	if (rowCount === 0) throw error('attribute_not_found', { id });
	await changed(client, 'attributes', auditAttribute('remove', { id }));
}

/** Characters of a value that the side table keeps: of four bytes each they fit into a page of its b-tree (2,704 bytes at most). */
export const indexedLength = 600;

/** The values of one customer's indexed attributes as rows of the side table; choices make one row each. */
const indexedValues = `
select d.id as attribute_id, c.id as customer_id, left(v.value, ${indexedLength}) as value,
	case when d.type in ('number', 'reference') then v.value::numeric when d.type = 'money' then (c.attributes->d.name->>'amount')::numeric end as number,
	c.scope_id, c.owner_id
from customers c
join attribute_definitions d on d.indexed and c.attributes ? d.name
cross join lateral (
	select x as value from jsonb_array_elements_text(case when jsonb_typeof(c.attributes->d.name) = 'array' then c.attributes->d.name else '[]' end) x
	union all
	select coalesce(c.attributes->d.name->>'amount', c.attributes->>d.name) where jsonb_typeof(c.attributes->d.name) <> 'array'
) v
where c.state = 'active'`;

/** Brings the side table in line for these customers. */
export async function indexAttributes(client: Queryable, ids: readonly number[]): Promise<void> {
	await client.query(
		`with wanted as materialized (${indexedValues} and c.id = any ($1)),
		gone as (
			delete from attribute_values v where v.customer_id = any ($1)
				and not exists (select from wanted w where w.attribute_id = v.attribute_id and w.customer_id = v.customer_id and w.value = v.value)
		)
		insert into attribute_values (attribute_id, customer_id, value, number, scope_id, owner_id) select * from wanted
		on conflict do nothing`,
		[ids],
	);
}

/**
 * Fills the side table for one attribute, a range of customers at a time; returns the last id done, null at the end. Owner-side. The rows are locked
 * for the moment: an edit at the same time is either waited for and read, or finds the row here that it takes away.
 */
export async function buildAttributeIndex(client: Queryable, attribute_id: number, after: number, step: number): Promise<number | null> {
	const { rows } = await client.query<{ last: number | null }>(
		'select max(id) as last from (select id from customers where id > $1 order by id limit $2) x',
		[after, step],
	);
	const last = rows[0]!.last;
	if (last === null) return null;
	await client.query(
		`insert into attribute_values (attribute_id, customer_id, value, number, scope_id, owner_id)
		${indexedValues} and d.id = $1 and c.id > $2 and c.id <= $3 for no key update of c on conflict do nothing`,
		[attribute_id, after, last],
	);
	return last;
}

export async function setIndexState(client: Queryable, attribute_id: number, state: 'building' | 'ready'): Promise<void> {
	const { rowCount } = await client.query('update attribute_definitions set index_state = $2 where id = $1 and indexed', [
		attribute_id,
		state,
	]);
	if (rowCount) await changed(client, 'attributes', auditAttribute('index', { id: attribute_id, index_state: state }));
}

export async function clearAttributeIndex(client: Queryable, attribute_id: number): Promise<void> {
	await client.query('delete from attribute_values where attribute_id = $1', [attribute_id]);
}

/** Makes tags known that are used for the first time. */
export async function registerTags(client: Queryable, names: readonly string[]): Promise<void> {
	if (names.length === 0) return;
	const { rowCount } = await client.query('insert into tags (name) select unnest($1::text[]) on conflict do nothing', [names]);
	if (rowCount)
		await changed(client, 'tags', { action: 'tags.add', entity: 'tags', count: rowCount, after: { names: names.slice(0, 100) } });
}

export interface Tag {
	readonly name: string;
	readonly colour: string;
}

/**
 * Tags by name, those behind `after`; with `search` the ones that hold this text. Of a million tags a search without a hit reads all: letters are
 * compared by bytes (capitals of ASCII make no difference), three times as fast as by the rules of a language.
 */
export async function listTags(client: Queryable, after: string, limit: number, search = ''): Promise<Tag[]> {
	const { rows } = await client.query<Tag>(
		`select name, colour from tags where name > $1 ${search && `and name collate "C" ilike $3`} order by name limit $2`,
		[after, limit, ...(search ? [like(search)] : [])],
	);
	return rows;
}

/** The tags with these names; those that are not known are left out. */
export async function findTags(client: Queryable, names: readonly string[]): Promise<Tag[]> {
	const { rows } = await client.query<Tag>('select name, colour from tags where name = any($1::text[])', [names]);
	return rows;
}

export async function putTag(client: Queryable, name: string, colour: string): Promise<{ name: string; colour: string }> {
	const { rows } = await client.query<{ name: string; colour: string }>(
		'insert into tags (name, colour) values ($1, $2) on conflict (name) do update set colour = excluded.colour returning name, colour',
		[name, colour],
	);
	await changed(client, 'tags', { action: 'tags.put', entity: 'tags', entity_id: name, after: { colour } });
	return rows[0]!;
}

/** Customers counted before a tag is refused to go: with more, the number says "at least". */
const mostCarriers = 10_000;

/**
 * Deletes a tag that nobody carries, in the trash neither; what sources said of it stays said. Customers whose look-up rows are due are
 * looked at themselves.
 * @throws AppError tag_not_found, tag_in_use
 */
export async function removeTag(client: Queryable, name: string): Promise<void> {
	const carriers = await client.query<{ count: number }>(
		`select count(*) as count from (
			select from (
				select customer_id from lookup where token = 't' || $1::text
				union select q.customer_id from index_queue q join customers c on c.id = q.customer_id where c.tags @> array[$1::text]
				union select c.id from index_ranges r join customers c on c.id between r.first_id and r.last_id where c.tags @> array[$1::text]
			) found
			join customers c on c.id = found.customer_id
			where c.tags @> array[$1::text] and c.state in ('active', 'deleted') limit ${mostCarriers + 1}) carriers`,
		[name],
	);
	const count = carriers.rows[0]!.count;
	if (count > 0)
		throw error('tag_in_use', { name, count: count > mostCarriers ? `> ${mostCarriers}` : count }, { extra: { customers: count } });
	const { rowCount } = await client.query('delete from tags where name = $1', [name]);
	if (rowCount === 0) throw error('tag_not_found', { name });
	await changed(client, 'tags', { action: 'tags.remove', entity: 'tags', entity_id: name });
}

export interface Source {
	readonly id: number;
	readonly name: string;
	readonly kind: string;
	readonly trust: number;
}

export async function listSources(client: Queryable): Promise<Source[]> {
	return (await client.query<Source>('select id, name, kind, trust from sources order by id limit 1000')).rows;
}

/** The source of this name, made when it is new. The system's own sources cannot be named by others. */
export async function findOrCreateSource(on: Queryable, name: string, kind: 'api' | 'import' | 'demo'): Promise<Source> {
	const text = 'select id, name, kind, trust from sources where name = $1';
	const found = (await on.query<Source>(text, [name])).rows[0];
	if (found) {
		if (found.kind === 'manual' || (found.kind === 'sql' && kind !== 'api')) throw error('source_reserved', { name });
		return found;
	}
	return together(on, async (client) => {
		const { rowCount } = await client.query('insert into sources (name, kind) values ($1, $2) on conflict do nothing', [name, kind]);
		const source = (await client.query<Source>(text, [name])).rows[0]!;
		if (rowCount)
			await changed(client, 'sources', { action: 'sources.create', entity: 'sources', entity_id: source.id, after: { name, kind } });
		return source;
	});
}

export async function updateSource(client: Queryable, id: number, trust: number): Promise<Source> {
	const { rows } = await client.query<Source>(
		"update sources set trust = $2 where id = $1 and kind <> 'manual' returning id, name, kind, trust",
		[id, trust],
	);
	if (!rows[0]) throw error('source_not_found', { id });
	await changed(client, 'sources', { action: 'sources.edit', entity: 'sources', entity_id: id, after: { trust } });
	return rows[0];
}

export interface RelationshipType {
	readonly name: string;
	readonly label_en: string;
	readonly label_zh: string;
	readonly inverse_en: string;
	readonly inverse_zh: string;
	readonly two_way: boolean;
}

export async function listRelationshipTypes(client: Queryable): Promise<RelationshipType[]> {
	const { rows } = await client.query<RelationshipType>(
		'select name, label_en, label_zh, inverse_en, inverse_zh, two_way from relationship_types order by name limit 500',
	);
	return rows;
}

export async function insertRelationshipType(
	client: Queryable,
	type: Omit<RelationshipType, 'two_way'> & { two_way?: boolean },
): Promise<void> {
	const { rowCount } = await client.query('insert into relationship_types values ($1, $2, $3, $4, $5, $6) on conflict do nothing', [
		type.name,
		type.label_en,
		type.label_zh,
		type.inverse_en,
		type.inverse_zh,
		type.two_way ?? false,
	]);
	if (rowCount === 0) throw error('relationship_type_exists', { name: type.name });
	await changed(client, 'relationship-types', {
		action: 'relationship_types.create',
		entity: 'relationship_types',
		entity_id: type.name,
		after: { ...type },
	});
}
