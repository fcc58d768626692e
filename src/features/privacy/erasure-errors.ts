// What an erasure, or its ledger, has to refuse.
import { defineErrors } from '../../platform/errors.ts';

export const erasureError = defineErrors({
	erasure_held: {
		status: 409,
		'zh-CN': '客户 {id} 处于法律保全“{hold}”之下，不能清除。请先解除保全。',
		en: 'Customer {id} is under the legal hold “{hold}” and cannot be erased. Release the hold first.',
	},
	erasure_reason_names: {
		status: 422,
		'zh-CN': '清除原因中出现了该客户的姓名、联系方式或编号，会在清除后继续保留。请换一种不指明本人的说法。',
		en: 'The reason holds a name, contact or number of the customer, and it stays after the erasure. Put it in words that name nobody.',
	},
	import_let_go: {
		status: 409,
		'zh-CN': '文件中有一位已被清除的客户，文件必须在规定日期前销毁，因此导入已结束。已导入的行仍然有效；其余的请去掉此人后重新导入。',
		en: 'The file held somebody who was erased and had to be destroyed by a date, so the import was ended. Rows that were imported stand; import the others again without that person.',
	},
	erasure_not_found: { status: 404, 'zh-CN': '没有编号为 {id} 的清除记录。', en: 'There is no erasure {id}.' },
	erasure_allowed: {
		status: 409,
		'zh-CN': '清除记录 {id} 的再次录入已被允许。',
		en: 'Recording this person again was allowed already (erasure {id}).',
	},
	ledger_broken: {
		status: 500,
		'zh-CN': '清除台账 {path} 的第 {line} 行无法读取。启动已停止，以免已清除的客户重新出现。请从备份恢复该文件。',
		en: 'Line {line} of the ledger of erasures {path} cannot be read. Nothing is served, so that nobody who was erased comes back. Restore the file from a copy.',
	},
});
