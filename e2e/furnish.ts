// An installation with something on every page: customers, one with all that a customer can have, imports, exports, keys, views, notifications.
import { addColleague, type Person } from './steps.ts';

const table =
	'Name,Phone,E-mail,Company,City,Level\r\n张三,13800138000,zhang@example.com,远山贸易,上海,Gold\r\nNobody,,not an address,,,\r\n,,,,,Silver\r\n';

const others = [
	['李四', '北辰科技', '北京'],
	['欧阳娜', '远山贸易有限公司', '上海'],
	['Harry Brown', 'Brown Brothers', 'London'],
	['Ingrid Bergström', 'Nordlys AB', 'Malmö'],
	['Amélie Dubois', 'Dubois & Fils', 'Lyon'],
	['مريم الفاسي', 'شركة الأطلس', 'الرباط'],
	[
		'Maximiliane Freifrau von und zu Hohenlohe-Waldenburg',
		'Gesellschaft für angewandte Kundenpflege mit beschränkter Haftung',
		'Schwäbisch Hall',
	],
] as const;

/** Waits until something asked for again and again is so. */
export async function until(holds: () => Promise<boolean>): Promise<void> {
	for (const end = Date.now() + 60_000; !(await holds()); ) {
		if (Date.now() > end) throw new Error('it did not end');
		await new Promise((resolve) => setTimeout(resolve, 300));
	}
}

/** The smallest picture that is one. */
export const picture = Buffer.from(
	'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
	'base64',
);

/** Something on every page of privacy. */
async function privacy({ send }: Person, customer: number): Promise<void> {
	const recipient = { name: 'Mailer Inc.', role: 'processor', country: 'US', safeguard: 'none', contact: null, note: null };
	const { id } = await send('POST', '/privacy/recipients', recipient);
	await addNewsletter(send, [id]);
	await send('POST', `/customers/${customer}/notes`, { body: 'Her other number: 13800138000' });
	// What is looked through in the background, and what cannot be.
	await send('POST', `/customers/${customer}/files?name=list.csv`, Buffer.from('name,phone\nAda,13911112222\n'));
	await send('POST', `/customers/${customer}/files?name=photo.png`, picture);
	await until(async () => (await send<{ items: unknown[] }>('GET', '/privacy/findings/unread?reason=picture')).items.length > 0);
	const request = { kind: 'restriction', law: 'gdpr', channel: 'email', details: 'The address is wrong.' };
	const { id: request_id } = await send('POST', `/customers/${customer}/privacy-requests`, request);
	await send('POST', `/customers/${customer}/limits`, { kind: 'objection', request_id, reason: 'Said so.' });
	// A request for erasure that was carried out.
	const { id: leaving } = await send('POST', '/customers', { name: 'Leaving Person' });
	const { id: erasure } = await send('POST', `/customers/${leaving}/privacy-requests`, { kind: 'erasure', law: 'pipl', channel: 'phone' });
	await send('PATCH', `/privacy/requests/${erasure}`, { identity: { state: 'verified', how: 'Called back.' } });
	await send('POST', `/customers/${leaving}/erase`, { reason: `request ${erasure}`, request_id: erasure });
	const policy = { name: 'Old leads', filter: [], months: 36, basis: 'activity', action: 'erase', active: false };
	await send('POST', '/privacy/retention', policy);
	await send('POST', '/privacy/holds', { name: 'Case 5', reason: 'Court', filter: [], customer_ids: [customer] });
	await send('POST', '/privacy/breaches', {
		title: 'Laptop lost',
		description: 'In a train.',
		discovered_at: new Date().toISOString(),
		data_kinds: ['contact'],
		affected: 120,
		consequences: '',
		measures: '',
		risk: 'risk',
		authority: null,
		delay_reason: null,
	});
}

/** A purpose that rests on consent, by e-mail and telephone, with its text. */
export async function addNewsletter(send: Person['send'], recipient_ids: readonly number[] = []): Promise<number> {
	const { id } = await send('POST', '/privacy/purposes', {
		name_en: 'Newsletter',
		name_zh: '新闻邮件',
		description_en: 'News about our products',
		description_zh: '产品资讯',
		gdpr_basis: 'consent',
		gdpr_condition: null,
		pipl_basis: 'consent',
		data_kinds: ['contact'],
		subjects: '',
		channels: ['email', 'phone'],
		consent_required: true,
		separate_consents: [],
		recipient_ids,
		// Shown in the preference centre with the right to opt out.
		sold_or_shared: true,
		retention_months: 24,
		retention_note: '',
		measures: '',
		assessment: 'not_needed',
		assessed_on: null,
	});
	await send('POST', `/privacy/purposes/${id}/texts`, { text_en: 'I agree to receive news.', text_zh: '我同意接收资讯。' });
	return id;
}

export async function furnish(admin: Person): Promise<void> {
	const { send } = admin;
	await addColleague(admin);
	await send('POST', '/attributes', { name: 'level', type: 'text', label_en: 'Level', label_zh: '等级', required: false });
	await send('PUT', '/tags/VIP', { colour: 'violet' });
	const { id } = await send('POST', '/customers', {
		name: 'Grace Miller',
		kind: 'person',
		phone: '+442079460123',
		email: 'grace@example.org',
		company: 'Miller & Sons',
		job_title: 'Buyer',
		industry: 'Retail',
		city: 'London',
		lifecycle_stage: 'lead',
		tags: ['VIP'],
		attributes: { level: 'Gold' },
	});
	const firm = await send('POST', '/customers', { name: 'Miller & Sons', kind: 'organisation' });
	await send('POST', `/customers/${id}/relationships`, { type: 'employs', other_id: firm.id, direction: 'in' });
	await send('POST', `/customers/${id}/notes`, { body: 'Met at the fair.' });
	await send('POST', `/customers/${id}/contact-points`, { kind: 'email', value: 'grace.miller@work.example.com', label: 'work' });
	const made = [];
	for (const [name, company, city] of others) made.push((await send('POST', '/customers', { name, company, city, kind: 'person' })).id);
	const gone = await send('POST', '/customers', { name: 'Gone Person', kind: 'person' });
	await send('DELETE', `/customers/${gone.id}`);
	await privacy(admin, id);
	await send('POST', '/views', { name: 'London', shared: true, definition: { columns: [{ name: 'name' }, { name: 'city' }] } });
	await send('POST', '/api-keys', { name: 'Shop', permissions: ['customers.read'] });

	const upload = () =>
		send<{ import: { id: number }; options: object }>('POST', '/imports?file_name=people.csv&source=Fair', Buffer.from(table));
	const done = await upload();
	await send('POST', `/imports/${done.import.id}/start`, done.options);
	await until(async () => (await send<{ state: string }>('GET', `/imports/${done.import.id}`)).state === 'done');
	await upload();

	await send('POST', '/exports', { format: 'csv' });
	await send('POST', '/teams', { name: 'North', parent_id: 1 });
	await send('POST', '/row-conditions', { name: 'London', field: 'country', values: ['GB'] });
	await send('POST', '/webhooks', { url: 'http://127.0.0.1:9/hook', events: ['customers'] });
	const rules = await send('GET', '/approval-rules');
	await send('PUT', '/approval-rules', { ...rules, export_rows: 1 });
	await send('POST', '/exports', { format: 'csv' }, 'the yearly audit');
	await send('PUT', '/approval-rules', rules);
	const edit = await send('POST', '/customers/bulk-edits', { selection: { ids: made }, action: { add_tags: ['fair'] } });
	await send('POST', `/customers/bulk-edits/${edit.id}/start`);
	await until(async () => (await send<{ state: string }>('GET', `/customers/bulk-edits/${edit.id}`)).state === 'done');
}
