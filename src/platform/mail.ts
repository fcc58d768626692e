// Mail to people: put in the queue with the change that it tells of, sent by a job that tries again (CLIENTELE_SMTP_URL, CLIENTELE_MAIL_FROM).
import { createTransport } from 'nodemailer';
import { type Config, servesHttps } from './config.ts';
import type { Queryable } from './database.ts';
import { defineErrors, type Language, type Words } from './errors.ts';
import { installationRow } from './installation.ts';
import type { Task, Tasks } from './jobs.ts';
import type { Services } from './services.ts';

/** One mail, in both languages: it is sent in the receiver's. Every text is plain; nothing in it is read as HTML. */
export interface Mail {
	/** One address, without a name. */
	readonly to: string;
	readonly language: Language;
	readonly subject: Words;
	readonly paragraphs: readonly Words[];
	/** The one thing to do, shown as a button. */
	readonly link?: { readonly words: Words; readonly url: string };
}

/** What lies in the queue: already in the receiver's language. */
interface Letter {
	readonly to: string;
	readonly language: Language;
	readonly subject: string;
	readonly paragraphs: readonly string[];
	readonly link?: { readonly label: string; readonly url: string };
}

const error = defineErrors({
	mail_not_configured: {
		status: 409,
		'zh-CN': '尚未设置邮件服务器。请管理员设置环境变量 CLIENTELE_SMTP_URL 和 CLIENTELE_MAIL_FROM 后重新启动。',
		en: 'No mail server is configured. Ask your administrator to set CLIENTELE_SMTP_URL and CLIENTELE_MAIL_FROM and to start anew.',
	},
	mail_address_wrong: {
		status: 400,
		'zh-CN': '这不是一个可以发送邮件的地址。请检查邮箱。',
		en: 'This is no address that mail can be sent to. Check the e-mail address.',
	},
});

/** Whether mail can be sent at all. */
export function mailConfigured({ smtpUrl, mailFrom }: Pick<Config, 'smtpUrl' | 'mailFrom'>): boolean {
	return smtpUrl !== undefined && mailFrom !== undefined;
}

/**
 * A link into the page, for mails. Built from the configuration alone: an address taken from the request would let whoever sends it decide
 * where a one-time link leads.
 * @param path begins with a slash
 */
export function pageLink(config: Pick<Config, 'publicUrl' | 'port' | 'tlsCert'>, path: string): string {
	const { publicUrl, port } = config;
	return `${publicUrl ?? `${servesHttps(config) ? 'https' : 'http'}://localhost:${port}`}${path}`;
}

/** Where a letter lies while it waits: sealed under this name, since one-time links stand in it. */
export const letterPlace = 'mail.send';

/**
 * Puts a mail in the queue within the caller's transaction; it is gone with a rollback.
 * @throws AppError mail_not_configured, mail_address_wrong
 */
export async function sendMail(client: Queryable, services: Services, mail: Mail): Promise<void> {
	if (!mailConfigured(services.config)) throw error('mail_not_configured');
	if (!isOneAddress(mail.to)) throw error('mail_address_wrong');
	const { language } = mail;
	const letter: Letter = {
		to: mail.to,
		language,
		subject: mail.subject[language],
		paragraphs: mail.paragraphs.map((words) => words[language]),
		...(mail.link && { link: { label: mail.link.words[language], url: new URL(mail.link.url).href } }),
	};
	await services.jobs.add(client, 'mail.send', { sealed: services.keyring.seal(letterPlace, JSON.stringify(letter)) }, { maxAttempts: 12 });
}

/** One address as SMTP takes it: no list, no name, no comment, nothing that ends a line. */
function isOneAddress(text: string): boolean {
	return text.length <= 254 && /^[^\s@<>()[\],;:\\"\p{Cc}]+@[^\s@<>()[\],;:\\"\p{Cc}]+$/u.test(text);
}

/** Text for one line of a header: whatever would end the line becomes a space. */
function oneLine(text: string): string {
	return text
		.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
		.trim()
		.slice(0, 300);
}

function escapeHtml(text: string): string {
	return text.replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`);
}

const footer: Words = {
	'zh-CN': '这封邮件由 {name} 自动发送，请勿直接回复。',
	en: 'This mail was sent by {name}. Nobody reads answers to it.',
};

/** The frame of every mail: the name of the installation, the text, the button, a footer; as plain text and as HTML that says the same. */
function frame({ language, paragraphs, link }: Letter, name: string): { text: string; html: string } {
	const end = footer[language].replace('{name}', name);
	const text = [...paragraphs, ...(link ? [`${link.label}${language === 'en' ? ':' : '：'}\n${link.url}`] : []), `-- \n${end}`].join(
		'\n\n',
	);
	const html = `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"></head>
<body style="margin:0;padding:24px;background:#f4f5f7;color:#1c2330;font:16px/1.5 system-ui,'Segoe UI','PingFang SC','Microsoft YaHei',sans-serif">
<div style="max-width:34em;margin:0 auto;padding:24px;background:#fff;border:1px solid #dfe2e8;border-radius:8px">
<p style="margin:0 0 16px;font-weight:600">${escapeHtml(name)}</p>
${paragraphs.map((paragraph) => `<p style="margin:0 0 16px">${escapeHtml(paragraph).replaceAll('\n', '<br>')}</p>`).join('\n')}
${
	link
		? `<p style="margin:24px 0"><a href="${escapeHtml(link.url)}" style="display:inline-block;padding:10px 18px;background:#1f5fbf;color:#fff;border-radius:6px;text-decoration:none">${escapeHtml(link.label)}</a></p>
<p style="margin:0 0 16px;font-size:13px;color:#565f70;word-break:break-all">${escapeHtml(link.url)}</p>`
		: ''
}
<p style="margin:24px 0 0;font-size:13px;color:#565f70">${escapeHtml(end)}</p>
</div></body></html>`;
	return { text, html };
}

async function installationName({ database }: Services): Promise<string> {
	const { rows } = await database.app.query<{ name: string | null }>("select value->>'name' as name from settings where name = $1", [
		installationRow,
	]);
	return oneLine(rows[0]?.name ?? 'Clientele');
}

/** The options of one connection. A password goes over the wire encrypted, except to this machine. */
function connection(smtpUrl: string) {
	const url = new URL(smtpUrl);
	const secure = url.protocol === 'smtps:';
	const user = decodeURIComponent(url.username);
	const local = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
	return {
		host: url.hostname.replace(/^\[|\]$/g, ''),
		port: Number(url.port) || (secure ? 465 : 587),
		secure,
		requireTLS: user !== '' && !local,
		...(user !== '' && { auth: { user, pass: decodeURIComponent(url.password) } }),
		connectionTimeout: 15_000,
		greetingTimeout: 15_000,
		socketTimeout: 60_000,
		disableFileAccess: true,
		disableUrlAccess: true,
	};
}

/**
 * Sends one letter. An address that the server refuses for good (5xx) is not tried again. Errors carry the server's codes alone: its sentences
 * repeat the address, and would stand in the log.
 */
const send: Task<{ readonly sealed: string }> = async ({ sealed }, services) => {
	const { config, log } = services;
	if (!config.smtpUrl || !config.mailFrom) throw error('mail_not_configured');
	const letter = JSON.parse(services.keyring.open(letterPlace, sealed)) as Letter;
	const name = await installationName(services);
	const transport = createTransport(connection(config.smtpUrl));
	try {
		await transport.sendMail({
			from: { name, address: config.mailFrom },
			to: { name: '', address: letter.to },
			subject: oneLine(letter.subject),
			...frame(letter, name),
			headers: { 'Auto-Submitted': 'auto-generated' },
		});
	} catch (cause) {
		const { code = 'unknown', responseCode = 0 } = cause as { code?: string; responseCode?: number };
		if (code === 'EENVELOPE' && responseCode >= 500) log.warn({ responseCode }, 'a mail was refused for good by the mail server');
		else throw new Error(`the mail could not be sent: ${code} ${responseCode}`);
	} finally {
		transport.close();
	}
};

export const mailTasks: Tasks = { 'mail.send': send };
