// What the tests of privacy share: the whole server with mail, a purpose with its text, letters read from the queue, visitors without an account.
import type { z } from 'zod';
import { type Answer, queuedMail } from '../../platform/testing.ts';
import { type CustomersTest, customersTest } from '../customers/testing.ts';
import type { purposeInput } from './schema.ts';

export interface Letter {
	readonly to: string;
	readonly language: string;
	readonly subject: string;
	readonly paragraphs: readonly string[];
	readonly link?: { readonly label: string; readonly url: string };
}

export interface PrivacyTest extends CustomersTest {
	/** Letters that were put in the queue since this was asked last. */
	letters(): Promise<Letter[]>;
	/** A request without any credentials. */
	visit(method: 'GET' | 'POST', path: string, body?: object): Promise<Answer>;
	/** Makes a purpose that rests on consent, by e-mail and phone, with a text; `changes` say otherwise. */
	purpose(changes?: Partial<z.input<typeof purposeInput>>): Promise<number>;
	customer(input: object): Promise<number>;
}

const newsletter: z.input<typeof purposeInput> = {
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
	recipient_ids: [],
	retention_months: 24,
	retention_note: '',
	measures: '',
	assessment: 'not_needed',
	assessed_on: null,
};

export async function privacyTest(): Promise<PrivacyTest> {
	const test = await customersTest({ smtpUrl: 'smtp://127.0.0.1:9', mailFrom: 'crm@example.com' });
	const { admin, services, app } = test;
	return {
		...test,
		letters: async () => (await queuedMail(services)).map(({ sealed }) => JSON.parse(services.keyring.open('mail.send', sealed)) as Letter),
		visit: async (method, path, body) => {
			const reply = await app.inject({
				method,
				url: `/api/v1${path}`,
				headers: { 'accept-language': 'en', 'user-agent': 'Test Browser' },
				...(body && { payload: body }),
			});
			const isJson = String(reply.headers['content-type'] ?? '').includes('json');
			return { status: reply.statusCode, headers: reply.headers, body: isJson ? reply.json() : reply.rawPayload };
		},
		purpose: async (changes = {}) => {
			const { status, body } = await admin('POST', '/privacy/purposes', { ...newsletter, ...changes });
			if (status !== 201) throw new Error(`${status} ${JSON.stringify(body)}`);
			await admin('POST', `/privacy/purposes/${body.id}/texts`, { text_en: 'I agree to receive news.', text_zh: '我同意接收资讯。' });
			return body.id;
		},
		customer: async (input) => {
			const { status, body } = await admin('POST', '/customers', input);
			if (status !== 201) throw new Error(`${status} ${JSON.stringify(body)}`);
			return body.id;
		},
	};
}
