// How columns are recognised: by their headings in Chinese and English, else by what stands in them. Pure.
import { fold } from '../../values/text.ts';

/** Targets a column can go to, with the headings that mean them (as plainHeading() writes them), the surest first. */
const headings: Readonly<Record<string, string>> = {
	external_id:
		'customerid customernumber customerno customercode customerkey custid custno clientid clientnumber memberid membernumber memberno accountid accountnumber accountcode contactid externalid externalkey recordid recid personid userid uniqueid uuid guid id code 客户编号 客户id 客户号 客户代码 会员编号 会员号 会员id 会员卡号 用户id 用户编号 外部编号 联系人编号 编号 编码 标识',
	name: 'name fullname customername clientname contactname contactperson personname customer client contact person displayname fn 姓名 全名 客户姓名 真实姓名 客户名称 客户全称 客户名 联系人姓名 联系人 会员姓名 用户姓名 名称 名字 客户 收货人 客户简称 用户名 昵称',
	family_name: 'familyname lastname surname nachname nfamily lname secondname 姓 姓氏',
	given_name: 'givenname firstname forename vorname ngiven fname christianname 名 名字部分',
	middle_name: 'middlename middleinitial secondgivenname nadditional 中间名',
	name_prefix: 'nameprefix salutation honorific title prefix nprefix anrede 称谓 称呼 尊称 头衔',
	name_suffix: 'namesuffix suffix nsuffix 后缀',
	company:
		'company companyname organisation organization organisationname organizationname org employer firm business businessname accountname account associatedcompany firma 公司 公司名称 公司名 单位 单位名称 企业 企业名称 工作单位 所属公司 雇主',
	job_title:
		'jobtitle position role occupation job titleofjob organizationtitle organisationtitle function 职位 职务 岗位 头衔职务 职业 职称',
	phone:
		'phone phonenumber telephone telephonenumber tel mobile mobilephone mobilenumber cell cellphone cellnumber phoneno contactnumber handphone whatsapptel workphone homephone businessphone officephone telno 手机 手机号 手机号码 电话 电话号码 联系电话 移动电话 联系方式 座机 固话 固定电话 办公电话 公司电话 家庭电话 联系手机 手机电话 收货电话 热线',
	email:
		'email emailaddress mail mailaddress eaddress emailid workemail personalemail businessemail 邮箱 电子邮箱 电子邮件 邮件 邮箱地址 邮件地址 email地址 e邮箱 工作邮箱',
	wechat: 'wechat wechatid weixin 微信 微信号',
	qq: 'qq qqnumber qq号 qq号码',
	whatsapp: 'whatsapp',
	website: 'website web url homepage webpage site 网站 网址 主页 官网',
	line1:
		'address address1 addressline1 streetaddress street addr addr1 mailingaddress postaladdress billingaddress shippingaddress homeaddress strasse adrstreet adr 地址 详细地址 联系地址 通讯地址 收货地址 家庭地址 公司地址 单位地址 办公地址 街道 街道地址 住址 注册地址 line1',
	line2: 'address2 addressline2 addr2 apartment apt suite unit floor building adrextended 地址2 楼层 门牌 门牌号 line2',
	city: 'city town suburb locality municipality ort stadt adrcity 城市 所在城市 市 市区 所在市',
	region:
		'state province stateprovince stateregion county bundesland prefecture region adrregion 省份 省 所在省 省市 省州 州 地区 区域 所在地区',
	postal_code: 'postalcode postcode zip zipcode zippostalcode postalzipcode plz adrpostalcode adrcode 邮编 邮政编码 邮递区号',
	country: 'country countrycode countryregion countryname nation land adrcountry 国家 国家地区 国别 国籍',
	birth_date: 'birthdate dateofbirth birthday dob bday born geburtsdatum 生日 出生日期 出生年月日 出生年月',
	gender: 'gender sex geschlecht 性别',
	lifecycle_stage: 'lifecyclestage customerstage stage 客户阶段 生命周期 阶段',
	language: 'language preferredlanguage lang 语言 首选语言',
	industry: 'industry sector branch 行业 所属行业 所在行业',
	tax_id: 'taxid taxnumber vatid vat vatnumber ein 税号 纳税人识别号 统一社会信用代码 信用代码',
	identity_number:
		'identitynumber idnumber idno idcardnumber idcard identitycard nationalid nationalidnumber personalid passport passportnumber passportno 身份证 身份证号 身份证号码 证件号 证件号码 护照号 护照号码 居民身份证',
	kind: 'customertype recordtype kind type 客户类型 类型',
	tags: 'tags tag labels label keywords categories 标签 标记',
	stated_at: 'updatedat updated modifiedat modified lastmodified lastupdated changedat 更新时间 修改时间 最后更新 最后修改时间',
	note: 'note notes comment comments remark remarks description 备注 说明 注释 附注',
};

/** What a heading means, and how surely: 0 is the surest. */
interface Meaning {
	readonly target: string;
	readonly rank: number;
}

const byHeading: ReadonlyMap<string, Meaning> = new Map(
	Object.entries(headings).flatMap(([target, words]) => words.split(' ').map((word, rank): [string, Meaning] => [word, { target, rank }])),
);

/** Headings of a column that holds the number of the house alone: it goes in front of (or after) the street. */
const houseNumbers = new Set(['streetnumber', 'streetno', 'housenumber', 'houseno', 'hausnummer', 'hausnr']);

/** Of two columns with names, those that name the customer and those that name the person to talk to there. */
const customerNames = new Set(['customername', 'customer', 'clientname', 'client', '客户名称', '客户名', '客户全称', '客户简称', '客户']);
const contactNames = new Set(['contactname', 'contactperson', 'contact', '联系人', '联系人姓名']);

/** A heading without what does not matter: case, accents, script, spaces, punctuation, a unit in brackets. */
export function plainHeading(heading: string): string {
	return fold(heading)
		.replace(/[（(][^)）]{0,100}[)）]/g, '')
		.replace(/[^\p{L}\p{N}]+/gu, '')
		.trim();
}

/** Other ways to write a heading, each a little less sure: "Phone 2", "E-mail 1 - Value", "Billing City", "联系人手机". */
function readings(plain: string): string[] {
	return [
		plain,
		plain.replace(/(?<!\d)\d+(?:value)?$/, ''),
		plain.replace(/^(?:address|organi[sz]ation)\d+(?=\p{L})/u, (found) => (found.startsWith('address') ? '' : found.replace(/\d+/, ''))),
		plain.replace(
			/^(?:customer|client|contact|primary|main|home|work|business|billing|mailing|shipping|defaultaddress|客户|联系人|会员|主要)/,
			'',
		),
	];
}

function meaningOf(heading: string): Meaning | null {
	const forms = readings(plainHeading(heading));
	for (const [step, form] of forms.entries()) {
		const found = byHeading.get(form);
		if (found) return { target: found.target, rank: found.rank + step * 1_000 };
	}
	return null;
}

/** The target a heading means by itself, or null. "Phone 2" and "手机2" mean what they mean without the number. */
export function targetOfHeading(heading: string): string | null {
	return meaningOf(heading)?.target ?? null;
}

const identityForm = /^\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx]$/;

const patterns: readonly [string, RegExp][] = [
	['email', /^[^\s@]+@[^\s@]+\.[a-z]{2,}$/i],
	['phone', /^(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}$|^\+\d[\d ()-]{7,17}$|^\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}$|^0\d{2,3}-\d{7,8}$/],
	['identity_number', identityForm],
	// A second column of identity numbers is none of tax numbers, which are not encrypted.
	['tax_id', new RegExp(`(?!${identityForm.source})^[0-9A-HJ-NPQRTUWXY]{2}\\d{6}[0-9A-HJ-NPQRTUWXY]{10}$`)],
	['website', /^https?:\/\/\S+$|^www\.\S+\.\S+$/i],
	['gender', /^(?:男|女|male|female)$/i],
	['company', /(?:有限公司|有限责任公司|股份公司|集团|事务所)$|\b(?:Inc|Ltd|LLC|GmbH|Corp|Co)\.?$/i],
];

const mostly = (values: readonly string[], pattern: RegExp): boolean =>
	values.length > 0 && values.filter((value) => pattern.test(value)).length >= values.length * 0.8;

const filledOf = (values: readonly string[]): string[] => values.map((value) => value.trim()).filter(Boolean);

/** The target that what stands in a column means, where at least four fifths of its values look like it; null otherwise. */
export function targetOfContent(values: readonly string[]): string | null {
	const filled = filledOf(values);
	if (filled.length < 2) return filled.length === 1 && patterns[0]![1].test(filled[0]!) ? 'email' : null;
	return patterns.find(([, pattern]) => mostly(filled, pattern))?.[0] ?? null;
}

const kindWords = /^(?:person|individual|private|people|b2c|org\w*|comp\w*|business|b2b|个人|个体|企业|公司|组织|单位)/i;
const titleWords = /^(?:mr|mrs|ms|miss|mx|dr|prof|professor|sir|herr|frau|先生|女士|小姐|太太|博士|教授|老师)\.?$/i;

/**
 * Headings that mean different things in different files, decided by what stands below: a type may be of customers or of dishes, a title
 * one of address or of a job.
 */
function byContent(meaning: Meaning, values: readonly string[]): Meaning | null {
	const filled = filledOf(values);
	if (meaning.target === 'kind') return mostly(filled, kindWords) ? meaning : null;
	if (meaning.target === 'name_prefix' && filled.length > 0 && !mostly(filled, titleWords)) return { target: 'job_title', rank: 500 };
	return meaning;
}

/** Targets of which a customer has several: more than one column may go there. */
const several = new Set(['phone', 'email', 'wechat', 'qq', 'whatsapp', 'website', 'tags', 'note']);

export interface Recognised {
	readonly column: string;
	readonly field: string | null;
	readonly recognised_by: 'header' | 'content' | null;
}

/** Proposes a target for each column; of several that mean the same single target the surest heading wins, else the first. */
export function recognise(columns: readonly string[], samples: readonly (readonly string[])[], hasHeader: boolean): Recognised[] {
	const plain = columns.map(plainHeading);
	const hasContact = hasHeader && plain.some((heading) => contactNames.has(heading));
	const proposals = columns.map((column, index): { by: 'header' | 'content'; meaning: Meaning } | null => {
		const values = samples[index] ?? [];
		const named = hasHeader ? meaningOf(column) : null;
		if (named) {
			// "Customer Name" beside "Contact Name" is the company, and its contact is the person.
			if (hasContact && customerNames.has(plain[index]!)) return { by: 'header', meaning: { target: 'company', rank: 500 } };
			const meaning = byContent(named, values);
			if (meaning) return { by: 'header', meaning };
		}
		const target = targetOfContent(values);
		return target ? { by: 'content', meaning: { target, rank: 100_000 } } : null;
	});
	const winner = new Map<string, number>();
	for (const [index, one] of proposals.entries()) {
		const best = one && winner.get(one.meaning.target);
		if (one && (best === undefined || one.meaning.rank < proposals[best!]!.meaning.rank)) winner.set(one.meaning.target, index);
	}
	return columns.map((column, index): Recognised => {
		const one = proposals[index];
		if (one && (several.has(one.meaning.target) || winner.get(one.meaning.target) === index))
			return { column, field: one.meaning.target, recognised_by: one.by };
		if (!one && hasHeader && winner.has('line1') && houseNumbers.has(plain[index]!))
			return { column, field: 'line1', recognised_by: 'header' };
		return { column, field: null, recognised_by: null };
	});
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
