// From the endpoints of customers to their statements.
import type { FastifyRequest } from 'fastify';
import { demand } from '../../platform/auth.ts';
import { bounded, type Queryable, read, write, writeOne } from '../../platform/database.ts';
import type { Endpoint } from '../../platform/endpoint.ts';
import { AppError } from '../../platform/errors.ts';
import { type Call, type Handler, type Handlers, JsonText } from '../../platform/http.ts';
import { versionOf } from '../../platform/if-match.ts';
import { failure, toAppError } from '../../platform/problems.ts';
import type { Services } from '../../platform/services.ts';
import { approvalError } from '../approvals/messages.ts';
import { readRules } from '../approvals/queries.ts';
import { bulk, itemRefused } from './bulk.ts';
import * as definitions from './definitions.ts';
import { createCustomer, deleteCustomer, releaseUnits, restoreCustomer, updateCustomer } from './edit.ts';
import { dropAddress, dropContact, putAddress, putContact } from './edit-members.ts';
import { customerEndpoints } from './endpoints.ts';
import type { attributeEndpoints } from './endpoints-attributes.ts';
import type { bulkEditEndpoints } from './endpoints-bulk.ts';
import type { changeEndpoints } from './endpoints-changes.ts';
import type { fileEndpoints } from './endpoints-files.ts';
import type { settingsEndpoints } from './endpoints-settings.ts';
import * as graph from './graph.ts';
import { currentStatements, listStatements, rememberRelationship, statedSince, userNames } from './history-queries.ts';
import { customerError as error } from './messages.ts';
import { addNote, editNote } from './notes.ts';
import { changeNote, listNotes, lockNote, type NoteHead } from './notes-queries.ts';
import { provenanceOf } from './provenance.ts';
import { type CustomerHead, readGolden, readProfile } from './queries.ts';
import { attributeHandlers, attributesCached } from './routes-attributes.ts';
import { bulkEditHandlers } from './routes-bulk.ts';
import { changeHandlers } from './routes-changes.ts';
import { fileHandlers } from './routes-files.ts';
import { listHandlers } from './routes-lists.ts';
import { settingsHandlers } from './routes-settings.ts';
import { customerFields } from './schema.ts';
import { demandActive, type Editor, lockActive, refuseGone, refuseStaleFact } from './standing.ts';
import { unmask } from './unmask.ts';

type AnyCall = Call<Endpoint, Services>;

function editorOf({ principal, services }: Pick<AnyCall, 'principal' | 'services'>): Editor {
	return { principal, country: services.config.defaultCountry };
}

/** The profile as it stands for this person; answers merged and gone customers. */
async function profile(call: Pick<AnyCall, 'database' | 'principal' | 'reply' | 'request'>, id: number): Promise<JsonText> {
	const row = await read(call.database, call.principal, (client) => readProfile(client, id));
	if (!row) throw error('customer_not_found', { id });
	if (row.profile === null) {
		refuseGone(id, row.state, row.golden_id);
	}
	return new JsonText(row.profile!, { etag: `"${row.version}"` });
}

async function changed(
	call: AnyCall & { params: { id: number } },
	work: (client: Parameters<Parameters<typeof writeOne>[2]>[0], editor: Editor) => Promise<void>,
): Promise<JsonText> {
	await writeOne(call.database, call.principal, (client) => work(client, editorOf(call)));
	return profile(call, call.params.id);
}

/** Throws the right answer where the person does not see an active customer under this id. */
async function demandVisible(call: Pick<AnyCall, 'database' | 'principal' | 'reply' | 'request'>, id: number): Promise<void> {
	await profile(call, id);
}

/** The note that a request names, locked; refused where it is gone or was changed since. */
async function noteToChange(
	client: Queryable,
	{ params, request }: { readonly params: { readonly id: number; readonly note_id: number }; readonly request: FastifyRequest },
): Promise<{ readonly customer: CustomerHead; readonly note: NoteHead }> {
	const customer = await lockActive(client, params.id);
	const note = await lockNote(client, params.id, params.note_id);
	if (!note) throw error('note_not_found', { id: params.note_id });
	await refuseStaleFact(client, 'note', note, versionOf(request));
	return { customer, note };
}

function cursorOf(text: string | undefined): [string, number] | null {
	if (text === undefined) return null;
	const [, at, id] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d))_(\d{1,15})$/.exec(text) ?? [];
	if (!at || Number.isNaN(Date.parse(at))) throw error('cursor_unreadable');
	return [at, Number(id)];
}

const handlers: Handlers<
	Omit<
		typeof customerEndpoints,
		| keyof typeof listHandlers
		| keyof typeof bulkEditEndpoints
		| keyof typeof changeEndpoints
		| keyof typeof fileEndpoints
		| keyof typeof settingsEndpoints
		| keyof typeof attributeEndpoints
	>,
	Services
> = {
	createCustomer: async (call) => {
		const { id, created } = await writeOne(call.database, call.principal, (client) => createCustomer(client, editorOf(call), call.body));
		call.reply.code(created ? 201 : 200).header('location', `/api/v1/customers/${id}`);
		return profile(call, id);
	},
	bulkCustomers: async (call) => {
		const { delete_rows: most } = await readRules(call.database.app);
		const deletions = call.body.items.filter(({ action }) => action === 'delete').length;
		if (most > 0 && deletions > most) throw approvalError('approval_needed_delete', { most });
		const results = [];
		for (const item of call.body.items) {
			try {
				if (item.action === 'delete') demand(call.principal, customerEndpoints.deleteCustomer.permission);
				const done = await write(call.database, call.principal, (client) => bulk(client, editorOf(call), item));
				results.push(done);
			} catch (cause) {
				// A defect in one item must not hide what was done with those before it.
				const known = toAppError(cause) ?? failure(call.request, cause);
				results.push(itemRefused(known, call.language));
			}
		}
		return { results };
	},
	getCustomer: (call) => profile(call, call.params.id),
	updateCustomer: (call) => {
		const version = versionOf(call.request);
		return changed(call, (client, editor) => updateCustomer(client, editor, call.params.id, call.body, version));
	},
	deleteCustomer: async (call) => {
		await writeOne(call.database, call.principal, (client) => deleteCustomer(client, editorOf(call), call.params.id));
		return null;
	},
	restoreCustomer: (call) => changed(call, (client, editor) => restoreCustomer(client, editor, call.params.id)),
	releaseValues: (call) =>
		changed(call, (client, editor) => releaseUnits(client, editor, call.params.id, call.body.units, versionOf(call.request))),
	unmaskValue: async ({ database, principal, params, body }) => ({
		value: await write(database, principal, (client) => unmask(client, principal, params.id, body.field, body.reason)),
	}),
	getProvenance: async (call) => {
		await demandVisible(call, call.params.id);
		const { id } = call.params;
		return read(call.database, call.principal, async (client) => {
			const statements = await currentStatements(client, id);
			const people = await userNames(
				client,
				statements.map(({ recorded_by }) => recorded_by),
			);
			const ways = new Map(
				[...(await attributesCached(call.database)).values()].map((one) => [`attributes.${one.name}`, one.survivorship]),
			);
			return provenanceOf(await readGolden(client, id), statements, await statedSince(client, id), people, ways);
		});
	},
	listStatements: async (call) => {
		await demandVisible(call, call.params.id);
		const limit = call.query.limit ?? 50;
		const rows = await read(call.database, call.principal, (client) =>
			listStatements(client, call.params.id, cursorOf(call.query.after), limit + 1),
		);
		const last = rows.length > limit ? rows[limit - 1] : undefined;
		return { items: rows.slice(0, limit) as never, next: last ? `${last.recorded_at}_${last.id}` : null };
	},
	getCustomerAsOf: async (call) => {
		await demandVisible(call, call.params.id);
		const golden = await read(call.database, call.principal, (client) => readGolden(client, call.params.id, call.query.at));
		if (golden.statements === 0) throw error('customer_not_found', { id: call.params.id });
		const { name, ...units } = golden.units as { name?: Record<string, unknown> };
		const primary = (kind: string) => golden.contact_points.find((point) => point.kind === kind && point.is_primary)?.value ?? null;
		const { city = null, region = null, postal_code = null, country = null } = (golden.addresses[0] ?? {}) as Record<string, never>;
		const contact_points = golden.contact_points.map((point) => ({ key: `${point.kind}:${point.value}`, ...point }));
		const addresses = golden.addresses.map((one) => ({
			label: null,
			line1: null,
			line2: null,
			city: null,
			region: null,
			postal_code: null,
			country: null,
			...one,
		}));
		const unknown = Object.fromEntries(Object.keys(customerFields).map((field) => [field, null]));
		return {
			id: call.params.id,
			...unknown,
			kind: 'person',
			...name,
			...units,
			email: primary('email'),
			phone: primary('phone'),
			city,
			region,
			postal_code,
			country,
			tags: golden.tags,
			attributes: golden.attributes,
			contact_points,
			addresses,
		} as never;
	},
	listContactPoints: async (call) => {
		const { text } = await profile(call, call.params.id);
		return { items: JSON.parse(text).contact_points };
	},
	addContactPoint: (call) =>
		changed(call, (client, editor) => putContact(client, editor, call.params.id, call.body, { version: versionOf(call.request) })),
	replaceContactPoint: (call) =>
		changed(call, (client, editor) =>
			putContact(client, editor, call.params.id, call.body, { key: call.params.key, version: versionOf(call.request) }),
		),
	removeContactPoint: (call) =>
		changed(call, (client, editor) => dropContact(client, editor, call.params.id, call.params.key, versionOf(call.request))),
	listAddresses: async (call) => {
		const { text } = await profile(call, call.params.id);
		return { items: JSON.parse(text).addresses };
	},
	addAddress: (call) =>
		changed(call, (client, editor) => putAddress(client, editor, call.params.id, call.body, { version: versionOf(call.request) })),
	replaceAddress: (call) =>
		changed(call, (client, editor) =>
			putAddress(client, editor, call.params.id, call.body, { key: call.params.key, version: versionOf(call.request) }),
		),
	removeAddress: (call) =>
		changed(call, (client, editor) => dropAddress(client, editor, call.params.id, call.params.key, versionOf(call.request))),
	listNotes: async (call) => {
		await demandVisible(call, call.params.id);
		const limit = call.query.limit ?? 50;
		const rows = await read(call.database, call.principal, (client) =>
			listNotes(client, call.params.id, call.query.after ?? null, limit + 1),
		);
		return { items: rows.slice(0, limit), next: rows.length > limit ? rows[limit - 1]!.id : null };
	},
	addNote: (call) =>
		writeOne(call.database, call.principal, async (client) =>
			addNote(client, await lockActive(client, call.params.id), call.body.body, call.principal.user_id),
		),
	updateNote: (call) =>
		writeOne(call.database, call.principal, async (client) => {
			const { customer, note } = await noteToChange(client, call);
			return editNote(client, customer, note, call.body.body, call.principal.user_id);
		}),
	removeNote: (call) =>
		writeOne(call.database, call.principal, async (client) => {
			const { note } = await noteToChange(client, call);
			await changeNote(client, note, null, call.principal.user_id);
			return null;
		}),
	listRelationships: async (call) => {
		await demandVisible(call, call.params.id);
		const limit = call.query.limit ?? 50;
		const rows = await read(call.database, call.principal, (client) =>
			graph.listRelationships(client, call.params.id, call.query.after ?? 0, limit + 1),
		);
		return { items: rows.slice(0, limit), next: rows.length > limit ? rows[limit - 1]!.id : null };
	},
	addRelationship: (call) =>
		writeOne(call.database, call.principal, async (client) => {
			const { direction = 'out', other_id, ...rest } = call.body;
			if (other_id === call.params.id) throw error('relationship_with_itself');
			if (rest.starts_on && rest.ends_on && rest.ends_on < rest.starts_on) throw error('relationship_dates');
			// It is recorded with the one that it leads from; the other end has to be seen.
			const [here, there] =
				direction === 'out'
					? [await lockActive(client, call.params.id), await demandActive(client, other_id)]
					: [await demandActive(client, call.params.id), await lockActive(client, other_id)];
			const types = await definitions.listRelationshipTypes(client);
			if (!types.some(({ name }) => name === rest.type)) throw error('relationship_type_unknown', { type: rest.type });
			const [owner, other] = direction === 'out' ? [here, there] : [there, here];
			const id = await graph.insertRelationship(client, owner, { ...rest, other_id: other.id }, call.principal.user_id);
			const [row] = await graph.listRelationships(client, call.params.id, id - 1, 1);
			return row!;
		}),
	updateRelationship: (call) =>
		writeOne(call.database, call.principal, async (client) => {
			const before = await graph.lockRelationship(client, call.params.id);
			if (!before) throw error('relationship_not_found', { id: call.params.id });
			await refuseStaleFact(client, 'relationship', before, versionOf(call.request), Object.keys(call.body));
			const after = { ...before, ...call.body };
			if (after.starts_on && after.ends_on && after.ends_on < after.starts_on) throw error('relationship_dates');
			await rememberRelationship(client, before, call.principal.user_id);
			await graph.updateRelationship(client, before, after);
			const [row] = await graph.listRelationships(client, before.customer_id, before.id - 1, 1);
			return row!;
		}),
	removeRelationship: (call) =>
		writeOne(call.database, call.principal, async (client) => {
			const before = await graph.lockRelationship(client, call.params.id);
			if (!before) throw error('relationship_not_found', { id: call.params.id });
			await refuseStaleFact(client, 'relationship', before, versionOf(call.request));
			await rememberRelationship(client, before, call.principal.user_id);
			await graph.deleteRelationship(client, before);
			return null;
		}),
	getNetwork: async (call) => {
		await demandVisible(call, call.params.id);
		return read(call.database, call.principal, (client) =>
			graph.network(client, call.params.id, call.query.depth ?? 1, call.query.limit ?? 200),
		);
	},
	getPath: async (call) => {
		await demandVisible(call, call.params.id);
		await demandVisible(call, call.params.other_id);
		return read(call.database, call.principal, (client) =>
			bounded(client, 10_000, () => graph.shortestPath(client, call.params.id, call.params.other_id)),
		);
	},
};

/** Where the address names a merged customer, the answer says under which address the survivor stands. */
function leadingOn<E extends Endpoint>(handler: Handler<E, Services>): Handler<E, Services> {
	return async (call) => {
		try {
			return await handler(call);
		} catch (cause) {
			if (cause instanceof AppError && cause.code === 'customer_merged') {
				const { id, golden_id } = cause.params;
				const [path, ...rest] = call.request.url.split('?');
				const found = path!.replace(new RegExp(`/${id}(?=/|$)`), `/${golden_id}`);
				if (found !== path) call.reply.header('location', [found, ...rest].join('?'));
			}
			throw cause;
		}
	};
}

const all: Handlers<typeof customerEndpoints, Services> = {
	...handlers,
	...bulkEditHandlers,
	...changeHandlers,
	...listHandlers,
	...fileHandlers,
	...settingsHandlers,
	...attributeHandlers,
};

export const customerHandlers = Object.fromEntries(
	Object.entries(all).map(([name, handler]) => [name, leadingOn(handler as Handler<Endpoint, Services>)]),
) as unknown as typeof all;
