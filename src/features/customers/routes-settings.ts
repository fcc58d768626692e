// From the endpoints under Settings to their statements: types of relationships, tags, custom attributes, sources.
import { type Database, type Queryable, write } from '../../platform/database.ts';
import type { Handlers } from '../../platform/http.ts';
import type { Services } from '../../platform/services.ts';
import * as definitions from './definitions.ts';
import type { settingsEndpoints } from './endpoints-settings.ts';
import type { ListContext } from './filter.ts';
import { customerError as error } from './messages.ts';

const attributeCache = new WeakMap<object, { at: number; map: ListContext['attributes'] }>();

/** Attribute definitions for building lists: read again after 2 s, since every list needs them and they hardly change. */
export async function attributesCached(database: Database): Promise<ListContext['attributes']> {
	const known = attributeCache.get(database);
	if (known && Date.now() - known.at < 2_000) return known.map;
	const map = await definitions.attributeMap(database.app);
	attributeCache.set(database, { at: Date.now(), map });
	return map;
}

function refuseChoices(type: string, choices: readonly { value: string }[] | undefined): void {
	if (type !== 'choice' && type !== 'choices') return;
	if (!choices?.length || new Set(choices.map(({ value }) => value)).size !== choices.length) throw error('attribute_choices');
}

/** Puts the index of an attribute in line to be made or taken away, as its definition now says. */
const queueAttribute = ({ jobs }: Services, client: Queryable, attribute_id: number) =>
	jobs.add(client, 'customers.index_attribute', { attribute_id }, { key: `index_attribute:${attribute_id}` });

export const settingsHandlers: Handlers<typeof settingsEndpoints, Services> = {
	listRelationshipTypes: async ({ database }) => ({ items: await definitions.listRelationshipTypes(database.app) }),
	createRelationshipType: async ({ database, body }) => {
		await definitions.insertRelationshipType(database.app, body);
		return { name: body.name };
	},
	listTags: async ({ database, query }) => {
		const limit = query.limit ?? 200;
		const rows = await definitions.listTags(database.app, query.after ?? '', limit + 1);
		return { items: rows.slice(0, limit), next: rows.length > limit ? rows[limit - 1]!.name : null };
	},
	putTag: ({ database, params, body }) => definitions.putTag(database.app, params.name, body.colour),
	deleteTag: async ({ database, principal, params }) => {
		await write(database, principal, (client) => definitions.removeTag(client, params.name));
		return null;
	},
	listAttributes: async ({ database }) => ({ items: await definitions.listAttributes(database.app) }),
	createAttribute: async (call) => {
		refuseChoices(call.body.type, call.body.choices);
		const made = await write(call.database, call.principal, async (client) => {
			const attribute = await definitions.insertAttribute(client, call.body);
			if (attribute.indexed) await queueAttribute(call.services, client, attribute.id);
			return attribute;
		});
		attributeCache.delete(call.database);
		return made;
	},
	updateAttribute: async (call) => {
		const made = await write(call.database, call.principal, async (client) => {
			if (call.body.choices) refuseChoices('choice', call.body.choices);
			const attribute = await definitions.updateAttribute(client, call.params.id, call.body);
			if (call.body.indexed !== undefined) await queueAttribute(call.services, client, attribute.id);
			return attribute;
		});
		attributeCache.delete(call.database);
		return made;
	},
	deleteAttribute: async (call) => {
		await write(call.database, call.principal, async (client) => {
			await definitions.removeAttribute(client, call.params.id);
			await queueAttribute(call.services, client, call.params.id);
		});
		attributeCache.delete(call.database);
		return null;
	},
	listSources: async ({ database }) => ({ items: await definitions.listSources(database.app) }),
	updateSource: (call) =>
		write(call.database, call.principal, async (client) => {
			const source = await definitions.updateSource(client, call.params.id, call.body.trust);
			await call.services.jobs.add(
				client,
				'customers.recompute_source',
				{ source_id: source.id },
				{ key: `recompute_source:${source.id}` },
			);
			return source;
		}),
};
