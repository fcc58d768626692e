// Mail against a real SMTP server on this machine: both languages, what a header must not carry, refusals, and what the log may hear.
import { type AddressObject, type ParsedMail, simpleParser } from 'mailparser';
import pino from 'pino';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Config } from './config.ts';
import { AppError } from './errors.ts';
import { type Mail, mailConfigured, mailTasks, pageLink, sendMail } from './mail.ts';
import { queuedMail, type TestServices, testServices } from './testing.ts';

const received: { readonly mail: ParsedMail; readonly to: readonly string[]; readonly raw: string }[] = [];
const server = new SMTPServer({
	authMethods: ['PLAIN', 'LOGIN'],
	disabledCommands: ['STARTTLS'],
	allowInsecureAuth: true,
	onAuth: ({ username, password }, _session, done) =>
		username === 'crm' && password === 's@cret' ? done(null, { user: username }) : done(new Error('wrong password of somebody')),
	onRcptTo: ({ address }, _session, done) => {
		if (address.startsWith('gone')) return done(Object.assign(new Error(`no mailbox ${address} here`), { responseCode: 550 }));
		if (address.startsWith('later')) return done(Object.assign(new Error(`${address} is full`), { responseCode: 451 }));
		done();
	},
	onData: (stream, session, done) => {
		const parts: Buffer[] = [];
		stream.on('data', (part: Buffer) => parts.push(part));
		stream.on('end', async () => {
			const raw = Buffer.concat(parts);
			received.push({ mail: await simpleParser(raw), to: session.envelope.rcptTo.map(({ address }) => address), raw: raw.toString() });
			done();
		});
	},
});

let test: TestServices;

beforeAll(async () => {
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.server.address() as { port: number };
	test = await testServices({ smtpUrl: `smtp://crm:s%40cret@127.0.0.1:${port}`, mailFrom: 'crm@example.com' });
});

beforeEach(() => {
	received.length = 0;
});

afterAll(async () => {
	await new Promise<void>((resolve) => server.close(resolve));
	await test.drop();
});

const mail: Mail = {
	to: 'li.lei@example.com',
	language: 'zh-CN',
	subject: { 'zh-CN': '重设密码', en: 'Reset your password' },
	paragraphs: [
		{ 'zh-CN': '您好，<b>李雷</b>！', en: 'Hello <b>Li Lei</b>!' },
		{ 'zh-CN': '第二段', en: 'A second paragraph' },
	],
	link: { words: { 'zh-CN': '设置新密码', en: 'Set a new password' }, url: 'https://crm.example.com/reset?token=abc&x=1' },
};

/** Puts a mail in the queue and does what lies there. */
async function sent(changes: Partial<Mail> = {}): Promise<(typeof received)[number] | undefined> {
	await sendMail(test.services.database.app, test.services, { ...mail, ...changes });
	for (const payload of await queuedMail(test.services)) await mailTasks['mail.send']!(payload, test.services);
	return received.at(-1);
}

const fromOf = (from: AddressObject | undefined) => from?.value[0];

describe('a mail', () => {
	it('arrives in the language of the receiver, as text and as HTML that says the same', async () => {
		const chinese = (await sent())!;
		expect(chinese.to).toEqual(['li.lei@example.com']);
		expect(fromOf(chinese.mail.from)).toMatchObject({ name: 'Clientele', address: 'crm@example.com' });
		expect(chinese.mail.subject).toBe('重设密码');
		expect(chinese.mail.text).toContain('您好，<b>李雷</b>！\n\n第二段');
		expect(chinese.mail.text).toContain('设置新密码：\nhttps://crm.example.com/reset?token=abc&x=1');
		const html = chinese.mail.html as string;
		expect(html).toContain('lang="zh-CN"');
		expect(html).toContain('&#60;b&#62;李雷');
		expect(html).not.toContain('<b>');
		expect(html).toContain('href="https://crm.example.com/reset?token=abc&#38;x=1"');
		const english = (await sent({ language: 'en' }))!;
		expect(english.mail.subject).toBe('Reset your password');
		expect(english.mail.text).toContain('This mail was sent by Clientele.');
	});

	it('carries the name of the installation', async () => {
		const { database } = test.services;
		await database.owner.query(`insert into settings (name, value) values ('installation', '{"name": "Acme\\r\\nBcc: x@example.com"}')`);
		expect(fromOf((await sent())!.mail.from)?.name).toBe('Acme Bcc: x@example.com');
		await database.owner.query(`delete from settings where name = 'installation'`);
	});

	it.each([
		['a\r\nBcc: victim@example.com'],
		['a\nBcc: victim@example.com'],
		['a\rBcc: victim@example.com'],
		['a\u2028Bcc: victim@example.com'],
		['a\0\r\n\r\nBody of mine'],
		['a\r\n\tBcc: victim@example.com'],
	])('takes no further header from a subject: %j', async (subject) => {
		const { mail: got, to } = (await sent({ subject: { 'zh-CN': subject, en: subject } }))!;
		expect(to).toEqual(['li.lei@example.com']);
		expect(got.bcc).toBeUndefined();
		expect(got.headers.has('bcc')).toBe(false);
		expect(got.subject).toMatch(/^a /);
		expect(got.text).not.toMatch(/^Body of mine/);
	});

	it.each([
		'a@example.com, b@example.com',
		'a@example.com\r\nBcc: b@example.com',
		'A <a@example.com>',
		'a@example.com>',
		'"a b"@example.com',
		'a@exa mple.com',
		'nobody',
		`${'a'.repeat(250)}@example.com`,
		'(a)b@example.com',
	])('goes to no such address: %j', async (to) => {
		await expect(sent({ to })).rejects.toMatchObject({ code: 'mail_address_wrong' });
		expect(received).toEqual([]);
	});

	it('is gone with the transaction that it tells of', async () => {
		const client = await test.services.database.app.connect();
		await client.query('begin');
		await sendMail(client, test.services, mail);
		await client.query('rollback');
		client.release();
		expect(await queuedMail(test.services)).toEqual([]);
	});

	it('is tried again when the server says later, not when it says never; the log hears no address and no word of it', async () => {
		const lines: string[] = [];
		const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
		const services = { ...test.services, log };
		const attempt = async (to: string) => {
			await sendMail(services.database.app, services, { ...mail, to });
			for (const payload of await queuedMail(services)) await mailTasks['mail.send']!(payload, services);
		};
		await expect(attempt('later@example.com')).rejects.toThrow(/^the mail could not be sent: EENVELOPE 451$/);
		await expect(attempt('gone@example.com')).resolves.toBeUndefined();
		expect(lines.join('')).toContain('550');
		expect(lines.join('')).not.toMatch(/gone@|later@|token|重设/);
	});

	it('is refused in words where no server is configured, and does not pass on a wrong password of it', async () => {
		const { smtpUrl: _, mailFrom: __, ...config } = test.services.config as Config;
		const silent = { ...test.services, config };
		expect(mailConfigured(silent.config as Config)).toBe(false);
		await expect(sendMail(silent.database.app, silent, mail)).rejects.toThrow(AppError);
		const wrong = {
			...test.services,
			config: { ...test.services.config, smtpUrl: test.services.config.smtpUrl!.replace('s%40cret', 'wrong') },
		};
		await sendMail(wrong.database.app, wrong, mail);
		const [payload] = await queuedMail(wrong);
		await expect(mailTasks['mail.send']!(payload!, wrong)).rejects.toThrow(/^the mail could not be sent: EAUTH 535$/);
	});
});

it('links lead to the public address, never to one that a request names', () => {
	expect(pageLink({ publicUrl: 'https://crm.example.com', port: 8080 }, '/reset?token=a')).toBe('https://crm.example.com/reset?token=a');
	expect(pageLink({ port: 8080 }, '/reset')).toBe('http://localhost:8080/reset');
});
