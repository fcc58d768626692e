// Fills a fresh installation with what the pictures show: the demo, a colleague, and what a day leaves behind on one customer. Over REST, as the person
// whose page is given.
import type { Page } from 'playwright-core';
import { signIn, visit } from '../../e2e/browser.ts';
import type { Story } from './story.ts';

/** Asks the interface as the person who is signed in on the page. A text as body is sent as a file. */
export function asker(page: Page) {
	return async <Reply = { id: number }>(method: string, path: string, body?: object | string, version?: number): Promise<Reply> => {
		const { status, reply } = await page.evaluate(
			async ([method, path, body, version]) => {
				const file = typeof body === 'string';
				const answer = await fetch(`/api/v1${path}`, {
					method,
					headers: {
						...(body !== undefined && { 'content-type': file ? 'application/octet-stream' : 'application/json' }),
						...(version !== undefined && { 'if-match': `"${version}"` }),
					},
					body: body === undefined ? undefined : file ? body : JSON.stringify(body),
				});
				return { status: answer.status, reply: await answer.json().catch(() => null) };
			},
			[method, path, body, version] as const,
		);
		if (status >= 400) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(reply)}`);
		return reply as Reply;
	};
}

type Ask = ReturnType<typeof asker>;

/** Asks again until the answer is as it should be; a minute at most. */
async function until<Reply>(read: () => Promise<Reply>, holds: (reply: Reply) => boolean): Promise<void> {
	for (let tries = 0; tries < 300; tries++) {
		const reply = await read();
		if (holds(reply)) return;
		await new Promise((resolve) => setTimeout(resolve, 200));
	}
	throw new Error('What was waited for did not come about within a minute.');
}

/** Customers of the demo world. It always makes the same ones. */
const demoCustomers = 300;

export async function fillDemo(ask: Ask): Promise<void> {
	await ask('POST', '/demo', { customers: demoCustomers, confirm: true });
	await until(
		() => ask<{ state: string }>('GET', '/demo'),
		({ state }) => state === 'ready',
	);
}

/** The id of the customer of this name. */
export async function idOf(ask: Ask, name: string): Promise<number> {
	const filter = JSON.stringify([{ field: 'name', op: 'eq', value: name }]);
	const { items } = await ask<{ items: { id: number }[] }>('GET', `/customers?fields=id&filter=${encodeURIComponent(filter)}`);
	if (!items[0]) throw new Error(`There is no customer of the name ${name}.`);
	return items[0].id;
}

async function importRows(ask: Ask, { name, file, rows }: Story['fair']): Promise<void> {
	const path = `/imports?file_name=${encodeURIComponent(file)}&source=${encodeURIComponent(name)}`;
	const { import: made, options } = await ask<{ import: { id: number }; options: object }>('POST', path, rows.join('\r\n'));
	await ask('POST', `/imports/${made.id}/start`, { ...options, match: ['email'] });
	await until(
		() => ask<{ state: string; indexing?: number }>('GET', `/imports/${made.id}`),
		({ state }) => state === 'done',
	);
}

/** The smallest file that is a PDF. */
const emptyPdf =
	'%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n';

/** What two sources, two colleagues and some weeks leave on a customer's page; her shop's data must be imported before. */
export async function fillCustomer(page: Page, url: string, story: Story): Promise<number> {
	const ask = asker(page);
	const { user } = await ask<{ user: { id: number; language: string } }>('GET', '/session');
	const { role, ...colleague } = { ...story.colleague, role: 'manager', language: user.language };
	const { id: colleague_id } = await ask('POST', '/users', { ...colleague, role });
	await importRows(ask, story.fair);
	const id = await idOf(ask, story.customer.name);
	const company = await ask('POST', '/customers', { kind: 'organisation', name: story.company.name, phone: story.company.phone });
	for (const name of story.company.staff) {
		await ask('POST', `/customers/${company.id}/relationships`, { type: 'employs', other_id: await idOf(ask, name) });
	}
	await ask('POST', `/customers/${id}/relationships`, { type: 'referred', other_id: await idOf(ask, story.referred) });
	await ask('POST', `/customers/${id}/files?name=${encodeURIComponent(story.contract)}`, emptyPdf);
	const { version } = await ask<{ version: number }>('GET', `/customers/${id}`);
	const visitor = await visit(page.context().browser()!, url);
	try {
		await signIn(visitor.page, story.colleague);
		const asColleague = asker(visitor.page);
		const [first, ...others] = story.notes;
		await asColleague('POST', `/customers/${id}/notes`, { body: first });
		await asColleague('PATCH', `/customers/${id}`, { industry: story.customer.industry, tags: story.customer.tags }, version);
		for (const note of others) {
			const mention = `@[${story.colleague.name}](user:${colleague_id})`;
			await ask('POST', `/customers/${id}/notes`, { body: note.replace('{colleague}', mention) });
		}
	} finally {
		await visitor.close();
	}
	const widths = { name: 230, company: 180, phone: 150, city: 105, lifecycle_stage: 95, tags: 190 };
	const columns = Object.entries(widths).map(([name, width]) => ({ name, width }));
	const filter = [{ field: 'country', op: 'eq', value: story.country }];
	await ask('POST', '/views', { name: story.view, shared: true, definition: { filter, sort: 'name', columns } });
	return id;
}
