// Words of a new custom attribute in both languages, from the heading of its column. Pure.
import { plainHeading } from './headings.ts';

/** Headings that files of customers often have and that are no field of ours, in both languages. */
const pairs: readonly (readonly [zh: string, en: string])[] = [
	['积分', 'Points'],
	['会员等级', 'Membership level'],
	['等级', 'Level'],
	['级别', 'Grade'],
	['客户等级', 'Customer level'],
	['客户群', 'Segment'],
	['类别', 'Category'],
	['子类别', 'Sub-category'],
	['余额', 'Balance'],
	['折扣', 'Discount'],
	['利润', 'Profit'],
	['销售额', 'Sales'],
	['数量', 'Quantity'],
	['金额', 'Amount'],
	['总金额', 'Total'],
	['年龄', 'Age'],
	['学历', 'Education'],
	['婚姻状况', 'Marital status'],
	['收入', 'Income'],
	['信用额度', 'Credit limit'],
	['门店', 'Store'],
	['渠道', 'Channel'],
	['客户来源', 'Lead source'],
	['来源', 'Source'],
	['负责人', 'Owner'],
	['销售代表', 'Sales representative'],
	['状态', 'Status'],
	['部门', 'Department'],
	['员工人数', 'Employees'],
	['注册日期', 'Registration date'],
	['注册时间', 'Registered at'],
	['创建时间', 'Created at'],
	['入会日期', 'Joined'],
	['订单编号', 'Order ID'],
	['订单日期', 'Order date'],
	['发货日期', 'Ship date'],
	['配送方式', 'Ship mode'],
	['产品编号', 'Product ID'],
	['产品名称', 'Product name'],
	['传真', 'Fax'],
	['爱好', 'Hobbies'],
	['备注', 'Notes'],
];
const known = new Map(pairs.flatMap((pair) => pair.map((word) => [plainHeading(word), pair] as const)));

/** The labels proposed for an attribute: both languages where the heading is known, else the heading itself. The heading stays as it is in its own language. */
export function labelsOf(heading: string): { readonly label_zh: string; readonly label_en: string } {
	const own = heading.slice(0, 200);
	const [zh, en] = known.get(plainHeading(heading)) ?? [own, own];
	const isChinese = plainHeading(zh) === plainHeading(heading);
	return { label_zh: isChinese ? own : zh, label_en: plainHeading(en) === plainHeading(heading) ? own : en };
}
