// How columns are recognised: by their headings in Chinese and English, else by what stands in them. Pure.
import { fold } from '../../values/text.ts';

/** Targets a column can go to, with the headings that mean them (folded, without spaces and punctuation). Longer forms first within a line. */
const headings: Readonly<Record<string, string>> = {
	external_id:
		'customerid customernumber customerno customercode clientid clientnumber accountid accountnumber accountcode contactid externalid externalkey recordid memberid userid personid recid uid id no number code 客户编号 客户id 客户号 客户代码 会员编号 会员号 会员id 用户id 用户编号 编号 编码 序号 外部编号 联系人编号 标识',
	name: 'name fullname customername customer clientname client contactname contact contactperson person displayname fn company_or_name 姓名 名字 全名 客户 客户名称 客户姓名 客户名 联系人 联系人姓名 会员姓名 名称 收货人 用户名 用户姓名 真实姓名 昵称',
	family_name: 'familyname lastname surname nachname nfamily lname secondname 姓 姓氏',
	given_name: 'givenname firstname forename vorname ngiven fname christianname 名 名字部分',
	middle_name: 'middlename middleinitial secondgivenname nadditional 中间名',
	name_prefix: 'title salutation prefix nameprefix honorific nprefix anrede 称谓 称呼 尊称 头衔',
	name_suffix: 'suffix namesuffix nsuffix 后缀',
	company:
		'company companyname organisation organization organisationname organizationname org employer firm business businessname accountname account firma 公司 公司名称 单位 单位名称 企业 企业名称 工作单位 所属公司 雇主',
	job_title: 'jobtitle position role occupation job function titleofjob 职位 职务 岗位 头衔职务 职业 职称',
	phone:
		'phone phonenumber telephone telephonenumber tel mobile mobilephone mobilenumber cell cellphone cellnumber phoneno contactnumber handphone whatsapptel workphone homephone businessphone officephone telno 手机 手机号 手机号码 电话 电话号码 联系电话 移动电话 联系方式 座机 固定电话 办公电话 公司电话 家庭电话 联系手机 手机电话 收货电话 热线',
	email:
		'email emailaddress mail mailaddress eaddress emailid workemail personalemail businessemail 邮箱 电子邮箱 电子邮件 邮件 邮箱地址 邮件地址 email地址 e邮箱 工作邮箱',
	wechat: 'wechat wechatid weixin 微信 微信号',
	qq: 'qq qqnumber qq号 qq号码',
	whatsapp: 'whatsapp',
	website: 'website web url homepage webpage site 网站 网址 主页 官网',
	line1:
		'address address1 street streetaddress addressline1 addr addr1 mailingaddress postaladdress billingaddress shippingaddress homeaddress strasse adrstreet adr address_1 地址 详细地址 联系地址 通讯地址 收货地址 家庭地址 公司地址 街道 街道地址 住址 注册地址',
	line2: 'address2 addressline2 apartment apt suite unit floor building addr2 adrextended address_2 地址2 楼层 门牌 门牌号',
	city: 'city town suburb locality municipality ort stadt adrcity 城市 市 所在城市 市区 所在市',
	region: 'region state province county stateprovince bundesland prefecture adrregion 省 省份 州 省市 所在省 地区 区域 省州',
	postal_code: 'postalcode postcode zip zipcode plz postalzipcode adrpostalcode adrcode 邮编 邮政编码 邮递区号',
	country: 'country countrycode countryregion countryname nation land adrcountry 国家 国家地区 国别 国籍',
	birth_date: 'birthdate dateofbirth birthday dob bday born geburtsdatum 生日 出生日期 出生年月 出生年月日',
	gender: 'gender sex geschlecht 性别',
	lifecycle_stage: 'lifecyclestage stage customerstage leadstatus 阶段 客户阶段 生命周期 客户状态',
	language: 'language preferredlanguage lang 语言 首选语言',
	industry: 'industry sector branch 行业 所属行业 所在行业',
	tax_id: 'taxid taxnumber vatid vat vatnumber ein 税号 纳税人识别号 统一社会信用代码 信用代码',
	kind: 'kind type customertype recordtype 客户类型 类型',
	tags: 'tags tag labels label keywords categories 标签 标记',
	stated_at: 'updatedat updated modifiedat modified lastmodified lastupdated changedat 更新时间 修改时间 最后更新 最后修改时间',
	note: 'note notes comment comments remark remarks description 备注 说明 注释 附注',
};

const byHeading: ReadonlyMap<string, string> = new Map(
	Object.entries(headings).flatMap(([target, words]) => words.split(' ').map((word): [string, string] => [word, target])),
);

/** A heading without what does not matter: case, accents, script, spaces, punctuation, a number at its end, a unit in brackets. */
export function plainHeading(heading: string): string {
	return fold(heading)
		.replace(/[（(][^)）]*[)）]/g, '')
		.replace(/[^\p{L}\p{N}]+/gu, '')
		.trim();
}

/** The target a heading means, or null. "Phone 2" and "手机2" mean what they mean without the number. */
export function targetOfHeading(heading: string): string | null {
	const plain = plainHeading(heading);
	return (
		byHeading.get(plain) ??
		byHeading.get(plain.replace(/\d+$/, '')) ??
		byHeading.get(plain.replace(/^(customer|client|contact|primary|main|home|work|business|客户|联系人|会员|主要)/, '')) ??
		null
	);
}

const patterns: readonly [string, RegExp][] = [
	['email', /^[^\s@]+@[^\s@]+\.[a-z]{2,}$/i],
	['phone', /^(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}$|^\+\d[\d ()-]{7,17}$|^\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}$|^0\d{2,3}-\d{7,8}$/],
	['tax_id', /^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/],
	['website', /^https?:\/\/\S+$|^www\.\S+\.\S+$/i],
	['gender', /^(?:男|女|male|female)$/i],
	['company', /(?:有限公司|有限责任公司|股份公司|集团|事务所)$|\b(?:Inc|Ltd|LLC|GmbH|Corp|Co)\.?$/i],
];

/** The target that what stands in a column means, where at least four fifths of its values look like it; null otherwise. */
export function targetOfContent(values: readonly string[]): string | null {
	const filled = values.map((value) => value.trim()).filter(Boolean);
	if (filled.length < 2) return filled.length === 1 && patterns[0]![1].test(filled[0]!) ? 'email' : null;
	for (const [target, pattern] of patterns) {
		if (filled.filter((value) => pattern.test(value)).length >= filled.length * 0.8) return target;
	}
	return null;
}

/** Targets of which a customer has several: more than one column may go there. */
const several = new Set(['phone', 'email', 'wechat', 'qq', 'whatsapp', 'website', 'tags', 'note']);

export interface Recognised {
	readonly column: string;
	readonly field: string | null;
	readonly recognised_by: 'header' | 'content' | null;
}

/** Proposes a target for each column; of two columns that mean the same single target the fuller heading (first) wins. */
export function recognise(columns: readonly string[], samples: readonly (readonly string[])[], hasHeader: boolean): Recognised[] {
	const taken = new Set<string>();
	const proposals = columns.map((column, index): Recognised => {
		const byName = hasHeader ? targetOfHeading(column) : null;
		if (byName) return { column, field: byName, recognised_by: 'header' };
		const byValue = targetOfContent(samples[index] ?? []);
		return { column, field: byValue, recognised_by: byValue ? 'content' : null };
	});
	// Headings that name a person's number beat a bare "id" or "no", wherever they stand.
	const strength = (one: Recognised) => (one.recognised_by === 'header' ? plainHeading(one.column).length + 100 : 0);
	const keep = new Map<number, boolean>();
	for (const [index, one] of [...proposals.entries()].sort(([i, a], [j, b]) => strength(b) - strength(a) || i - j)) {
		if (!one.field) continue;
		const free = several.has(one.field) || !taken.has(one.field);
		keep.set(index, free);
		taken.add(one.field);
	}
	return proposals.map((one, index) => (one.field && !keep.get(index) ? { ...one, field: null, recognised_by: null } : one));
}

/** All targets besides the fields of customers. */
export const extraTargets = [
	'external_id',
	'stated_at',
	'line1',
	'line2',
	'wechat',
	'qq',
	'whatsapp',
	'line',
	'telegram',
	'website',
] as const;
