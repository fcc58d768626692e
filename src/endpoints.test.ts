// Every endpoint there is, walked: what it demands, that its input is bounded, that no role does more than it may, and that whoever does not see a
// customer learns nothing of it. A new endpoint fails here until somebody has decided about it.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readyRoles } from './features/access/rules-roles.ts';
import { type RoleKey, roleKeys } from './features/access/schema.ts';
import { type Caller, type CustomersTest, customersTest } from './features/customers/testing.ts';
import { features } from './features.ts';
import type { Endpoint, Endpoints, Permission } from './platform/endpoint.ts';

const endpoints: [string, Endpoint][] = Object.values(features as Readonly<Record<string, Endpoints>>).flatMap((one) =>
	Object.entries(one),
);

/** What was decided about each endpoint. */
const decided: Readonly<Partial<Record<Permission, string>>> = {
	public: `
		getSession setUp getInstallation getLogo downloadByLink
		getSignInOptions signIn signInSecondFactor startPasskey signInPasskey startProvider finishProvider signOut forgotPassword readLink spendLink
		getPreferences savePreferences setPreferenceLimit withdrawAll askByPreferences getConfirmation confirm fetchReport`,
	'approvals.decide': 'decideApproval',
	signed_in: `seeAsOneself 
		listApprovals getApprovalRules updateMe listApiKeys createApiKey revokeApiKey live listNotifications readNotification readAllNotifications
		getSecurity confirmIdentity startConfirm startTotp confirmTotp removeTotp renewRecoveryCodes startPasskeyRegistration addPasskey
		removePasskey listSessions endSession endOtherSessions changeEmail linkProvider unlinkProvider`,
	'customers.read': `
		listPeople listTeams listScopes listCustomers countCustomers getCustomer listFiles downloadFile getProvenance listStatements getCustomerAsOf
		listChanges listBoundaries groupCustomers listColumnIndexes listContactPoints listAddresses listNotes listRelationships getNetwork getPath
		listRelationshipTypes listTags findTags listAttributes listEncryptions getAttributeLayout listViews getView createView updateView deleteView
		listPurposes listConsentTexts getConsents checkUse getPrivacySettings`,
	'customers.write': `
		createCustomer bulkCustomers updateCustomer releaseValues addFile renameFile removeFile restoreFile undoChange undoChanges createBulkEdit
		listBulkEdits getBulkEdit startBulkEdit cancelBulkEdit previewBulkUndo undoBulkEdit addContactPoint replaceContactPoint
		removeContactPoint addAddress replaceAddress removeAddress addNote updateNote removeNote addRelationship updateRelationship
		removeRelationship`,
	'consents.write': 'recordConsent createPreferenceLink revokeLinks',
	'privacy.read': `
		listRequests getRequest listTemplates listErasures listRecipients getRegisterDocument listBreaches listPolicies
		listHolds listFindings listUnread`,
	'privacy.manage': `
		createPurpose updatePurpose addConsentText createRequest updateRequest addRequestNote reviewRequest answerRequest closeRequest reopenRequest
		addLimit endLimit downloadReport createReportLink putTemplate putPrivacySettings createRecipient updateRecipient createBreach updateBreach addBreachStep createPolicy
		updatePolicy previewPolicy createHold releaseHold decideFinding scanAll previewErasure eraseCustomer allowErased`,
	'customers.unmask': 'unmaskValue',
	'customers.delete': 'deleteCustomer restoreCustomer',
	'imports.run': `
		listImports uploadImport getImport previewImport startImport pauseImport resumeImport cancelImport previewUndo undoImport
		redoImport listImportProblems correctImport mendImport downloadImportProblems`,
	'exports.run': 'streamExport createExport listExports getExport cancelExport downloadExport createExportLink',
	'settings.read': `
		listUsers listSources listImportMappings getDemo listRoles listGrants getAccessMatrix getCustomerAccess listRowConditions getRescoping`,
	'settings.manage': `
		putApprovalRules listWebhooks createWebhook updateWebhook deleteWebhook renewWebhookSecret testWebhook listWebhookDeliveries resendWebhookDelivery
		createColumnIndex deleteColumnIndex createRelationshipType putTag deleteTag updateSource previewSource createAttribute
		updateAttribute deleteAttribute previewAttribute putAttributeLayout forgetImportMapping putInstallation putLogo deleteLogo
		startDemo removeDemo`,
	'roles.manage': `
		createRole updateRole deleteRole createTeam updateTeam deleteTeam createRowCondition updateRowCondition deleteRowCondition`,
	'audit.read': 'listAudit listCustomerAudit getAuditState listAuditCheckpoints verifyAudit exportAudit',
	'audit.manage': 'putAuditSettings',
	'users.manage': `seeAs 
		createUser updateUser addGrant endGrant getSignInSettings putSignInSettings listProviders createProvider updateProvider deleteProvider
		testProvider makeLink resetSecondFactor endPersonSessions endAllSessions`,
};

describe('what is declared', () => {
	test('each endpoint demands what was decided', () => {
		const demanded = Object.fromEntries(endpoints.map(([name, { permission }]) => [name, permission]));
		const expected = Object.entries(decided).flatMap(([permission, names]) =>
			names
				.split(/\s+/)
				.filter(Boolean)
				.map((name) => [name, permission] as const),
		);
		expect(demanded).toEqual(Object.fromEntries(expected));
	});

	test('no two endpoints answer at one address', () => {
		const addresses = endpoints.map(([, { method, path }]) => `${method} ${path.replace(/\{\w+\}/g, '{}')}`);
		expect(addresses.filter((one, at) => addresses.indexOf(one) !== at)).toEqual([]);
	});

	type Json = { readonly [key: string]: unknown };
	/** What may come in any length or beyond any number: told by the path in which it stands. */
	const free = [
		// As many as there are definitions: others are refused by name.
		/\.attributes$/,
		// Numbers of customers' own attributes, and what they are compared with: double precision is their bound.
		/\.attributes\.\*\|\d+$/,
		/\.filter\[\]\.value\|.*$/,
		/\.rules\.(min|max)$/,
		// Checked behind the reading of both forms.
		/\.(ids|except)\|0\[\]$/,
	];

	function* unbounded(shape: Json, path: string): Generator<string> {
		const inner = ['anyOf', 'oneOf', 'allOf'].flatMap((key) => (shape[key] as Json[] | undefined) ?? []);
		for (const [at, one] of inner.entries()) yield* unbounded(one, `${path}|${at}`);
		const { type, properties = {}, items } = shape;
		const endless = typeof shape.pattern === 'string' && /[*+]|\{\d+,\}/.test(shape.pattern);
		if (type === 'string' && shape.maxLength === undefined && !shape.enum && !('const' in shape) && (!shape.pattern || endless))
			yield `${path}: text`;
		if (type === 'array' && shape.maxItems === undefined) yield `${path}: list`;
		if ((type === 'number' || type === 'integer') && shape.maximum === undefined && !('const' in shape)) yield `${path}: number`;
		if (type === 'object') {
			if (shape.propertyNames) {
				yield `${path}: names`;
				yield* unbounded(shape.additionalProperties as Json, `${path}.*`);
			} else if (shape.additionalProperties !== false) yield `${path}: not strict`;
		}
		if (type === undefined && inner.length === 0 && !('const' in shape) && !shape.enum) yield `${path}: anything`;
		for (const [name, one] of Object.entries(properties as Record<string, Json>)) yield* unbounded(one, `${path}.${name}`);
		if (items) yield* unbounded(items as Json, `${path}[]`);
	}

	test.each(endpoints)('%s takes bounded input, and nothing else', (_name, { params, query, body }) => {
		const found = Object.entries({ params, query, body }).flatMap(([part, shape]) =>
			shape ? [...unbounded(z.toJSONSchema(shape, { io: 'input', unrepresentable: 'any' }) as Json, part)] : [],
		);
		expect(found.filter((one) => !free.some((pattern) => pattern.test(one.replace(/: .*$/, ''))))).toEqual([]);
	});

	test('only files may be as long as they like, and they are not gathered in memory', () => {
		const long = endpoints.filter(([, { bodyLimit = 0 }]) => bodyLimit > 8 << 20);
		expect(long.filter(([, { accepts }]) => accepts !== 'file')).toEqual([]);
	});
});

let t: CustomersTest;
let people: Record<RoleKey, Caller>;
let north: Caller;
let south: Caller;

/** Far from any number that a test might meet by chance. */
const hidden = 987_654_321;
const nobodys = 987_654_111;
const words = ['司马懿', 'zhongda@example.com', '13912345678', 'contract-secret', 'the note that nobody reads', '仲达公司', 'secret-tag'];
/** What belongs to the customer out of sight. */
let facts: { readonly note: number; readonly file: number; readonly relationship: number; readonly address: string };

beforeAll(async () => {
	t = await customersTest();
	people = Object.fromEntries(
		await Promise.all(roleKeys.map(async (role) => [role, await t.person(`${role}@example.com`, role)])),
	) as typeof people;
	north = await t.person('north@example.com', 'team_admin', { scope_id: await t.scope('north') });
	south = await t.person('south@example.com', 'team_admin', { scope_id: await t.scope('south') });
	await t.rows(`alter table customers alter column id restart with ${hidden}`);
	await t.rows('alter table notes alter column id restart with 876543001');
	await t.rows('alter table files alter column id restart with 876543002');
	await t.rows('alter table relationships alter column id restart with 876543003');
	const made = await south.ask('POST', '/customers', {
		name: words[0],
		email: words[1],
		phone: words[2],
		company: words[5],
		tags: [words[6]],
	});
	expect(made.body.id).toBe(hidden);
	const other = (await south.ask('POST', '/customers', { name: '曹丕' })).body.id;
	const at = `/customers/${hidden}`;
	const [note, file, relationship] = [
		await south.ask('POST', `${at}/notes`, { body: words[4] }),
		await south.ask('POST', `${at}/files?name=${words[3]}.txt`, Buffer.from('signed')),
		await south.ask('POST', `${at}/relationships`, { type: 'referred', other_id: other }),
	].map(({ body }) => body.id);
	const [place] = (await south.ask('POST', `${at}/addresses`, { city: '洛阳' })).body.addresses;
	facts = { note, file, relationship, address: place.key };
	const bulk = await south.ask('POST', '/customers/bulk-edits', { selection: { ids: [hidden] }, action: { set: { city: '洛阳' } } });
	await south.ask('POST', `/customers/bulk-edits/${bulk.body.id}/start`);
	await t.work();
	// Something of his own, so that lists are not empty.
	await north.ask('POST', '/customers', { name: '诸葛亮' });
});

afterAll(() => t.drop());

/** An address with all parameters filled in: ids that there are not, unless given. */
const addressOf = ({ path }: Endpoint, known: Readonly<Record<string, string | number>> = {}) =>
	path.replace(/\{(\w+)\}/g, (_all, name: string) => encodeURIComponent(String(known[name] ?? (/id$/.test(name) ? 987_654_000 : 'x'))));

/** Streams of events do not end by themselves. */
const ends = endpoints.filter(([, { answers }]) => answers !== 'events');

test('a file is never taken as JSON, which is gathered in memory before anybody is asked who he is', async () => {
	for (const [name, endpoint] of endpoints.filter(([, { accepts }]) => accepts === 'file')) {
		for (const type of ['application/json', 'application/JSON; charset=utf-8']) {
			const url = `/api/v1${addressOf(endpoint)}${queries[name] ?? ''}`;
			const reply = await t.app.inject({ method: endpoint.method, url, headers: { 'content-type': type }, payload: '{"a": ' });
			expect([name, reply.statusCode, reply.json().code]).toEqual([name, 415, 'body_not_bytes']);
		}
	}
});

describe('roles', () => {
	test.each(ends)('%s is refused to whom it is not for', async (_name, endpoint) => {
		for (const role of roleKeys) {
			const open: readonly Permission[] = ['public', 'signed_in', ...readyRoles[role].permissions];
			const allowed = open.includes(endpoint.permission);
			const { status, body } = await people[role].ask(endpoint.method, addressOf(endpoint), endpoint.body ? {} : undefined);
			// Rights to kinds of values and to rows refuse in other words.
			if (allowed) expect([role, status, [401, 500].includes(status) || body.code === 'not_allowed']).toEqual([role, status, false]);
			else expect([role, status, body.code]).toEqual([role, 403, 'not_allowed']);
		}
	});
});

/** A body that each endpoint about one customer takes. */
const bodies: Readonly<Record<string, unknown>> = {
	updateCustomer: { name: 'x' },
	releaseValues: { units: ['name'] },
	addContactPoint: { kind: 'email', value: 'a@example.com' },
	replaceContactPoint: { kind: 'email', value: 'a@example.com' },
	addAddress: { city: 'x' },
	replaceAddress: { city: 'x' },
	addNote: { body: 'x' },
	updateNote: { body: 'x' },
	recordConsent: { purpose_id: 1, channel: 'any', state: 'refused', source: 'phone' },
	createPreferenceLink: { send: false },
	createRequest: { kind: 'access', law: 'gdpr', channel: 'email' },
	addLimit: { kind: 'restriction', reason: 'because' },
	eraseCustomer: { reason: 'because' },
	addRelationship: { type: 'referred', other_id: 987_654_000 },
	updateRelationship: { note: 'x' },
	renameFile: { name: 'x.txt' },
	unmaskValue: { field: 'name', reason: 'asked by phone' },
};
const queries: Readonly<Record<string, string>> = { addFile: '?name=x.txt', getCustomerAsOf: '?at=2999-01-01T00:00:00Z' };

describe('a customer out of sight', () => {
	const about = ends.filter(([, { path }]) => /^\/(customers|relationships)\/\{id\}/.test(path));

	test.each(about)('%s answers as if there were none', async (name, endpoint) => {
		const isRelationship = endpoint.path.startsWith('/relationships');
		const parts = {
			note_id: facts.note,
			file_id: facts.file,
			key: /Address/.test(name) ? facts.address : 'email:zhongda@example.com',
			change_id: 's1',
		};
		const answers = [];
		for (const id of isRelationship ? [facts.relationship, nobodys] : [hidden, nobodys]) {
			const body = endpoint.accepts === 'file' ? Buffer.from('x') : endpoint.body && (bodies[name] ?? {});
			const reply = await north.ask(endpoint.method, `${addressOf(endpoint, { ...parts, id })}${queries[name] ?? ''}`, body);
			answers.push(JSON.parse(JSON.stringify([reply.status, reply.body]).replaceAll(String(id), 'ID')));
		}
		expect(answers[0]).toEqual(answers[1]);
		// Not for another reason, such as a body that is refused.
		expect(answers[0][0]).toBe(404);
	});

	test('lists, counts, groups, exports and settings hold nothing of it', async () => {
		const further = {
			listCustomers: ['?search=simayi', `?ids=${hidden}`, '?search=zhongda', '?search=13912345678', '?fields=name,tags'],
			countCustomers: ['?search=simayi', '?exact=true'],
			groupCustomers: ['?by=company', '?by=tags', '?by=city'],
			listBoundaries: ['?sort=name', '?sort=company', '?size=1'],
			streamExport: ['?format=csv', `?format=ndjson&ids=${hidden}`],
			listNotifications: [''],
		} as Readonly<Record<string, readonly string[]>>;
		for (const [name, endpoint] of ends.filter(([, { method, path }]) => method === 'GET' && !/\{/.test(path))) {
			for (const query of further[name] ?? ['']) {
				const { status, body } = await north.ask('GET', `${endpoint.path}${query}`);
				const text = typeof body === 'string' ? body : JSON.stringify(body);
				const told = [...words, String(hidden)].filter((word) => text.includes(word));
				// A tag is a word of the installation, not of a customer.
				expect([name, query, told]).toEqual([name, query, name === 'listTags' ? ['secret-tag'] : []]);
				if (name in further) expect([name, query, status < 400 || status === 400]).toEqual([name, query, true]);
			}
		}
		expect((await north.ask('GET', '/customers/count?exact=true')).body).toEqual({ count: 1, exact: true });
		expect((await north.ask('GET', '/customers/boundaries')).body.total).toBe(1);
	});

	test('naming it in what is about many changes nothing and tells no more than of one that never was', async () => {
		const answers = [];
		for (const id of [hidden, nobodys]) {
			const bulk = await north.ask('POST', '/customers/bulk', { items: [{ action: 'update', id, customer: { city: 'x' } }] });
			const edit = await north.ask('POST', '/customers/bulk-edits', { selection: { ids: [id] }, action: { add_tags: ['x'] } });
			const { total, effect, samples } = edit.body;
			answers.push(JSON.parse(JSON.stringify([bulk.body, total, effect, samples]).replaceAll(String(id), 'ID')));
		}
		expect(answers[0]).toEqual(answers[1]);
		expect(await t.rows('select city from customers where id = $1', [hidden])).toEqual([{ city: '洛阳' }]);
	});

	test('what another did to many, or was told, is not found', async () => {
		const [edit] = await t.rows<{ id: number }>('select id from bulk_edits where user_id = $1', [south.id]);
		for (const way of ['', '/undo']) expect((await north.ask('GET', `/customers/bulk-edits/${edit!.id}${way}`)).status).toBe(404);
		for (const way of ['start', 'cancel', 'undo'])
			expect((await north.ask('POST', `/customers/bulk-edits/${edit!.id}/${way}`)).status).toBe(404);
		const [told] = await t.rows<{ id: number }>("insert into notifications (user_id, kind) values ($1, 'mention') returning id", [
			south.id,
		]);
		expect((await north.ask('POST', `/notifications/${told!.id}/read`)).status).toBe(404);
		expect(await t.rows('select read_at from notifications where id = $1', [told!.id])).toEqual([{ read_at: null }]);
	});
});

test('whoever writes SQL reaches views alone: no table but those of crm, and no job of ours', async () => {
	const tables = await t.rows(
		`select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
		where c.relkind in ('r', 'p', 'm', 'v') and n.nspname in ('public', 'graphile_worker')
			and (has_table_privilege('clientele_sql', c.oid, 'select, insert, update, delete') or has_any_column_privilege('clientele_sql', c.oid, 'select, insert, update'))`,
	);
	expect(tables).toEqual([]);
	const [jobs] = await t.rows(
		`select has_function_privilege('clientele_sql', 'add_job(text, json, text, timestamptz, integer, text)', 'execute') as may_add`,
	);
	expect(jobs).toEqual({ may_add: false });
});
