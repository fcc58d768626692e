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
	agent: {
		'zh-CN': {
			subject: '请证明您有权代为请求（{number}）',
			body: '您好！\n\n您代他人提出了请求：{kind}。请发送本人签署的授权书；如您是监护人或近亲属，请说明关系并附上证明。请不要发送身份证件的照片。\n\n我们也可能直接联系本人核实。',
		},
		en: {
			subject: 'Please show that you may ask for another ({number})',
			body: 'Hello,\n\nyou asked for this in another person’s name: {kind}. Send us a permission that the person signed; as a guardian or close relative tell us how you are related, with what shows it. Please send no picture of an identity document.\n\nWe may ask the person as well.',
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
	portability: {
		'zh-CN': {
			subject: '您的可携带数据（{number}）',
			body: '您好！\n\n我们已把您提供给我们的信息整理成其他系统可以读取的格式。请通过链接下载，链接七天内有效。\n\n您可以自行转交他人；如希望我们直接转移给指定的处理者，请告诉我们。',
		},
		en: {
			subject: 'Your data to take along ({number})',
			body: 'Hello,\n\nwe have put what you gave us into a form that other programs read. Download it by the link, which works for seven days.\n\nYou may pass it on; if you want us to send it to somebody directly, tell us to whom.',
		},
	},
	correction: {
		'zh-CN': {
			subject: '您的信息已更正（{number}）',
			body: '您好！\n\n我们已按您于 {received} 提出的请求更正您的信息，并通知了从我们这里获得该信息的接收方。\n\n如您希望知道接收方是谁，请告诉我们。',
		},
		en: {
			subject: 'Your data was corrected ({number})',
			body: 'Hello,\n\nwe corrected what you told us on {received}, and told those who had received it from us.\n\nIf you want to know who they are, ask us.',
		},
	},
	erasure: {
		'zh-CN': {
			subject: '您的信息将被清除（{number}）',
			body: '您好！\n\n我们按您于 {received} 提出的请求清除您的信息。此后任何人都无法读取；备份中的副本最迟三十天内消失。我们只保留已执行清除的证明。\n\n这是我们发往这个地址的最后一封邮件。',
		},
		en: {
			subject: 'Your data is erased ({number})',
			body: 'Hello,\n\nwe erase your data, as you asked on {received}. Nobody can read it from then on; copies in backups are gone within thirty days. We keep the proof that it was done and nothing else.\n\nThis is the last mail that we send to this address.',
		},
	},
	restriction: {
		'zh-CN': {
			subject: '已限制处理您的信息（{number}）',
			body: '您好！\n\n您的信息现在只保存，不再使用、修改或导出。\n\n解除限制之前，我们会先通知您。',
		},
		en: {
			subject: 'Your data is restricted ({number})',
			body: 'Hello,\n\nyour data is kept from now on, but neither used nor changed nor passed on.\n\nWe tell you before that ends.',
		},
	},
	objection: {
		'zh-CN': {
			subject: '我们不再使用您的信息（{number}）',
			body: '您好！\n\n您于 {received} 表示反对，我们已停止为相关目的使用您的信息。\n\n履行合同或法律义务所必需的处理不受影响。',
		},
		en: {
			subject: 'We stopped using your data ({number})',
			body: 'Hello,\n\nyou objected on {received}, and we do not use your data for that any more.\n\nWhat a contract with you or the law asks of us goes on.',
		},
	},
	human_review: {
		'zh-CN': {
			subject: '人工复核的结果（{number}）',
			body: '您好！\n\n我们的一位同事已重新审查您所说的决定。结果和理由：{reason}\n\n如您不同意，可以向我们说明，也可以向主管机关投诉。',
		},
		en: {
			subject: 'A person has looked at the decision ({number})',
			body: 'Hello,\n\none of us has looked anew at the decision that you named. The outcome, and why: {reason}\n\nIf you do not agree, tell us; you may also complain to a supervisory authority.',
		},
	},
	opt_out: {
		'zh-CN': {
			subject: '不再出售或共享您的信息（{number}）',
			body: '您好！\n\n您的信息不再出售，也不再为广告目的共享。十二个月内我们不会就此再次征求您的同意。\n\n我们不会因此区别对待您。',
		},
		en: {
			subject: 'Your data is neither sold nor shared ({number})',
			body: 'Hello,\n\nyour data is not sold any more, nor shared for advertising. We do not ask you about it again for twelve months.\n\nYou are treated as before.',
		},
	},
	limit_use: {
		'zh-CN': {
			subject: '已限制敏感信息的使用（{number}）',
			body: '您好！\n\n您的敏感信息现在只用于提供您所要求的产品和服务。\n\n我们不会因此区别对待您。',
		},
		en: {
			subject: 'Your sensitive data is limited ({number})',
			body: 'Hello,\n\nyour sensitive data is used for nothing but what you asked us for.\n\nYou are treated as before.',
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
	kept: {
		'zh-CN': {
			subject: '依法须保留您的信息（{number}）',
			body: '您好！\n\n您于 {received} 请求清除信息。法律要求我们继续保留，原因是：{reason}\n\n我们已限制处理：只保存，不使用。期限届满后即行清除。您有权向主管机关投诉，或向法院起诉。',
		},
		en: {
			subject: 'The law makes us keep your data ({number})',
			body: 'Hello,\n\nyou asked on {received} to be erased. The law makes us keep your data. The reason: {reason}\n\nIt is restricted: kept and not used, and erased once the term is over. You may complain to a supervisory authority, or go to court.',
		},
	},
	restriction_ends: {
		'zh-CN': {
			subject: '限制即将解除（{number}）',
			body: '您好！\n\n我们将解除对您的信息的处理限制，原因是：{reason}\n\n如您不同意，请告诉我们；您也有权向主管机关投诉，或向法院起诉。',
		},
		en: {
			subject: 'The restriction of your data ends ({number})',
			body: 'Hello,\n\nwe are going to end the restriction of your data. The reason: {reason}\n\nIf you do not agree, tell us; you may also complain to a supervisory authority, or go to court.',
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
