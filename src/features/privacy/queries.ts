// The SQL of the register: purposes with their texts, recipients, settings of privacy.
import type { Queryable } from '../../platform/database.ts';
import { installationRow } from '../../platform/installation.ts';
import type { Law, PrivacySettings, Purpose, PurposeInput, Recipient } from './schema.ts';

const text = `(select json_build_object('id', t.id, 'version', t.version, 'text_en', t.text_en, 'text_zh', t.text_zh, 'created_at', t.created_at)
	from consent_texts t where t.purpose_id = p.id order by t.version desc limit 1)`;

/**
 * Consents that PIPL asks for by themselves where a purpose rests on consent: for sensitive data (article 29), recipients outside of China (39) and ones that decide
 * themselves what to do with it (23). What else was chosen comes to them.
 */
const needed = `array(select k from unnest('{sensitive,abroad,publication,sharing}'::text[]) k where k = any (p.separate_consents) or p.pipl_basis = 'consent' and (
		k = 'sensitive' and 'sensitive' = any (p.data_kinds)
		or exists (select from privacy_recipients r where r.id = any (p.recipient_ids) and r.archived_at is null
			and (k = 'abroad' and r.country <> 'CN' or k = 'sharing' and r.role = 'controller'))))`;

const purposeColumns = `p.id, p.name_en, p.name_zh, p.description_en, p.description_zh, p.gdpr_basis, p.gdpr_condition, p.pipl_basis, p.data_kinds, p.subjects,
	p.channels, p.consent_required, p.separate_consents, p.recipient_ids, p.retention_months, p.retention_note, p.measures, p.assessment, p.assessed_on,
	p.sold_or_shared, p.version, p.archived_at, p.updated_at, ${needed} as needed_consents, ${text} as text`;

/** Purposes by their number; ended ones where `archived`. */
export async function listPurposes(client: Queryable, archived: boolean, from: number, limit: number): Promise<Purpose[]> {
	const { rows } = await client.query<Purpose>(
		`select ${purposeColumns} from privacy_purposes p where p.id > $1 and (p.archived_at is null or $2) order by p.id limit $3`,
		[from, archived, limit],
	);
	return rows;
}

export async function findPurpose(client: Queryable, id: number): Promise<Purpose | undefined> {
	return (await client.query<Purpose>(`select ${purposeColumns} from privacy_purposes p where p.id = $1`, [id])).rows[0];
}

/** Columns of what was sent, in a fixed order, with their places in the statement from `$first` on. */
function assigned(values: Readonly<Record<string, unknown>>, first: number) {
	const names = Object.keys(values).filter((name) => values[name] !== undefined);
	return { names, places: names.map((_, at) => `$${first + at}`), values: names.map((name) => values[name]) };
}

export async function insertPurpose(client: Queryable, input: PurposeInput): Promise<number> {
	const { names, places, values } = assigned(input, 1);
	const { rows } = await client.query<{ id: number }>(
		`insert into privacy_purposes (${names.join(', ')}) values (${places.join(', ')}) returning id`,
		values,
	);
	return rows[0]!.id;
}

export async function lockPurpose(client: Queryable, id: number): Promise<Purpose | undefined> {
	await client.query('select from privacy_purposes where id = $1 for update', [id]);
	return findPurpose(client, id);
}

export async function updatePurpose(
	client: Queryable,
	id: number,
	input: { readonly [K in keyof PurposeInput]?: PurposeInput[K] | undefined },
	archived: boolean | undefined,
): Promise<void> {
	const { names, places, values } = assigned(input, 3);
	const changes = names.map((name, at) => `, ${name} = ${places[at]}`).join('');
	await client.query(
		`update privacy_purposes set version = version + 1, updated_at = now(),
			archived_at = case $2::boolean when true then coalesce(archived_at, now()) when false then null else archived_at end${changes} where id = $1`,
		[id, archived ?? null, ...values],
	);
}

export async function listTexts(client: Queryable, purpose_id: number, before: number | null, limit: number) {
	const { rows } = await client.query<NonNullable<Purpose['text']>>(
		`select id, version, text_en, text_zh, created_at from consent_texts where purpose_id = $1 and ($2::bigint is null or id < $2) order by id desc limit $3`,
		[purpose_id, before, limit],
	);
	return rows;
}

export async function findText(client: Queryable, purpose_id: number, id: number): Promise<Purpose['text']> {
	const { rows } = await client.query<NonNullable<Purpose['text']>>(
		'select id, version, text_en, text_zh, created_at from consent_texts where purpose_id = $1 and id = $2',
		[purpose_id, id],
	);
	return rows[0] ?? null;
}

/** Adds the next version of a text; the purpose is locked. */
export async function insertText(client: Queryable, purpose_id: number, texts: { text_en: string; text_zh: string }, by: number) {
	const { rows } = await client.query<NonNullable<Purpose['text']>>(
		`insert into consent_texts (purpose_id, version, text_en, text_zh, created_by)
		select $1, coalesce(max(version), 0) + 1, $2, $3, $4 from consent_texts where purpose_id = $1
		returning id, version, text_en, text_zh, created_at`,
		[purpose_id, texts.text_en, texts.text_zh, by],
	);
	return rows[0]!;
}

const recipientColumns = 'id, name, role, country, safeguard, contact, note, version, archived_at';

export async function listRecipients(client: Queryable, archived: boolean, from: number, limit: number): Promise<Recipient[]> {
	const { rows } = await client.query<Recipient>(
		`select ${recipientColumns} from privacy_recipients where id > $1 and (archived_at is null or $2) order by id limit $3`,
		[from, archived, limit],
	);
	return rows;
}

/** How many of these recipients there are. */
export async function countRecipients(client: Queryable, ids: readonly number[]): Promise<number> {
	return (await client.query('select from privacy_recipients where id = any ($1)', [ids])).rowCount ?? 0;
}

type RecipientInput = Omit<Recipient, 'id' | 'version' | 'archived_at'>;

export async function insertRecipient(client: Queryable, r: RecipientInput): Promise<Recipient> {
	const { rows } = await client.query<Recipient>(
		`insert into privacy_recipients (name, role, country, safeguard, contact, note) values ($1, $2, $3, $4, $5, $6) returning ${recipientColumns}`,
		[r.name, r.role, r.country, r.safeguard, r.contact, r.note],
	);
	return rows[0]!;
}

export async function lockRecipient(client: Queryable, id: number): Promise<Recipient | undefined> {
	return (await client.query<Recipient>(`select ${recipientColumns} from privacy_recipients where id = $1 for update`, [id])).rows[0];
}

export async function updateRecipient(client: Queryable, id: number, r: RecipientInput, archived: boolean): Promise<Recipient> {
	const { rows } = await client.query<Recipient>(
		`update privacy_recipients set name = $2, role = $3, country = $4, safeguard = $5, contact = $6, note = $7, version = version + 1,
			archived_at = case when $8 then coalesce(archived_at, now()) end where id = $1 returning ${recipientColumns}`,
		[id, r.name, r.role, r.country, r.safeguard, r.contact, r.note, archived],
	);
	return rows[0]!;
}

const defaults: PrivacySettings = {
	purpose_required: false,
	sensitive_consent: false,
	law: 'gdpr',
	holidays: [],
	link_days: 30,
	controller: '',
	officer: '',
};

/** The law that requests come under until somebody chooses: that of the country where the installation is. */
const lawAt = (country: string | null): Law => (country === 'CN' ? 'pipl' : country === 'US' ? 'ccpa' : defaults.law);

export async function readSettings(client: Queryable): Promise<PrivacySettings> {
	const { rows } = await client.query<{ value: Partial<PrivacySettings> | null; country: string | null }>(
		`select (select value from settings where name = 'privacy') value,
			(select value ->> 'country' from settings where name = $1) country`,
		[installationRow],
	);
	return { ...defaults, law: lawAt(rows[0]!.country), ...rows[0]!.value };
}

export async function storeSettings(client: Queryable, value: PrivacySettings): Promise<void> {
	await client.query("insert into settings (name, value) values ('privacy', $1) on conflict (name) do update set value = excluded.value", [
		JSON.stringify(value),
	]);
}
