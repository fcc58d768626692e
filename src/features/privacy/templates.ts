// Answers to requests as the product words them, until the company has its own.
import type { Language } from '../../platform/errors.ts';
import type { Template } from './endpoints-requests.ts';
import { type TemplateKind, templateKinds } from './schema.ts';

type Words = Readonly<Record<Language, { readonly subject: string; readonly body: string }>>;

/** {number}, {kind}, {due}, {received} and {reason} are filled in when the answer is written. */
const own: Readonly<Record<TemplateKind, Words>> = {
	received: {
		'zh-CN': {
			subject: '我们已收到您的请求（{number}）',
			body: '您好！\n\n我们于 {received} 收到您的请求：{kind}。我们将在 {due} 之前答复您。\n\n如有补充，请回复并注明编号 {number}。',
		},
		en: {
			subject: 'We received your request ({number})',
			body: 'Hello,\n\nwe received your request on {received}: {kind}. You will hear from us by {due}.\n\nIf you want to add something, name the number {number}.',
		},
	},
	identity: {
		'zh-CN': {
			subject: '请证明您的身份（{number}）',
			body: '您好！\n\n为了不把您的信息交给他人，我们需要确认请求确实由您本人提出。请告诉我们一项只有您和我们知道的信息，例如最近一次订单的编号。请不要发送身份证件的照片。\n\n在此之前我们无法继续处理。',
		},
		en: {
			subject: 'Please show that it is you ({number})',
			body: 'Hello,\n\nso that your data does not fall into the wrong hands we have to know that it is you who asks. Tell us something that only you and we know, such as the number of your latest order. Please send no picture of an identity document.\n\nUntil then we cannot go on.',
		},
	},
	extended: {
		'zh-CN': {
			subject: '您的请求需要更多时间（{number}）',
			body: '您好！\n\n您的请求（{kind}）需要更多时间，原因是：{reason}\n\n我们将在 {due} 之前答复您。您有权向主管机关投诉，或向法院起诉。',
		},
		en: {
			subject: 'Your request takes longer ({number})',
			body: 'Hello,\n\nyour request ({kind}) takes longer than we thought. The reason: {reason}\n\nYou will hear from us by {due}. You may complain to a supervisory authority, or go to court.',
		},
	},
	access: {
		'zh-CN': {
			subject: '您的个人信息报告（{number}）',
			body: '您好！\n\n我们已整理好所保存的关于您的全部信息：内容、来源、用途和接收方。请通过链接下载，链接七天内有效。\n\n如发现有误，请告诉我们，我们会更正。',
		},
		en: {
			subject: 'What we hold about you ({number})',
			body: 'Hello,\n\nwe have put together everything that we hold about you: what it is, where it came from, what it is used for and who receives it. Download it by the link, which works for seven days.\n\nIf something is wrong, tell us and we will correct it.',
		},
	},
	done: {
		'zh-CN': {
			subject: '您的请求已完成（{number}）',
			body: '您好！\n\n您于 {received} 提出的请求（{kind}）已经完成。\n\n如果您对处理结果有异议，可以向我们提出，也可以向主管机关投诉。',
		},
		en: {
			subject: 'Your request is done ({number})',
			body: 'Hello,\n\nwhat you asked for on {received} ({kind}) is done.\n\nIf you do not agree with the outcome, tell us; you may also complain to a supervisory authority.',
		},
	},
	refused: {
		'zh-CN': {
			subject: '关于您的请求（{number}）',
			body: '您好！\n\n我们无法满足您于 {received} 提出的请求（{kind}），原因是：{reason}\n\n您有权向主管机关投诉，或向法院起诉。',
		},
		en: {
			subject: 'About your request ({number})',
			body: 'Hello,\n\nwe cannot do what you asked for on {received} ({kind}). The reason: {reason}\n\nYou may complain to a supervisory authority, or go to court.',
		},
	},
};

/** All templates in the order of a request: the company's own where there is one. */
export function withOwn(stored: readonly Template[]): Template[] {
	return templateKinds.flatMap((kind) =>
		(['zh-CN', 'en'] as const).map(
			(language) =>
				stored.find((one) => one.kind === kind && one.language === language) ?? { kind, language, ...own[kind][language], version: 0 },
		),
	);
}
