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
async function until(holds: () => Promise<boolean>): Promise<void> {
	for (const end = Date.now() + 60_000; !(await holds()); ) {
		if (Date.now() > end) throw new Error('it did not end');
		await new Promise((resolve) => setTimeout(resolve, 300));
	}
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
	await send('POST', '/views', { name: 'London', shared: true, definition: { columns: [{ name: 'name' }, { name: 'city' }] } });
	await send('POST', '/api-keys', { name: 'Shop', permissions: ['customers.read'] });

	const upload = () =>
		send<{ import: { id: number }; options: object }>('POST', '/imports?file_name=people.csv&source=Fair', Buffer.from(table));
	const done = await upload();
	await send('POST', `/imports/${done.import.id}/start`, done.options);
	await until(async () => (await send<{ state: string }>('GET', `/imports/${done.import.id}`)).state === 'done');
	await upload();

	await send('POST', '/exports', { format: 'csv' });
	const edit = await send('POST', '/customers/bulk-edits', { selection: { ids: made }, action: { add_tags: ['fair'] } });
	await send('POST', `/customers/bulk-edits/${edit.id}/start`);
	await until(async () => (await send<{ state: string }>('GET', `/customers/bulk-edits/${edit.id}`)).state === 'done');
}
