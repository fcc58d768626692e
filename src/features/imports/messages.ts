// The words of imports in both languages.
import { defineErrors, type Language, type Words } from '../../platform/errors.ts';
import type { importStates, RowProblem } from './schema.ts';

export const stateLabels: Readonly<Record<(typeof importStates)[number], Words>> = {
	draft: { 'zh-CN': '未开始', en: 'Not started' },
	queued: { 'zh-CN': '排队中', en: 'Queued' },
	running: { 'zh-CN': '导入中', en: 'Running' },
	paused: { 'zh-CN': '已暂停', en: 'Paused' },
	cancelled: { 'zh-CN': '已取消', en: 'Cancelled' },
	failed: { 'zh-CN': '失败', en: 'Failed' },
	done: { 'zh-CN': '完成', en: 'Done' },
	undoing: { 'zh-CN': '撤销中', en: 'Being undone' },
	undone: { 'zh-CN': '已撤销', en: 'Undone' },
	redoing: { 'zh-CN': '重做中', en: 'Being redone' },
};

/** What became of rows, in the order in which it is told: in the preview, on the page of an import, in the list and by the command. */
export const fateLabels = {
	created: { 'zh-CN': '新建客户', en: 'New customers' },
	updated: { 'zh-CN': '更新已有客户', en: 'Existing customers updated' },
	further: { 'zh-CN': '同一客户的后续行', en: 'More rows of the same customers' },
	unchanged: { 'zh-CN': '没有变化', en: 'Unchanged' },
	refused: { 'zh-CN': '拒绝', en: 'Refused' },
} as const satisfies Record<string, Words>;

/** The fates of rows in one line, those of no row left out. */
export function fatesInWords(counts: Readonly<Record<keyof typeof fateLabels, number>>, language: Language): string {
	const number = new Intl.NumberFormat(language);
	const all = (Object.keys(fateLabels) as (keyof typeof fateLabels)[]).filter((fate) => counts[fate] > 0);
	return all.map((fate) => `${fateLabels[fate][language]} ${number.format(counts[fate])}`).join(' · ');
}

/** Targets of a column that are no fields of customers, and the groups they are offered in. */
export const targetLabels: Readonly<Record<'external_id' | 'stated_at' | 'line1' | 'line2' | 'new', Words>> = {
	external_id: { 'zh-CN': '来源中的编号', en: 'ID in the source' },
	stated_at: { 'zh-CN': '来源中的更新时间', en: 'Time of change in the source' },
	line1: { 'zh-CN': '地址（街道）', en: 'Address (street)' },
	line2: { 'zh-CN': '地址第二行', en: 'Address line 2' },
	new: { 'zh-CN': '新建自定义字段', en: 'New custom attribute' },
};

export const groupLabels: Readonly<Record<'identity' | 'name' | 'contact' | 'address' | 'more' | 'attributes', Words>> = {
	identity: { 'zh-CN': '标识', en: 'Identity' },
	name: { 'zh-CN': '姓名', en: 'Name' },
	contact: { 'zh-CN': '联系方式', en: 'Contact' },
	address: { 'zh-CN': '地址', en: 'Address' },
	more: { 'zh-CN': '其他', en: 'More' },
	attributes: { 'zh-CN': '自定义字段', en: 'Custom attributes' },
};

/** Why a row was refused as a whole. */
export const rowWords = {
	nothing_stated: {
		'zh-CN': '这一行没有姓名、公司、电话或邮箱，无法建立客户。',
		en: 'The row names neither a person nor a company, phone number or e-mail address.',
	},
	in_trash: {
		'zh-CN': '对应的客户 {id} 在回收站中；如要恢复，请在选项中允许。',
		en: 'It belongs to customer {id}, which is in the trash; allow bringing customers back to import it.',
	},
	read_only: {
		'zh-CN': '对应的客户 {id} 您可以查看，但不能修改。',
		en: 'It belongs to customer {id}, whom you may see but not change.',
	},
	restricted: {
		'zh-CN': '对应的客户 {id} 已限制处理：只保存，不修改；这一行未导入。',
		en: 'It belongs to customer {id}, whose processing is restricted: kept, not changed. The row was left out.',
	},
	erased: {
		'zh-CN': '对应的客户 {id} 已清除，不再导入。',
		en: 'It belongs to customer {id}, which was erased; it is not imported again.',
	},
	erased_person: {
		'zh-CN': '此人已按清除记录 {erasure} 清除，不再录入；有隐私管理权限的人允许后，可重新导入文件。',
		en: 'This person was erased (erasure {erasure}) and is not recorded again. Once somebody who manages privacy allows it, import the file again.',
	},
	key_too_long: { 'zh-CN': '来源中的编号超过 500 个字符。', en: 'The ID in the source is longer than 500 characters.' },
} as const satisfies Record<string, Words>;

/** A problem as it is told in one language; what was recorded without a severity is an error. */
export function toldProblem(
	{
		column,
		code,
		severity = 'error',
		words,
		repair,
	}: Omit<Partial<RowProblem>, 'message'> & {
		column: string | null;
		code: string;
		words: Readonly<Record<string, string>>;
	},
	language: Language,
): RowProblem {
	return { column, code, severity, message: words[language] ?? code, repair: repair ?? null };
}

/** Why a customer stays when an import is undone. */
export const keptWords = {
	import: {
		'zh-CN': '导入 {import_id} 也陈述了这位客户：{source}，{file}',
		en: 'import {import_id} states this customer too: {source}, {file}',
	},
	statement: { 'zh-CN': '另有来源陈述了这位客户：{source}', en: 'another source states this customer: {source}' },
	note: { 'zh-CN': '有人为这位客户写了备注', en: 'somebody wrote a note about this customer' },
	file: { 'zh-CN': '有人为这位客户添加了文件', en: 'somebody attached a file to this customer' },
	relationship: { 'zh-CN': '这位客户与其他客户有关系', en: 'this customer has relationships with others' },
	restricted: { 'zh-CN': '这位客户已限制处理', en: 'processing of this customer is restricted' },
} as const satisfies Record<string, Words>;

/** Said once after a file is read otherwise than when its cells were mended. */
export const correctionsDropped: Words = {
	'zh-CN': '文件的读法变了，之前的 {count} 处修改已放弃，因为行和列不再对得上。',
	en: 'The file is read otherwise now, so the {count} cells mended before were dropped: they would hit other rows or columns.',
};

/** Said of a file whose columns are not those of the last import of its source. */
export const mappingWords = {
	unlike: {
		'zh-CN': '这个文件的列与该来源上次导入的大不相同，已重新识别。请检查各列；如果是另一种数据，请在“来源名称”中另起一个名字。',
		en: 'The columns are not those that this source had last time, so they were recognised anew. Check them; if this is other data, give its source another name.',
	},
	added: { 'zh-CN': '上次没有的列，已重新识别：{columns}', en: 'Columns that were not there last time, recognised anew: {columns}' },
	missing: {
		'zh-CN': '上次导入过、这次文件里没有的列：{columns}。这些内容保持上次的值。',
		en: 'Columns imported last time that this file lacks: {columns}. What they said stays as it was.',
	},
} as const satisfies Record<string, Words>;

/** Said once of a file in which no column goes to a required attribute. */
export const attributeUnmapped: Words = {
	'zh-CN': '没有列对应到必填字段“{attribute}”：新客户会缺少它。',
	en: 'No column goes to the required attribute “{attribute}”: new customers will lack it.',
};

export const importError = defineErrors({
	import_not_found: { status: 404, 'zh-CN': '没有编号为 {id} 的导入。', en: 'There is no import {id}.' },
	import_state: {
		status: 409,
		'zh-CN': '导入 {id} 的状态是“{state}”，现在不能这样做。',
		en: 'Import {id} is “{state}”; that cannot be done now.',
	},
	import_purged: {
		status: 409,
		'zh-CN': '导入 {id} 撤销已超过三十天，数据已清除，不能重做。',
		en: 'Import {id} was undone more than thirty days ago; its rows are gone and it cannot be redone.',
	},
	column_unknown: {
		status: 400,
		'zh-CN': '文件中没有列“{column}”。文件的列：{columns}',
		en: 'The file has no column “{column}”. Its columns: {columns}',
	},
	target_unknown: {
		status: 400,
		'zh-CN': '列“{column}”不能对应到“{field}”。可用：{fields}',
		en: 'The column “{column}” cannot go to “{field}”. Possible: {fields}',
	},
	target_twice: {
		status: 400,
		'zh-CN': '有两列都对应到“{field}”：{columns}。请只保留一列。',
		en: 'Two columns go to “{field}”: {columns}. Keep one of them.',
	},
	nothing_mapped: {
		status: 400,
		'zh-CN': '没有任何一列对应到姓名、公司、电话或邮箱。请至少选择一列。',
		en: 'No column goes to a name, company, phone number or e-mail address. Choose at least one.',
	},
	full_needs_key: {
		status: 400,
		'zh-CN': '按完整副本导入需要一列作为来源中的编号。',
		en: 'A full copy needs a column with the ID in the source.',
	},
	too_many_absent: {
		status: 409,
		'zh-CN': '来源中有 {absent} 条记录（{percent}%）不在这个完整副本里，超过上限 {max}%，未作撤回。请检查文件，或提高上限。',
		en: '{absent} records of the source ({percent} %) are absent from this full copy, more than the limit of {max} %; nothing was withdrawn. Check the file or raise the limit.',
	},
	correction_column: {
		status: 400,
		'zh-CN': '文件只有 {columns} 列，没有第 {position} 列（从 0 数起）。',
		en: 'The file has {columns} columns; there is none at position {position}, counted from 0.',
	},
	correction_row: {
		status: 409,
		'zh-CN': '第 {row} 行不在这次导入的问题行中，不能在这里修改。',
		en: 'Row {row} is not among the rows with problems of this import, so it cannot be mended here.',
	},
	correction_beyond: {
		status: 409,
		'zh-CN': '第 {row} 行没能完整读出，不能逐格修改。请改好文件后重新导入。',
		en: 'Row {row} could not be read as a whole, so its cells cannot be mended one by one. Correct it in the file and import that.',
	},
	too_many_corrections: {
		status: 409,
		'zh-CN': '一次导入最多可在这里修改 {most} 个单元格。请在文件中修改，然后重新上传。',
		en: 'At most {most} cells of one import can be mended here. Correct the others in the file and upload it again.',
	},
	mapping_not_found: {
		status: 404,
		'zh-CN': '没有记住编号为 {id} 的来源的列对应关系。',
		en: 'No columns are remembered of a source {id}.',
	},
	file_gone: {
		status: 410,
		'zh-CN': '导入 {id} 的文件已不在服务器上，请重新上传。',
		en: 'The file of import {id} is no longer on the server. Upload it again.',
	},
	upload_empty: { status: 400, 'zh-CN': '上传的文件是空的。', en: 'The file uploaded is empty.' },
	upload_needs_bytes: {
		status: 415,
		'zh-CN': '请把文件内容作为请求体发送，内容类型为 application/octet-stream。',
		en: 'Send the file as the body of the request, with the content type application/octet-stream.',
	},
	file_changed: {
		status: 409,
		'zh-CN': '导入 {id} 的文件在中断之后被改动过，不能从中途继续。请重新导入；已导入的行不会重复。',
		en: 'The file of import {id} was changed after the import stopped, so it cannot go on from the middle. Import it anew; rows already imported do not come twice.',
	},
	restricted_meanwhile: {
		status: 409,
		'zh-CN': '导入期间有客户被限制处理，本批未写入。请继续导入：其行将被略过。',
		en: 'A customer was restricted while the import ran; the batch at hand was not written. Resume the import: their rows are left out.',
	},
	interrupted: {
		status: 500,
		'zh-CN': '导入意外中断，可以继续：{reason}',
		en: 'The import stopped unexpectedly and can be resumed: {reason}',
	},
});
