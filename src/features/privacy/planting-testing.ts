// The marked data of one person, through every door. Whoever adds a door adds its planting here: the test of erasure then searches for it as well.
import { execFileSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { createWriter } from '../../platform/files/write.ts';
import type { Services } from '../../platform/services.ts';
import type { Ask } from '../../platform/testing.ts';
import { openDocument } from '../../platform/texts/testing.ts';
import { commandPrincipal } from '../access/accounts.ts';
import { bulkEditTasks } from '../customers/bulk-edits.ts';
import { readQueued } from '../customers/crm-jobs.ts';
import { exportTasks } from '../exports/jobs.ts';
import { importTasks } from '../imports/jobs.ts';
import { importFile } from '../imports/run.ts';
import { requestUndo, runUndo } from '../imports/undo.ts';
import { gatherChanges } from '../webhooks/gather.ts';
import { lookThroughFiles } from './looking.ts';

/** Every marked text begins so, in whatever field: no other text of the installation does. */
export const stem = 'plkxqzvw';
/** What is searched for besides: a name, what is read out of it, numbers. */
export const marks = { name: '甄谟箕', pinyin: 'zhenmoji', phone: '13977319042', identity: '110105198811237816' } as const;
export const email = `${stem}mail@${stem}domain.example`;

export interface Planting {
	readonly services: Services;
	readonly ask: Ask;
	/** A connection of somebody who writes SQL. */
	readonly people: pg.Client;
	/** The person. */
	readonly id: number;
	/** Somebody else, who stays. */
	readonly other: number;
}

const done = (reply: { status: number; body: unknown }): void => {
	if (reply.status >= 300) throw new Error(`${reply.status} ${JSON.stringify(reply.body)}`);
};

/** Imports a file as the page does, to its end. */
async function importUpload({ ask, services }: Planting, name: string, bytes: Buffer, options: object = {}): Promise<number> {
	const uploaded = await ask('POST', `/imports?file_name=${name}`, bytes);
	done(uploaded);
	const { id } = uploaded.body.import;
	done(await ask('POST', `/imports/${id}/start`, options));
	await importTasks['imports.run']!({ import_id: id } as never, services);
	return id;
}

/** Doors by name. Each runs once, in order. What is said of others stays theirs, so that marks go to the person alone. */
export const doors: Readonly<Record<string, (planting: Planting) => Promise<void>>> = {
	'an edit by hand': async ({ ask, id }) =>
		done(await ask('PATCH', `/customers/${id}`, { job_title: `${stem}title`, company: `${stem}company` })),
	'a value that was replaced': async ({ ask, id }) => {
		done(await ask('PATCH', `/customers/${id}`, { industry: `${stem}replaced` }));
		done(await ask('PATCH', `/customers/${id}`, { industry: 'steel' }));
	},
	'contact points and addresses': async ({ ask, id }) => {
		done(await ask('POST', `/customers/${id}/contact-points`, { kind: 'wechat', value: `${stem}wechat` }));
		done(await ask('POST', `/customers/${id}/addresses`, { line1: `${stem}street 1`, city: 'Bonn', country: 'DE' }));
	},
	'a sensitive attribute, and a plain one': async ({ ask, id }) => {
		for (const [name, personal] of [
			['secret_note', 'sensitive'],
			['hobby', 'personal'],
		])
			done(await ask('POST', '/attributes', { name, type: 'text', label_en: name, label_zh: name, personal }));
		done(await ask('PATCH', `/customers/${id}`, { attributes: { secret_note: `${stem}secret`, hobby: `${stem}hobby` } }));
	},
	'an identity number': async ({ ask, id }) => done(await ask('PATCH', `/customers/${id}`, { identity_number: marks.identity })),
	'notes, short and long': async ({ ask, id }) => {
		done(await ask('POST', `/customers/${id}/notes`, { body: `${stem}note` }));
		// Long enough to be compressed and kept apart.
		done(await ask('POST', `/customers/${id}/notes`, { body: `${stem}longnote ${'and so on '.repeat(4_000)}` }));
	},
	'an attached file': async ({ ask, id }) =>
		done(await ask('POST', `/customers/${id}/files?name=${stem}file.txt`, Buffer.from(`${stem}content of a file\n`))),
	'attachments that were looked through': async ({ ask, id, services }) => {
		const mail = `From: ${email}\r\nSubject: ${stem}subject\r\n\r\n${marks.phone}\r\n`;
		done(await ask('POST', `/customers/${id}/files?name=${stem}letter.eml`, Buffer.from(mail)));
		const cell = `<table:table-row><table:table-cell><text:p>${marks.phone}</text:p></table:table-cell></table:table-row>`;
		const sheet = await openDocument('spreadsheet', `<table:table table:name="${stem}sheet">${cell}</table:table>`);
		done(await ask('POST', `/customers/${id}/files?name=list.ods`, sheet));
		await lookThroughFiles(services);
		const { items } = (await ask('GET', '/privacy/findings')).body;
		// The name of a sheet and the domain of an address stand in what was found.
		if (!JSON.stringify(items).includes(`${stem}sheet`) || !JSON.stringify(items).includes(`@${stem}domain`)) throw new Error('not found');
	},
	'relationships at both ends': async ({ ask, id, other }) => {
		done(await ask('POST', `/customers/${id}/relationships`, { type: 'referred', other_id: other, note: `${stem}relation` }));
		done(await ask('POST', `/customers/${other}/relationships`, { type: 'household', other_id: id, note: `${stem}household` }));
	},
	'a repeated request': async ({ ask, id }) =>
		done(await ask('POST', `/customers/${id}/notes`, { body: `${stem}repeated` }, { 'idempotency-key': 'a key' })),
	'SQL of people': async ({ people, id, services }) => {
		await people.query('update crm.customers set job_title = $2 where id = $1', [id, `${stem}bysql`]);
		await people.query('insert into crm.notes (customer_id, body) values ($1, $2)', [id, `${stem}sqlnote`]).catch(() => {});
		await readQueued(services);
	},
	'a file of rows': async (planting) => {
		const csv = `id,name,email,phone,hobby\nA-1,${marks.name},${email},${marks.phone},${stem}csvhobby\nA-2,Somebody Else,else@people.example,,chess\n`;
		await importUpload(planting, 'people.csv', Buffer.from(csv), { source: 'shop' });
	},
	'rows of a file that are refused or doubtful': async (planting) => {
		const bad = `id,name,email,phone\nA-1,${marks.name},not-${email}@@,${marks.phone}x\n,,${email}@@,\n`;
		await importUpload(planting, 'bad.csv', Buffer.from(bad), { source: 'shop' });
	},
	'a workbook that is only looked at': async ({ ask, services }) => {
		const path = join(services.config.dataDir, 'book.xlsx');
		const writer = createWriter('xlsx', createWriteStream(path), ['name', 'email'], {});
		await writer.write([[marks.name, email]]);
		await writer.end();
		const { body } = await ask('POST', '/imports?file_name=book.xlsx', readFileSync(path));
		execFileSync('rm', [path]);
		done(await ask('POST', `/imports/${body.import.id}/preview`, {}));
	},
	'a change of many, of one': async ({ ask, services, id }) => {
		const draft = await ask('POST', '/customers/bulk-edits', { selection: { ids: [id] }, action: { set: { company: `${stem}bulk` } } });
		done(await ask('POST', `/customers/bulk-edits/${draft.body.id}/start`));
		await bulkEditTasks['customers.bulk_edit']!({ bulk_edit_id: draft.body.id } as never, services);
	},
	'kept exports, of all and of one': async ({ ask, services }) => {
		const filter = JSON.stringify([{ field: 'email', op: 'eq', value: email }]);
		for (const options of [{}, { filter }]) {
			const asked = await ask('POST', '/exports', { format: 'csv', ...options });
			done(asked);
			await exportTasks['exports.run']!({ export_id: asked.body.id } as never, services);
			const { state, error } = (await ask('GET', `/exports/${asked.body.id}`)).body;
			if (state !== 'done') throw new Error(JSON.stringify(error));
		}
	},
	'a saved view, and searches': async ({ ask }) => {
		const definition = { filter: [{ field: 'email', op: 'eq', value: email }], columns: [{ name: 'name' }] };
		done(await ask('POST', '/views', { name: 'one person', definition }));
		done(await ask('GET', `/customers?search=${email}`));
		done(await ask('GET', `/customers?filter=${encodeURIComponent(JSON.stringify(definition.filter))}`));
	},
	'what is refused': async ({ ask, people, id }) => {
		await ask('PATCH', `/customers/${id}`, { email: `${stem}refused@@` });
		await people.query(`update crm.customers set birth_date = '${stem}date' where id = ${id}`).catch(() => {});
	},
	'several in one request': async ({ ask, id }) =>
		done(
			await ask('POST', '/customers/bulk', { items: [{ action: 'update', id, customer: { attributes: { hobby: `${stem}several` } } }] }),
		),
	'what was undone, renamed, edited and removed': async ({ ask, id }) => {
		done(await ask('PATCH', `/customers/${id}`, { industry: `${stem}undone` }));
		const { items } = (await ask('GET', `/customers/${id}/changes?limit=1`)).body;
		done(await ask('POST', `/customers/${id}/changes/${items[0].id}/undo`));
		const note = await ask('POST', `/customers/${id}/notes`, { body: `${stem}first wording` });
		done(await ask('PATCH', `/customers/${id}/notes/${note.body.id}`, { body: `${stem}second wording` }));
		done(await ask('DELETE', `/customers/${id}/notes/${note.body.id}`));
		const file = await ask('POST', `/customers/${id}/files?name=a.txt`, Buffer.from(`${stem}removed file`));
		done(await ask('PATCH', `/customers/${id}/files/${file.body.id}`, { name: `${stem}renamed.txt` }));
		done(await ask('DELETE', `/customers/${id}/files/${file.body.id}`));
	},
	'the trash and back': async ({ ask, id }) => {
		done(await ask('DELETE', `/customers/${id}`));
		done(await ask('POST', `/customers/${id}/restore`));
	},
	'a file of the command line, and an import that was undone': async (planting) => {
		const { services } = planting;
		const folder = mkdtempSync(join(tmpdir(), 'clientele-own-'));
		writeFileSync(join(folder, `${email}.csv`), `id,name,hobby\nA-1,${marks.name},${stem}owncsv\n`);
		const { import_id: own } = await importFile(services, await commandPrincipal(services), {
			path: join(folder, `${email}.csv`),
			options: { source: 'shop' },
		});
		rmSync(folder, { recursive: true });
		const undone = await importUpload(planting, 'undone.csv', Buffer.from(`id,name,hobby\nA-1,${marks.name},${stem}undone\n`), {
			source: 'shop',
		});
		for (const one of [own, undone]) {
			await requestUndo(services, one);
			await runUndo(services, one);
		}
	},
	'a cell that was mended': async ({ ask }) => {
		const csv = Buffer.from(`id,name,email\nA-1,${marks.name},${email}@@\n`);
		const { id } = (await ask('POST', '/imports?file_name=mended.csv', csv)).body.import;
		done(await ask('PATCH', `/imports/${id}/corrections`, { corrections: [{ row: 1, position: 2, value: email }] }));
	},
	'why a value was shown': async ({ ask, id }) =>
		done(await ask('POST', `/customers/${id}/unmask`, { field: 'identity_number', reason: `${stem}asked for ${marks.name}` })),
	'a request by law with its answer, a limit, a consent, a report': async ({ ask, id }) => {
		done(await ask('PATCH', `/customers/${id}`, { email }));
		const opened = await ask('POST', `/customers/${id}/privacy-requests`, {
			kind: 'access',
			law: 'gdpr',
			channel: 'email',
			details: `${stem}details`,
		});
		done(opened);
		const at = `/privacy/requests/${opened.body.id}`;
		done(await ask('PATCH', at, { identity: { state: 'verified', how: `${stem}passport` } }));
		done(await ask('POST', `${at}/answers`, { subject: `${stem}subject`, body: `Dear ${marks.name}`, language: 'en', send: true }));
		done(await ask('GET', `${at}/report?format=zip`));
		done(await ask('POST', `${at}/report-link`, { send: true }));
		const review = await ask('POST', `/customers/${id}/privacy-requests`, {
			kind: 'human_review',
			law: 'gdpr',
			channel: 'post',
			agent: { name: `${stem}agent`, role: 'lawyer' },
		});
		done(review);
		const reviewed = { decision: `${stem}decision`, outcome: 'changed', reasons: `${stem}reasons` };
		done(await ask('POST', `/privacy/requests/${review.body.id}/review`, reviewed));
		const limit = await ask('POST', `/customers/${id}/limits`, { kind: 'objection', reason: `${stem}objects`, request_id: opened.body.id });
		done(limit);
		done(await ask('POST', '/privacy/purposes', purpose));
		done(await ask('POST', '/privacy/purposes/1/texts', { text_en: 'I agree.', text_zh: '同意。' }));
		const given = { purpose_id: 1, channel: 'email', state: 'given', source: 'paper', note: `${stem}folder`, guardian: `${stem}guardian` };
		done(await ask('POST', `/customers/${id}/consents`, given));
		done(await ask('POST', `/customers/${id}/preference-link`, { send: true }));
	},
	'conditions of a policy, and of a hold that was released': async ({ ask }) => {
		const filter = [{ field: 'email', op: 'eq', value: email }];
		done(
			await ask('POST', '/privacy/retention', { name: 'one person', filter, months: 12, basis: 'created', action: 'erase', active: false }),
		);
		const hold = await ask('POST', '/privacy/holds', { name: `about ${email}`, reason: `says ${marks.name}`, filter, customer_ids: [] });
		done(hold);
		done(await ask('POST', `/privacy/holds/${hold.body.id}/release`));
	},
	webhooks: async ({ ask, id, services }) => {
		done(await ask('POST', '/webhooks', { url: 'http://127.0.0.1:9/x', events: ['customers'] }));
		await gatherChanges(services);
		done(await ask('PATCH', `/customers/${id}`, { job_title: `${stem}hooked` }));
		await gatherChanges(services);
	},
};

const purpose = {
	name_en: 'News',
	name_zh: '资讯',
	gdpr_basis: 'consent',
	pipl_basis: 'consent',
	data_kinds: ['contact'],
	channels: ['email'],
	consent_required: true,
	description_en: '',
	description_zh: '',
	gdpr_condition: null,
	subjects: '',
	separate_consents: [],
	recipient_ids: [],
	retention_months: 24,
	retention_note: '',
	measures: '',
	assessment: 'not_needed',
	assessed_on: null,
};

/** Files below a folder. */
export function filesBelow(folder: string): string[] {
	return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((one) =>
		one.isFile() ? [join(one.parentPath, one.name)] : [],
	);
}
