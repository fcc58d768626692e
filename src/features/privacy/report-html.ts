// The readable form of a report of access: one page of HTML that needs nothing else, in the person's language. Pure.
import type { Language, Words } from '../../platform/errors.ts';
import { fieldLabels } from '../customers/messages.ts';
import { dataKindWords, gdprBasisWords, piplBasisWords, roleWords } from './messages.ts';
import type { Purpose, Recipient } from './schema.ts';

export const reportWords = {
	title: { 'zh-CN': '我们保存的关于您的信息', en: 'What we hold about you' },
	lead: {
		'zh-CN': '本报告列出我们保存的关于您的全部信息（GDPR 第 15 条；个人信息保护法第 45 条）。同样的内容见 data.json，附件见文件夹 files。',
		en: 'This report lists everything that we hold about you (GDPR article 15, PIPL article 45). The same stands in data.json for programs; attached files are in the folder files.',
	},
	made_at: { 'zh-CN': '生成时间', en: 'Made at' },
	controller: { 'zh-CN': '个人信息处理者', en: 'Responsible' },
	officer: { 'zh-CN': '个人信息保护负责人', en: 'Data protection officer' },
	purposes: { 'zh-CN': '处理目的', en: 'What it is used for' },
	basis: { 'zh-CN': '合法性基础', en: 'Legal basis' },
	data: { 'zh-CN': '信息种类', en: 'Kinds of data' },
	kept: { 'zh-CN': '保存期限', en: 'Kept for' },
	months: { 'zh-CN': '{count} 个月', en: '{count} months' },
	recipients: { 'zh-CN': '接收方', en: 'Who receives it' },
	sources: { 'zh-CN': '信息来源', en: 'Where it came from' },
	disclosed: {
		'zh-CN': '过去十二个月：各目的提供了哪类信息、给了哪类接收方',
		en: 'Within twelve months: what went to whom, by purpose',
	},
	sold: { 'zh-CN': '出售或共享（CCPA）', en: 'Sold or shared (CCPA)' },
	not_sold: { 'zh-CN': '未出售，未共享（CCPA）', en: 'Neither sold nor shared (CCPA)' },
	last_export: { 'zh-CN': '最近一次导出文件', en: 'Latest file made for it' },
	acts: { 'zh-CN': '对您的信息所做的操作', en: 'What was done with it' },
	times: { 'zh-CN': '{times} 次，{first} 至 {last}', en: '{times} times, from {first} to {last}' },
	decisions: { 'zh-CN': '自动化决策', en: 'Automated decisions' },
	no_decisions: {
		'zh-CN': '没有任何模型就您作出决定，也没有为您计算评分。',
		en: 'No model decides about you, and no score is computed of you.',
	},
} as const satisfies Readonly<Record<string, Words>>;

const escaped = (text: string): string => text.replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`);

const fill = (text: string, values: Readonly<Record<string, unknown>>): string =>
	text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name]));

const label = (name: string, language: Language): string =>
	(fieldLabels as Readonly<Record<string, Words>>)[name]?.[language] ?? name.replaceAll('_', ' ');

/** A value as a person reads it: objects as lists of their members. */
function shown(value: unknown, language: Language): string {
	if (Array.isArray(value)) return value.length === 0 ? '' : `<ul>${value.map((one) => `<li>${shown(one, language)}</li>`).join('')}</ul>`;
	if (typeof value === 'object' && value !== null) return table(value as Record<string, unknown>, language);
	return escaped(String(value));
}

function table(item: Readonly<Record<string, unknown>>, language: Language): string {
	const rows = Object.entries(item)
		.filter(([, value]) => value !== null && value !== '' && !(Array.isArray(value) && value.length === 0))
		.map(([name, value]) => `<tr><th scope="row">${escaped(label(name, language))}</th><td>${shown(value, language)}</td></tr>`);
	return `<table>${rows.join('')}</table>`;
}

export const htmlSection = (words: string): string => `<h2>${escaped(words)}</h2>\n`;
export const htmlItem = (item: Readonly<Record<string, unknown>>, language: Language): string =>
	`<section>${table(item, language)}</section>\n`;
export const htmlEnd = '</main></body></html>\n';

export interface ReportFrame {
	readonly made_at: string;
	readonly controller: string;
	readonly data_protection_officer: string;
	readonly purposes: readonly Omit<Purpose, 'version' | 'measures'>[];
	readonly recipients: readonly Pick<Recipient, 'name' | 'role' | 'country' | 'safeguard'>[];
	readonly sources: readonly string[];
	readonly disclosed_within_12_months: readonly {
		readonly name_en: string;
		readonly name_zh: string;
		readonly data_kinds: Purpose['data_kinds'];
		readonly sold_or_shared: boolean;
		readonly recipients: readonly Pick<Recipient, 'role' | 'country'>[];
		readonly last_export: string | null;
	}[];
	readonly what_was_done: readonly Readonly<Record<string, unknown>>[];
}

const style = `body{font:15px/1.6 system-ui,'PingFang SC','Microsoft YaHei',sans-serif;color:#1c2330;background:#fff;margin:0}main{max-width:60rem;margin:0 auto;padding:1.5rem}
h1{font-size:1.5rem}h2{font-size:1.1rem;margin:2rem 0 .5rem;border-bottom:1px solid #dfe2e8}table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:.15rem .5rem .15rem 0;overflow-wrap:anywhere}th{font-weight:500;color:#565f70;width:14rem}section{padding:.5rem 0;border-bottom:1px solid #eef0f3}ul{margin:0;padding-left:1.2rem}`;

export function htmlHead(frame: ReportFrame, language: Language): string {
	const say = (key: keyof typeof reportWords): string => reportWords[key][language];
	const country = new Intl.DisplayNames([language], { type: 'region' });
	const purposes = frame.purposes.map((purpose) =>
		htmlItem(
			{
				[language === 'en' ? purpose.name_en : purpose.name_zh]: language === 'en' ? purpose.description_en : purpose.description_zh,
				[say('basis')]: [
					purpose.gdpr_basis && gdprBasisWords[purpose.gdpr_basis][language],
					purpose.pipl_basis && piplBasisWords[purpose.pipl_basis][language],
				].filter(Boolean),
				[say('data')]: purpose.data_kinds.map((kind) => dataKindWords[kind][language]),
				[say('kept')]: [
					purpose.retention_months && fill(say('months'), { count: purpose.retention_months }),
					purpose.retention_note,
				].filter(Boolean),
			},
			language,
		),
	);
	const recipients = frame.recipients.map(
		({ name, role, country: code }) => `<li>${escaped(`${name} (${roleWords[role][language]}, ${country.of(code) ?? code})`)}</li>`,
	);
	const disclosed = frame.disclosed_within_12_months.map((one) =>
		htmlItem(
			{
				[language === 'en' ? one.name_en : one.name_zh]: say(one.sold_or_shared ? 'sold' : 'not_sold'),
				[say('data')]: one.data_kinds.map((kind) => dataKindWords[kind][language]),
				[say('recipients')]: one.recipients.map(({ role, country: code }) => `${roleWords[role][language]} (${country.of(code) ?? code})`),
				[say('last_export')]: one.last_export,
			},
			language,
		),
	);
	const acts = frame.what_was_done.map((act) => `<li>${escaped(`${act.action}: ${fill(say('times'), act)}`)}</li>`);
	return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(say('title'))}</title><style>${style}</style></head><body><main>
<h1>${escaped(say('title'))}</h1><p>${escaped(say('lead'))}</p>
${table({ [say('made_at')]: frame.made_at, [say('controller')]: frame.controller, [say('officer')]: frame.data_protection_officer }, language)}
${htmlSection(say('purposes'))}${purposes.join('')}
${htmlSection(say('recipients'))}<ul>${recipients.join('')}</ul>
${htmlSection(say('disclosed'))}${disclosed.join('')}
${htmlSection(say('sources'))}<ul>${frame.sources.map((name) => `<li>${escaped(name)}</li>`).join('')}</ul>
${htmlSection(say('acts'))}<ul>${acts.join('')}</ul>
${htmlSection(say('decisions'))}<p>${escaped(say('no_decisions'))}</p>
`;
}
