// Signed links: what whoever holds one may do without sign-in, for one purpose and until a time; some work once only.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Queryable } from './database.ts';
import { defineErrors } from './errors.ts';
import type { Keyring } from './keyring.ts';

const error = defineErrors({
	link_invalid: {
		status: 403,
		'zh-CN': '这个链接无效。请确认链接完整，或重新获取一个。',
		en: 'This link is not valid. Make sure that all of it was copied, or get a new one.',
	},
	link_expired: { status: 410, 'zh-CN': '这个链接已过期。请重新获取一个。', en: 'This link has expired. Get a new one.' },
	link_used: { status: 410, 'zh-CN': '这个链接只能使用一次，已经用过了。', en: 'This link works once, and it was used already.' },
});

type Signing = Pick<Keyring, 'mac'>;

export interface NewLink {
	/** What it is for, such as exports.download: a link for one purpose opens nothing of another. */
	readonly purpose: string;
	/** What it is about: a number, an address, words of ours. It can be read by whoever holds the link. */
	readonly subject: string;
	readonly expires: Date;
}

const signature = (keyring: Signing, purpose: string, content: string): Buffer => keyring.mac(`link.${purpose}`, content);

/** The token of a link: the end and the subject in base64url, and an HMAC over both. To be put into an address as it is. */
export function makeLink(keyring: Signing, { purpose, subject, expires }: NewLink): string {
	const content = Buffer.from(`${Math.floor(expires.getTime() / 1000)}.${subject}`).toString('base64url');
	return `${content}.${signature(keyring, purpose, content).toString('base64url')}`;
}

/** What a link says, its signature already checked. */
function readLink(keyring: Signing, purpose: string, token: string): { subject: string; expires: number } {
	const [content = '', given = '', ...rest] = token.split('.');
	const expected = signature(keyring, purpose, content);
	const sent = Buffer.from(given, 'base64url');
	if (rest.length > 0 || sent.length !== expected.length || !timingSafeEqual(sent, expected)) throw error('link_invalid');
	const text = Buffer.from(content, 'base64url').toString();
	const dot = text.indexOf('.');
	return { subject: text.slice(dot + 1), expires: Number(text.slice(0, dot)) };
}

/**
 * What a link is about.
 * @throws AppError link_invalid for one that was changed, cut off or made for something else; link_expired
 */
export function checkLink(keyring: Signing, purpose: string, token: string): string {
	const { subject, expires } = readLink(keyring, purpose, token);
	if (expires <= Date.now() / 1000) throw error('link_expired');
	return subject;
}

/**
 * Uses up a link that works once, with the caller's transaction: of several at once one succeeds, and where the transaction fails the link is good again.
 * @throws AppError those of checkLink; link_used
 */
export async function useLink(client: Queryable, keyring: Signing, purpose: string, token: string): Promise<string> {
	const subject = checkLink(keyring, purpose, token);
	const { expires } = readLink(keyring, purpose, token);
	const { rowCount } = await client.query(
		'insert into used_links (hash, expires_at) values ($1, to_timestamp($2)) on conflict do nothing',
		[
			createHash('sha256')
				.update(`${purpose}\n${token.split('.')[0]}`)
				.digest(),
			expires,
		],
	);
	if (rowCount !== 1) throw error('link_used');
	return subject;
}

/** Forgets links that have expired: nobody can use them again. */
export async function forgetUsedLinks(client: Queryable): Promise<void> {
	await client.query('delete from used_links where expires_at < now()');
}
