// From the endpoints under Settings to their statements: types of relationships, tags, sources.
import { read, write } from '../../platform/database.ts';
import type { Handlers } from '../../platform/http.ts';
import type { Services } from '../../platform/services.ts';
import * as definitions from './definitions.ts';
import type { settingsEndpoints } from './endpoints-settings.ts';
import { queueRecompute } from './routes-attributes.ts';
import * as queries from './settings-queries.ts';

export const settingsHandlers: Handlers<typeof settingsEndpoints, Services> = {
	listRelationshipTypes: async ({ database }) => ({ items: await definitions.listRelationshipTypes(database.app) }),
	createRelationshipType: async ({ database, principal, body }) => {
		await write(database, principal, (client) => definitions.insertRelationshipType(client, body));
		return { name: body.name };
	},
	listTags: async ({ database, query }) => {
		const limit = query.limit ?? 200;
		const rows = await definitions.listTags(database.app, query.after ?? '', limit + 1, query.search?.trim());
		return { items: rows.slice(0, limit), next: rows.length > limit ? rows[limit - 1]!.name : null };
	},
	findTags: async ({ database, body }) => ({ items: await definitions.findTags(database.app, body.names) }),
	putTag: ({ database, principal, params, body }) =>
		write(database, principal, (client) => definitions.putTag(client, params.name, body.colour)),
	deleteTag: async ({ database, principal, params }) => {
		await write(database, principal, (client) => definitions.removeTag(client, params.name));
		return null;
	},
	listSources: async ({ database, principal }) => {
		const [sources, use, open] = await read(database, principal, async (client) => [
			await definitions.listSources(client),
			await queries.sourceUse(client),
			await queries.openRecomputes(client),
		]);
		return {
			items: sources.map((source) => ({
				...source,
				records: use.get(source.id)?.records ?? 0,
				last_import_at: use.get(source.id)?.last_import_at ?? null,
				recompute: queries.shareDone(open, { source_id: source.id }),
			})),
		};
	},
	updateSource: (call) =>
		write(call.database, call.principal, async (client) => {
			const source = await definitions.updateSource(client, call.params.id, call.body.trust);
			await queueRecompute(call.services, client, { source_id: source.id });
			return source;
		}),
	previewSource: async ({ database, params, body }) => {
		return queries.foresee(database, 'source', params.id, (client) => definitions.updateSource(client, params.id, body.trust));
	},
};
