// E-mail addresses: the canonical form that is stored, the key by which two spellings of one mailbox are matched, and what is doubtful about an address.
import mailchecker from 'mailchecker';
import { hasHan } from './han.ts';
import { cleanText } from './text.ts';
import { defineProblems, type Normalised, nothing, remember } from './value.ts';

const problem = defineProblems({
	email_chinese: {
		severity: 'error',
		'zh-CN': '“{value}”不是可用的邮箱地址：@ 前面含有中文字符。请改为英文字母和数字。',
		en: '“{value}” is not a usable e-mail address: it holds Chinese characters before the @. Use Latin letters and digits.',
	},
	email_no_at: {
		severity: 'error',
		'zh-CN': '“{value}”不是邮箱地址：缺少 @。请填写完整，例如 name@example.com。',
		en: '“{value}” is not an e-mail address: the @ is missing. Write it in full, such as name@example.com.',
	},
	email_domain: {
		severity: 'error',
		'zh-CN': '“{value}”的域名（@ 之后的部分）不正确。请填写完整，例如 name@example.com。',
		en: '“{value}” has no valid domain after the @. Write it in full, such as name@example.com.',
	},
	email_invalid: {
		severity: 'error',
		'zh-CN': '“{value}”不是邮箱地址：含有空格或不允许的字符。请检查拼写。',
		en: '“{value}” is not an e-mail address: it holds spaces or characters that are not allowed. Check the spelling.',
	},
	email_too_long: {
		severity: 'error',
		'zh-CN': '“{value}”太长：邮箱地址最多 254 个字符，@ 前最多 64 个。',
		en: '“{value}” is too long: an e-mail address has at most 254 characters, 64 of them before the @.',
	},
	email_several: {
		severity: 'error',
		'zh-CN': '“{value}”含有多个邮箱地址。请每个地址填一格。',
		en: '“{value}” holds several e-mail addresses. Put each into a field of its own.',
	},
	email_typo: {
		severity: 'warning',
		'zh-CN': '“{value}”的域名可能有误，是否应为 {suggestion}？已按原样保存。',
		en: 'The domain of “{value}” looks mistyped: was {suggestion} meant? It is kept as typed.',
	},
	email_disposable: {
		severity: 'warning',
		'zh-CN': '“{value}”是一次性邮箱，可能很快失效。请确认是否保留。',
		en: '“{value}” is a throw-away address that may soon stop working. Decide whether to keep it.',
	},
});

const plainAddress = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const domainPattern = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:xn--[a-z0-9-]{2,59}|[a-z]{2,63})$/;

/** Domains that are nearly always a slip of the fingers. */
const typos: Readonly<Record<string, string>> = {
	'gmial.com': 'gmail.com',
	'gmai.com': 'gmail.com',
	'gamil.com': 'gmail.com',
	'gnail.com': 'gmail.com',
	'gmail.co': 'gmail.com',
	'gmail.cn': 'gmail.com',
	'hotmial.com': 'hotmail.com',
	'hotmai.com': 'hotmail.com',
	'outlok.com': 'outlook.com',
	'yaho.com': 'yahoo.com',
	'yahooo.com': 'yahoo.com',
	'126.cn': '126.com',
	'163.cn': '163.com',
	'qq.cn': 'qq.com',
	'foxmial.com': 'foxmail.com',
};

interface Domain {
	/** Lower case, punycode; null when it is not a domain name. */
	readonly name: string | null;
	readonly disposable: boolean;
	readonly suggestion: string | null;
}

/** Looks for the domain and its parents in mailchecker's list; its own validity check is not used, being slower than the patterns above. */
function isDisposable(domain: string): boolean {
	const list = mailchecker.blacklist();
	for (let rest = domain; ; ) {
		if (list.has(rest)) return true;
		const dot = rest.indexOf('.');
		if (dot === -1) return false;
		rest = rest.slice(dot + 1);
	}
}

/** An international domain name in its ASCII form, or the text itself when the URL parser refuses it (the pattern then refuses it too). */
function toAscii(domain: string): string {
	try {
		return new URL(`http://${domain}/`).hostname;
	} catch {
		return domain;
	}
}

const readDomain = remember(20_000, (typed: string): Domain => {
	const plain = typed
		.toLowerCase()
		.replace(/[。．｡]/g, '.')
		.replace(/\.$/, '');
	const name = /^[\x20-\x7e]*$/.test(plain) ? plain : /[\s/?#@:\\%]/.test(plain) ? '' : toAscii(plain);
	if (name.length > 253 || !domainPattern.test(name)) return { name: null, disposable: false, suggestion: null };
	const suggestion = typos[name] ?? (name.endsWith('.con') ? name.replace(/\.con$/, '.com') : null);
	return { name, disposable: isDisposable(name), suggestion };
});

/** An address with nothing around it, in the letters that nearly all have. */
const plainEmail = /^[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+$/;
const several = /\s*[;,；，、|\n]\s*|\s+/;

/** The addresses of a cell that holds more than one (`a@x.com; b@y.com`), trimmed, in order. A cell with one comes back as it is, trimmed. */
export function splitEmails(raw: string): string[] {
	if (plainEmail.test(raw)) return [raw];
	const parts = raw.split(several).filter((part) => part !== '');
	if (parts.length > 1 && parts.every((part) => part.indexOf('@') > 0)) return parts;
	const one = raw.trim();
	return one === '' ? [] : [one];
}

/** What surrounds an address in practice: `Zhang San <zs@example.com>`, `mailto:zs@example.com?subject=…`, a full stop or semicolon after it. */
function bareAddress(text: string): string {
	const angle = /<([^<>]*@[^<>]*)>$/.exec(text);
	let address = angle ? (angle[1] as string).trim() : text;
	if (/^mailto:/i.test(address)) address = address.slice('mailto:'.length).replace(/\?.*$/, '').trim();
	return address.replace(/^(?:e-?mail|邮箱|电子邮箱|电子邮件|邮件)\s*[:：]\s*/i, '').replace(/^[<('"]+|[>)'".,;，。；、]+$/g, '');
}

function unusable(code: Parameters<typeof problem>[0], value: string): Normalised<string> {
	return { value: null, problem: problem(code, { value }) };
}

/**
 * The canonical form of one e-mail address: trimmed, `mailto:` and a display name removed, full-width letters made half-width, domain in lower case and ASCII
 * (`例子.中国` → `xn--fsqu00a.xn--fiqs8s`). The case of the local part stays as typed; compare by `emailMatchKey`.
 *
 * Errors: `email_chinese`, `email_no_at`, `email_domain`, `email_invalid`, `email_too_long`, `email_several`. Warnings: `email_typo`, `email_disposable`.
 */
export function normaliseEmail(raw: string): Normalised<string> {
	const plain = plainEmail.test(raw);
	const text = plain ? raw : cleanText(raw.replaceAll('＠', '@').replaceAll('﹫', '@'));
	if (text === '') return nothing;
	const address = plain || text.length > 1000 ? text : bareAddress(text.normalize('NFKC'));
	const at = address.lastIndexOf('@');
	if (at === -1) return unusable('email_no_at', text);
	if (address.indexOf('@') !== at && splitEmails(address).length > 1) return unusable('email_several', text);
	const local = address.slice(0, at);
	if (hasHan(local)) return unusable('email_chinese', text);
	if (local.length > 64 || address.length > 254) return unusable('email_too_long', text);
	if (!plainAddress.test(local)) return unusable('email_invalid', text);
	const domain = readDomain(address.slice(at + 1));
	if (domain.name === null) return unusable('email_domain', text);
	const value = `${local}@${domain.name}`;
	if (value.length > 254) return unusable('email_too_long', text);
	if (domain.suggestion) return { value, problem: problem('email_typo', { value: text, suggestion: `${local}@${domain.suggestion}` }) };
	if (domain.disposable) return { value, problem: problem('email_disposable', { value: text }) };
	return { value };
}

/** True when the domain of a canonical address gives out throw-away mailboxes. */
export function isDisposableEmail(email: string): boolean {
	return readDomain(email.slice(email.lastIndexOf('@') + 1)).disposable;
}

/** Providers that ignore dots in the local part, with the domain that stands for both of their names. */
const dotless: Readonly<Record<string, string>> = { 'gmail.com': 'gmail.com', 'googlemail.com': 'gmail.com' };

/**
 * The key by which two spellings of one mailbox are the same: lower case, without a plus-tag, and without dots where the provider ignores them
 * (`Zhang.San+shop@GMail.com` → `zhangsan@gmail.com`). For matching only: mail goes to the address as it is stored.
 */
export function emailMatchKey(email: string): string {
	const lower = email.toLowerCase();
	const at = lower.lastIndexOf('@');
	if (at === -1) return lower;
	const domain = lower.slice(at + 1);
	const plus = lower.indexOf('+');
	let local = lower.slice(0, plus > 0 && plus < at ? plus : at);
	const provider = dotless[domain];
	if (provider) local = local.replaceAll('.', '');
	return `${local}@${provider ?? domain}`;
}
