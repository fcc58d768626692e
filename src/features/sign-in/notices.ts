// What people are told of their own account by mail, in their language; and the mails with one-time links.
import type { Queryable } from '../../platform/database.ts';
import { fillWords, type Words } from '../../platform/errors.ts';
import { mailConfigured, pageLink, sendMail } from '../../platform/mail.ts';
import type { Services } from '../../platform/services.ts';
import { notify } from '../notifications/queries.ts';
import { type Account, noteWarned } from './queries.ts';
import type { LinkPurpose } from './schema.ts';

type Receiver = Pick<Account, 'id' | 'email' | 'name' | 'language'>;

const greeting: Words = { 'zh-CN': '{name}，您好：', en: 'Hello {name},' };
const notYou: Words = {
	'zh-CN': '如果不是您本人，请立即更改密码，结束其他会话，并告知管理员。',
	en: 'If this was not you, change your password at once, end your other sessions, and tell your administrator.',
};

/** What happens to an account that its owner should know of. */
const notices = {
	new_device: {
		subject: { 'zh-CN': '您的账户在新设备上登录', en: 'Your account was used in a new browser' },
		text: {
			'zh-CN': '您的账户刚刚在一个以前没有用过的浏览器中登录（网络地址 {address}）。',
			en: 'Your account was just signed in to from a browser that was not used before (network address {address}).',
		},
	},
	guessing_slowed: {
		subject: { 'zh-CN': '有人在尝试登录您的账户', en: 'Somebody is trying to sign in to your account' },
		text: {
			'zh-CN': '有人多次用错误的密码或验证码尝试登录您的账户，我们已放慢这些尝试。在您用过的浏览器中，您可以照常登录。',
			en: 'Somebody tried wrong passwords or codes for your account several times, and was slowed down. In browsers that you have used before you can sign in as always.',
		},
	},
	password_changed: {
		subject: { 'zh-CN': '您的密码已更改', en: 'Your password was changed' },
		text: { 'zh-CN': '您账户的密码已更改，其他会话已结束。', en: 'The password of your account was changed; other sessions were ended.' },
	},
	factor_changed: {
		subject: { 'zh-CN': '您的第二步验证已更改', en: 'Your second factor was changed' },
		text: {
			'zh-CN': '您账户的验证器应用、通行密钥或恢复码已更改。',
			en: 'An authenticator app, a passkey or the recovery codes of your account were changed.',
		},
	},
	factor_reset: {
		subject: { 'zh-CN': '管理员移除了您的第二步验证', en: 'An administrator took away your second factor' },
		text: {
			'zh-CN': '管理员移除了您账户的验证器应用、通行密钥和恢复码，您的会话已结束。请登录后重新设置。',
			en: 'An administrator took away the authenticator app, passkeys and recovery codes of your account; your sessions were ended. Sign in and set them up anew.',
		},
	},
	recovery_used: {
		subject: { 'zh-CN': '使用了一个恢复码', en: 'A recovery code was used' },
		text: { 'zh-CN': '您的账户刚刚用恢复码登录。', en: 'Your account was just signed in to with a recovery code.' },
	},
	email_changed: {
		subject: { 'zh-CN': '您的邮箱已更改', en: 'Your e-mail address was changed' },
		text: { 'zh-CN': '您账户的邮箱已更改为 {email}。', en: 'The e-mail address of your account is {email} now.' },
	},
} as const;
export type Notice = keyof typeof notices;

/** Tells somebody what happened to his account, by mail where there is a mail server. */
export async function tell(
	client: Queryable,
	services: Services,
	to: Receiver,
	notice: Notice,
	params: Readonly<Record<string, string>> = {},
): Promise<void> {
	if (!mailConfigured(services.config)) return;
	const { subject, text } = notices[notice];
	await sendMail(client, services, {
		to: to.email,
		language: to.language,
		subject,
		paragraphs: [fillWords(greeting, { name: to.name }), fillWords(text, params), notYou],
		link: {
			words: { 'zh-CN': '查看账户安全', en: 'Look after your account' },
			url: pageLink(services.config, '/settings/security'),
		},
	});
}

/** Tells it by mail and in the page; that guessing was slowed once a day at most. */
export async function warn(
	client: Queryable,
	services: Services,
	to: Receiver,
	notice: 'new_device' | 'guessing_slowed',
	address: string,
): Promise<void> {
	if (notice === 'guessing_slowed' && !(await noteWarned(client, to.id))) return;
	await notify(client, { user_id: to.id, kind: notice, detail: { address } });
	await tell(client, services, to, notice, { address });
}

const links = {
	invitation: {
		subject: { 'zh-CN': '邀请您使用 Clientele', en: 'You are invited to Clientele' },
		text: {
			'zh-CN': '已为您建立账户。请点击下面的链接设置密码，链接 7 天内有效，只能使用一次。',
			en: 'There is an account for you. Choose a password through the link below; it is valid for 7 days and works once.',
		},
		words: { 'zh-CN': '设置密码', en: 'Choose a password' },
	},
	password: {
		subject: { 'zh-CN': '重设密码', en: 'Set a new password' },
		text: {
			'zh-CN': '有人请求重设您账户的密码。请点击下面的链接，链接 1 小时内有效，只能使用一次。如果不是您本人，请忽略这封邮件。',
			en: 'A new password was asked for. Set it through the link below; it is valid for one hour and works once. If you did not ask for it, leave this mail alone.',
		},
		words: { 'zh-CN': '设置新密码', en: 'Set a new password' },
	},
	email: {
		subject: { 'zh-CN': '确认新的邮箱', en: 'Confirm your new e-mail address' },
		text: {
			'zh-CN': '请确认账户今后使用这个邮箱。旧邮箱也会收到一封确认邮件；两封都确认后才会更改。',
			en: 'Confirm that your account is to use this address. The old address gets a mail as well; once both are confirmed, it is changed.',
		},
		words: { 'zh-CN': '确认这个邮箱', en: 'Confirm this address' },
	},
	email_old: {
		subject: { 'zh-CN': '您的邮箱将被更改', en: 'Your e-mail address is to be changed' },
		text: {
			'zh-CN': '请确认把账户的邮箱改为 {email}。如果不是您本人，请不要确认，并立即更改密码。',
			en: 'Confirm that the address of your account is to become {email}. If you did not ask for this, do not confirm it, and change your password at once.',
		},
		words: { 'zh-CN': '确认更改', en: 'Confirm the change' },
	},
} as const;

/** Where a one-time link leads. The token stands behind #: browsers do not send that to any server, so that no log and no referrer has it. */
export function linkUrl({ config }: Services, token: string): string {
	return pageLink(config, `/link#${token}`);
}

/** Sends a one-time link. */
export async function mailLink(
	client: Queryable,
	services: Services,
	to: Receiver,
	purpose: LinkPurpose,
	token: string,
	params: Readonly<Record<string, string>> = {},
): Promise<void> {
	const { subject, text, words } = links[purpose];
	await sendMail(client, services, {
		to: to.email,
		language: to.language,
		subject,
		paragraphs: [fillWords(greeting, { name: to.name }), fillWords(text, params)],
		link: { words, url: linkUrl(services, token) },
	});
}
