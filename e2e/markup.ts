// An installation whose every text is markup that would run a script: stored through the interface wherever a body takes text, and imported.
import { z } from 'zod';
import { contactKinds } from '../src/features/customers/schema.ts';
import { templateKinds } from '../src/features/privacy/schema.ts';
import { features } from '../src/features.ts';
import type { Endpoint, Endpoints } from '../src/platform/endpoint.ts';
import { until } from './furnish.ts';
import type { Person } from './steps.ts';

export const markup = '"><img src=x onerror=window.__hit=1><script>window.__hit=1</script>';
export const link = 'javascript:window.__hit=1';
/** For texts that may not be that long. */
const texts = [markup, '<img src=x onerror=__hit=1>', '<img src=x>'];

type Json = { readonly [key: string]: unknown };

const endpoints = new Map<string, Endpoint>(
	Object.values(features as Readonly<Record<string, Endpoints>>).flatMap((one) => Object.entries(one)),
);
const schemaOf = (shape: z.ZodType) => z.toJSONSchema(shape, { io: 'input', unrepresentable: 'any' }) as Json;
const isText = ({ type, enum: values, const: only, format, pattern }: Json) =>
	type === 'string' && !values && only === undefined && !format && (pattern ?? '^[^\\0]*$') === '^[^\\0]*$';
const eitherOf = ({ anyOf, oneOf }: Json) => (anyOf ?? oneOf ?? []) as Json[];
const propertiesOf = ({ properties }: Json) => Object.entries((properties ?? {}) as Record<string, Json>);
const takesText = (schema: Json): boolean =>
	isText(schema) ||
	[...eitherOf(schema), ...propertiesOf(schema).map(([, one]) => one), ...(schema.items ? [schema.items as Json] : [])].some(takesText);

/** A body as a schema asks for it, with markup in every text. */
function filled(schema: Json): unknown {
	if (isText(schema)) return texts.find(({ length }) => length <= ((schema.maxLength as number | undefined) ?? 1_000));
	const either = eitherOf(schema);
	if (either.length > 0) return filled(either.find(takesText) ?? either[0]!);
	if (schema.enum) return (schema.enum as unknown[])[0];
	if (schema.type === 'array') return takesText(schema) ? [filled(schema.items as Json)] : [];
	if (schema.type !== 'object') return { boolean: false, integer: 1, number: 1 }[schema.type as string];
	const required = (schema.required ?? []) as string[];
	const wanted = propertiesOf(schema).filter(([name, one]) => required.includes(name) || takesText(one));
	return Object.fromEntries(wanted.map(([name, one]) => [name, filled(one)]));
}

type Plant = <T = { id: number }>(name: string, more?: object, params?: Readonly<Record<string, string | number>>) => Promise<T>;

/** Fields that take no such text. */
const nobody = {
	birth_date: null,
	postal_code: undefined,
	external_id: undefined,
	email: undefined,
	phone: undefined,
	contact_points: undefined,
	addresses: undefined,
};

async function plantCustomer({ send }: Person, plant: Plant): Promise<number> {
	const attribute = { choices: undefined, rules: undefined, personal: 'none' };
	await plant('createAttribute', { ...attribute, name: 'words', type: 'text' });
	await plant('createAttribute', { ...attribute, name: 'web', type: 'text', label_en: link });
	const choices = [{ value: markup, label_en: markup, label_zh: markup }];
	await plant('createAttribute', { ...attribute, name: 'picked', type: 'choice', choices });
	const units = { unit_en: texts[2], unit_zh: texts[2] };
	const { id: sum } = await plant('createAttribute', { ...attribute, name: 'sum', type: 'number', rules: units });
	const groups = [{ label_en: markup, label_zh: markup, attributes: [sum] }];
	await plant('putAttributeLayout', { groups, rest: [] });
	await plant('createRelationshipType', { name: 'marked' });
	await send('PUT', `/tags/${encodeURIComponent(markup)}`, { colour: 'violet' });

	const { id } = await plant('createCustomer', {
		kind: 'person',
		country: 'GB',
		attributes: { words: markup, web: link, picked: markup, sum: 5 },
		...nobody,
	});
	for (const kind of contactKinds)
		for (const value of [markup, link])
			await plant('addContactPoint', { kind, value }, { id }).catch((cause) => {
				// Neither is an address or a number, of some kinds.
				if (!String(cause).includes('values_refused')) throw cause;
			});
	await plant('addAddress', { postal_code: undefined, country: 'FR' }, { id });
	await plant('addNote', {}, { id });
	const { id: firm } = await plant('createCustomer', { kind: 'organisation', company: undefined, country: null, ...nobody });
	await plant('addRelationship', { type: 'marked', other_id: firm, starts_on: null, ends_on: null }, { id });
	for (const end of ['.txt', '.html', '.svg', ''])
		await send(
			'POST',
			`/customers/${id}/files?name=${encodeURIComponent(`${markup}${end}`)}`,
			Buffer.from(`<svg onload="${link}">${markup}</svg>`),
		);
	return id;
}

async function plantSettings(plant: Plant): Promise<void> {
	await plant('createView', {
		shared: true,
		definition: { q: markup, filter: [], columns: [{ name: 'name' }, { name: 'attributes.words' }] },
	});
	await plant('createApiKey', { addresses: undefined });
	const { id: role } = await plant('createRole', { copy_of: 2 });
	const { id: team } = await plant('createTeam', { parent_id: 1 });
	await plant('createRowCondition', { field: 'attributes.picked' });
	const { id: user } = await plant('createUser', { email: 'marked@example.com', password: 'third horse 44 of them', role: 'sales' });
	await plant('addGrant', { role_id: role, team_id: team }, { id: user });
	await plant('putInstallation');
	await plant('createProvider', { issuer: 'http://127.0.0.1:9/', domains: [], role_id: null, enabled: true });
}

async function plantPrivacy({ send }: Person, plant: Plant, id: number): Promise<void> {
	const { id: purpose } = await plant('createPurpose', {
		consent_required: true,
		gdpr_basis: 'consent',
		pipl_basis: 'consent',
		assessed_on: null,
	});
	await plant('addConsentText', {}, { id: purpose });
	await plant('recordConsent', { purpose_id: purpose, channel: 'any', source: 'paper' }, { id });
	await plant('createRecipient', { country: 'US' });
	const { id: request } = await plant('createRequest', { kind: 'access' }, { id });
	await plant('addRequestNote', {}, { id: request });
	await plant('answerRequest', { send: false }, { id: request });
	const { id: review } = await plant('createRequest', { kind: 'human_review' }, { id });
	await plant('reviewRequest', { outcome: 'upheld' }, { id: review });
	const { id: closed } = await plant('createRequest', { kind: 'restriction' }, { id });
	await plant('closeRequest', {}, { id: closed });
	await plant('reopenRequest', {}, { id: closed });
	await plant('addLimit', { kind: 'objection' }, { id });
	const { id: breach } = await plant('createBreach', { discovered_at: new Date().toISOString() });
	await plant('addBreachStep', {}, { id: breach });
	await plant('createPolicy', { filter: [], months: 1_200 });
	await plant('createHold', { filter: [], customer_ids: [id] });
	const { id: gone } = await send<{ id: number }>('POST', '/customers', { name: 'Somebody Else' });
	await plant('eraseCustomer', { request_id: undefined }, { id: gone });
	const { items } = await send<{ items: { id: number }[] }>('GET', '/erasures?limit=1');
	await plant('allowErased', {}, { id: items[0]!.id });
	for (const kind of templateKinds) await plant('putTemplate', {}, { kind, language: 'en' });
	await plant('putPrivacySettings', { ...(await send<object>('GET', '/privacy/settings')), controller: markup, officer: markup });
}

/** A table with markup in its heads and cells, from a source and in a file of such a name; once imported, once in its preview. */
async function plantImports({ send }: Person): Promise<number[]> {
	const cell = `"${markup.replaceAll('"', '""')}"`;
	const table = `name,company,website,${cell}\r\n${cell},${cell},${link},${cell}\r\n,,,${cell}\r\n`;
	const address = `/imports?file_name=${encodeURIComponent(`${markup}.csv`)}&source=${encodeURIComponent(markup)}`;
	const upload = () => send<{ import: { id: number }; options: object }>('POST', address, Buffer.from(table));
	const { import: done, options } = await upload();
	await send('POST', `/imports/${done.id}/start`, options);
	await until(async () => (await send<{ state: string }>('GET', `/imports/${done.id}`)).state === 'done');
	return [done.id, (await upload()).import.id];
}

/** An export and a change of many with markup in what they ask for. */
async function plantJobs({ send }: Person, plant: Plant, id: number): Promise<void> {
	await plant('createExport', {
		search: markup,
		format: 'csv',
		filter: undefined,
		sort: undefined,
		fields: undefined,
		ids: undefined,
		except: undefined,
	});
	const edit = await plant('createBulkEdit', { selection: { ids: [id] }, action: { add_tags: [`more ${markup}`] } });
	await send('POST', `/customers/bulk-edits/${edit.id}/start`);
	await until(async () => (await send<{ state: string }>('GET', `/customers/bulk-edits/${edit.id}`)).state === 'done');
}

/** Endpoints that take text and yet plant nothing here, by why. */
const unplanted: Readonly<Record<string, readonly string[]>> = {
	'ways to sign in, whose texts are codes, addresses and passwords': [
		'setUp',
		'signIn',
		'signInSecondFactor',
		'signInPasskey',
		'forgotPassword',
		'readLink',
		'spendLink',
		'confirmIdentity',
		'confirmTotp',
		'addPasskey',
		'changeEmail',
		'endAllSessions',
		'resetSecondFactor',
	],
	'the same texts as of those that are planted': [
		'bulkCustomers',
		'replaceContactPoint',
		'replaceAddress',
		'startImport',
		'updateRecipient',
		'updateBreach',
		'updatePolicy',
		'askByPreferences',
	],
	'questions, which store nothing': ['findTags', 'previewAttribute', 'previewImport', 'previewPolicy'],
	'names of fields': ['releaseValues', 'createColumnIndex'],
	'reasons for the audit and for approvals': ['unmaskValue', 'decideApproval'],
	'an address that is refused unless it is http': ['createWebhook'],
};

export interface Markup {
	readonly customer: number;
	readonly imports: readonly number[];
	/** Endpoints that store text and were forgotten here. */
	readonly forgotten: readonly string[];
}

export async function plantMarkup(admin: Person): Promise<Markup> {
	const planted = new Set<string>();
	const plant: Plant = (name, more = {}, params = {}) => {
		const { method, path, body } = endpoints.get(name)!;
		planted.add(name);
		const address = path.replace(/\{(\w+)\}/g, (_, key: string) => encodeURIComponent(params[key]!));
		return admin.send(method, address, { ...(filled(schemaOf(body!)) as object), ...more });
	};
	const customer = await plantCustomer(admin, plant);
	await plantJobs(admin, plant, customer);
	const imports = await plantImports(admin);
	await plantPrivacy(admin, plant, customer);
	await plantSettings(plant);
	const forgotten = [...endpoints].filter(
		([name, { method, body }]) =>
			(method === 'POST' || method === 'PUT') &&
			body &&
			takesText(schemaOf(body)) &&
			!planted.has(name) &&
			!Object.values(unplanted).flat().includes(name),
	);
	return { customer, imports, forgotten: forgotten.map(([name]) => name) };
}
