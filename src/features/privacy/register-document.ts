// The record of processing as a document (GDPR article 30), with hints for impact assessments (GDPR article 35, PIPL articles 55 and 56). Pure.
import type { Language, Words } from '../../platform/errors.ts';
import {
	assessmentWords,
	channelWords,
	consentKindWords,
	dataKindWords,
	gdprBasisWords,
	gdprConditionWords,
	piplBasisWords,
	roleWords,
	safeguardWords,
} from './messages.ts';
import { restsOnConsent, rulesOf } from './rules.ts';
import { isAbroad, type PrivacySettings, type Purpose, type Recipient } from './schema.ts';

export interface Register {
	readonly settings: Pick<PrivacySettings, 'controller' | 'officer'>;
	readonly purposes: readonly Purpose[];
	readonly recipients: readonly Recipient[];
	/** The country of the company: transfers to others are abroad. */
	readonly home: string;
	/** yyyy-mm-dd */
	readonly day: string;
}

const words = {
	title: { 'zh-CN': '个人信息处理活动记录', en: 'Record of processing activities' },
	as_of: { 'zh-CN': '截至 {day}', en: 'As of {day}' },
	controller: { 'zh-CN': '个人信息处理者', en: 'Controller' },
	officer: { 'zh-CN': '个人信息保护负责人', en: 'Data protection officer' },
	none: { 'zh-CN': '未填写', en: 'not stated' },
	description: { 'zh-CN': '说明', en: 'Description' },
	gdpr: { 'zh-CN': 'GDPR 合法性基础', en: 'Legal basis under GDPR' },
	pipl: { 'zh-CN': '个保法合法性基础', en: 'Legal basis under PIPL' },
	data: { 'zh-CN': '信息种类', en: 'Kinds of data' },
	subjects: { 'zh-CN': '涉及的人群与信息', en: 'People and data concerned' },
	channels: { 'zh-CN': '渠道', en: 'Channels' },
	consent: { 'zh-CN': '同意', en: 'Consent' },
	needed: { 'zh-CN': '需要', en: 'needed' },
	not_needed: { 'zh-CN': '不需要', en: 'not needed' },
	separate: { 'zh-CN': '单独同意', en: 'Separate consents' },
	recipients: { 'zh-CN': '接收方', en: 'Recipients' },
	sold: { 'zh-CN': '出售或共享（CCPA）', en: 'Sold or shared (CCPA)' },
	yes: { 'zh-CN': '是，可拒绝', en: 'yes; people may opt out' },
	no: { 'zh-CN': '否', en: 'no' },
	kept: { 'zh-CN': '保存期限', en: 'Retention' },
	months: { 'zh-CN': '{count} 个月', en: '{count} months' },
	measures: { 'zh-CN': '保护措施', en: 'Measures of protection' },
	assessment: { 'zh-CN': '影响评估', en: 'Impact assessment' },
	transfers: { 'zh-CN': '向境外提供', en: 'Transfers abroad' },
	no_transfers: { 'zh-CN': '没有登记向境外提供。', en: 'None are recorded.' },
	hints: { 'zh-CN': '需要处理的事项', en: 'What is still to be done' },
	no_hints: { 'zh-CN': '没有发现缺漏。', en: 'Nothing was found missing.' },
	hint_assessment: {
		'zh-CN': '“{name}”涉及敏感信息、向境外提供、向他人提供或公开：须做影响评估（个保法第 55 条；GDPR 第 35 条）。',
		en: '“{name}” has sensitive data, a transfer abroad, sharing or publication: an impact assessment is needed (PIPL article 55, GDPR article 35).',
	},
	hint_condition: {
		'zh-CN': '“{name}”处理敏感信息，但没有 GDPR 第 9 条的条件。',
		en: '“{name}” uses sensitive data without a condition of GDPR article 9.',
	},
	hint_text: { 'zh-CN': '“{name}”需要同意，但还没有同意书。', en: '“{name}” needs consent and has no text yet.' },
	hint_retention: { 'zh-CN': '“{name}”没有保存期限。', en: '“{name}” has no retention period.' },
	hint_safeguard: {
		'zh-CN': '接收方“{name}”在境外，但没有登记保障措施（GDPR 第五章；个保法第 38 条）。',
		en: 'The recipient “{name}” is abroad without a safeguard (GDPR chapter V, PIPL article 38).',
	},
} as const satisfies Readonly<Record<string, Words>>;

const fill = (text: string, values: Readonly<Record<string, string | number>>): string =>
	text.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));

interface Part {
	readonly heading: string;
	readonly rows: readonly (readonly [string, string])[];
	readonly lines: readonly string[];
}

/** What is missing in the register, as sentences. */
export function hintsOf({ purposes, recipients, home }: Register, language: Language): string[] {
	const say = (key: keyof typeof words, name: string) => fill(words[key][language], { name });
	const abroad = (purpose: Purpose) => recipients.some(({ id, country }) => purpose.recipient_ids.includes(id) && isAbroad(country, home));
	return [
		...purposes.flatMap((purpose) => {
			const name = language === 'en' ? purpose.name_en : purpose.name_zh;
			const sensitive = purpose.data_kinds.includes('sensitive');
			const risky = sensitive || abroad(purpose) || purpose.needed_consents.length > 0;
			return [
				...(risky && purpose.assessment !== 'done' ? [say('hint_assessment', name)] : []),
				...(sensitive && purpose.gdpr_basis && !purpose.gdpr_condition ? [say('hint_condition', name)] : []),
				...(restsOnConsent(rulesOf(purpose)) && !purpose.text ? [say('hint_text', name)] : []),
				...(purpose.retention_months === null && purpose.retention_note === '' ? [say('hint_retention', name)] : []),
			];
		}),
		...recipients
			.filter(({ country, safeguard }) => isAbroad(country, home) && safeguard === 'none')
			.map(({ name }) => say('hint_safeguard', name)),
	];
}

function partsOf(register: Register, language: Language): Part[] {
	const say = (key: keyof typeof words, values: Readonly<Record<string, string | number>> = {}) => fill(words[key][language], values);
	const speak = (one: Words) => one[language];
	const region = new Intl.DisplayNames([language], { type: 'region' });
	const place = ({ name, role, country, safeguard }: Recipient) =>
		`${name} (${speak(roleWords[role])}, ${region.of(country) ?? country}, ${speak(safeguardWords[safeguard])})`;
	const list = (items: readonly string[]) => items.join(language === 'en' ? ', ' : '、');
	const purposes = register.purposes.map((purpose): Part => {
		const receivers = register.recipients.filter(({ id }) => purpose.recipient_ids.includes(id));
		const basis = [
			purpose.gdpr_basis && speak(gdprBasisWords[purpose.gdpr_basis]),
			purpose.gdpr_condition && speak(gdprConditionWords[purpose.gdpr_condition]),
		];
		const kept = [purpose.retention_months !== null && say('months', { count: purpose.retention_months }), purpose.retention_note];
		const rows: [string, string][] = [
			[say('description'), language === 'en' ? purpose.description_en : purpose.description_zh],
			[say('gdpr'), list(basis.filter((one) => one !== null))],
			[say('pipl'), purpose.pipl_basis ? speak(piplBasisWords[purpose.pipl_basis]) : ''],
			[say('data'), list(purpose.data_kinds.map((kind) => speak(dataKindWords[kind])))],
			[say('subjects'), purpose.subjects],
			[say('channels'), list(purpose.channels.map((channel) => speak(channelWords[channel])))],
			[say('consent'), say(restsOnConsent(rulesOf(purpose)) ? 'needed' : 'not_needed')],
			[say('separate'), list(purpose.needed_consents.map((kind) => speak(consentKindWords[kind])))],
			[say('recipients'), list(receivers.map(place))],
			[say('sold'), say(purpose.sold_or_shared ? 'yes' : 'no')],
			[say('kept'), list(kept.filter((one): one is string => Boolean(one)))],
			[say('measures'), purpose.measures],
			[say('assessment'), [speak(assessmentWords[purpose.assessment]), purpose.assessed_on].filter(Boolean).join(' ')],
		];
		return {
			heading: language === 'en' ? purpose.name_en : purpose.name_zh,
			rows: rows.map(([label, value]) => [label, value || say('none')]),
			lines: [],
		};
	});
	const abroad = register.recipients.filter(({ country }) => isAbroad(country, register.home)).map(place);
	const hints = hintsOf(register, language);
	return [
		...purposes,
		{ heading: say('transfers'), rows: [], lines: abroad.length > 0 ? abroad : [say('no_transfers')] },
		{ heading: say('hints'), rows: [], lines: hints.length > 0 ? hints : [say('no_hints')] },
	];
}

function headOf({ settings, day }: Register, language: Language) {
	const say = (key: keyof typeof words) => words[key][language];
	return {
		title: say('title'),
		as_of: fill(say('as_of'), { day }),
		rows: [
			[say('controller'), settings.controller || say('none')],
			[say('officer'), settings.officer || say('none')],
		] as const,
	};
}

/** What would be read as markup of Markdown stands as it was typed; a cell is one line. */
const plain = (text: string): string => text.replace(/[\\`*_{}[\]<>#|]/g, '\\$&').replace(/(?<!\s)\s*\n\s*/g, ' ');

export function registerMarkdown(register: Register, language: Language): string {
	const { title, as_of, rows } = headOf(register, language);
	const table = (lines: Part['rows']) =>
		['| | |', '| --- | --- |', ...lines.map(([label, value]) => `| ${plain(label)} | ${plain(value)} |`), ''].join('\n');
	const parts = partsOf(register, language).map((part) =>
		[
			`## ${plain(part.heading)}`,
			'',
			...(part.rows.length > 0 ? [table(part.rows)] : part.lines.map((line) => `- ${plain(line)}`)),
			'',
		].join('\n'),
	);
	return [`# ${title}`, '', as_of, '', table(rows), ...parts].join('\n');
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`);

export function registerHtml(register: Register, language: Language): string {
	const { title, as_of, rows } = headOf(register, language);
	const table = (lines: Part['rows']) =>
		`<table>${lines.map(([label, value]) => `<tr><th scope="row">${escaped(label)}</th><td>${escaped(value)}</td></tr>`).join('\n')}</table>`;
	const parts = partsOf(register, language).map(
		(part) =>
			`<h2>${escaped(part.heading)}</h2>\n${part.rows.length > 0 ? table(part.rows) : `<ul>${part.lines.map((line) => `<li>${escaped(line)}</li>`).join('')}</ul>`}`,
	);
	return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title>
<style>body{font:15px/1.6 system-ui,'PingFang SC','Microsoft YaHei',sans-serif;max-width:56rem;margin:2rem auto;padding:0 1rem;color:#1c2330}table{border-collapse:collapse;width:100%}
th,td{border:1px solid #dfe2e8;padding:.25rem .5rem;text-align:left;vertical-align:top;white-space:pre-wrap}th{width:12rem;font-weight:500}h2{margin-top:2rem}</style></head><body>
<h1>${escaped(title)}</h1><p>${escaped(as_of)}</p>
${table(rows)}
${parts.join('\n')}
</body></html>
`;
}
