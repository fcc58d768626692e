// Whether a file as a whole lists organisations: by its columns and by the names in it. Pure.
import { guessKind } from '../../values/organisation.ts';
import { plainHeading } from './headings.ts';
import type { MappedColumn } from './schema.ts';

/** Fields that people have: a file with one of them lists people, or says of each row itself what it is. */
const ofPeople: ReadonlySet<string> = new Set([
	'given_name',
	'family_name',
	'middle_name',
	'name_prefix',
	'name_suffix',
	'gender',
	'birth_date',
	'job_title',
	'company',
	'kind',
]);

/** Headings of the name of a person. */
const peopleHeadings = new Set(
	'fullname contactname contactperson contact personname person 姓名 全名 真实姓名 联系人 联系人姓名 会员姓名 用户姓名 用户名 昵称 收货人'.split(
		' ',
	),
);

/** Fields that organisations have. */
const ofOrganisations: ReadonlySet<string> = new Set(['industry', 'website', 'tax_id']);

/** Headings of columns that describe organisations, as plainHeading() writes them. */
const organisationHeadings = new Set(
	(
		'type cuisine cuisines category businesstype companytype storetype organisationtype organizationtype legalform sector employees numberofemployees headcount revenue annualrevenue turnover ' +
		'founded yearfounded established openinghours hours 类型 类别 菜系 行业 企业类型 公司类型 单位类型 企业性质 法人 法人代表 法定代表人 注册资本 成立日期 经营范围 主营业务 员工人数 企业规模 营业时间'
	).split(' '),
);

/** Fewer names than these say nothing of a file. */
const fewest = 5;

/**
 * 'organisation' where the file lists organisations, so that names like "Il Nido" are not taken for people; null where each row decides for itself.
 * Asked for: no column that people have, a column that organisations have and at most half of the names like a person's; or names of which half
 * are evidently organisations' and hardly one is a person's.
 * @param samples the values of each column of `columns`, by its name
 */
export function kindOfFile(
	columns: readonly Pick<MappedColumn, 'column' | 'field'>[],
	samples: ReadonlyMap<string, readonly string[]>,
): 'organisation' | null {
	if (columns.some(({ field }) => field !== null && ofPeople.has(field))) return null;
	const named = columns.find(({ field }) => field === 'name')?.column;
	if (named === undefined || peopleHeadings.has(plainHeading(named))) return null;
	const guesses = (samples.get(named) ?? []).filter((name) => name.trim() !== '').map(guessKind);
	if (guesses.length < fewest) return null;
	const share = (kind: 'person' | 'organisation') => guesses.filter((guess) => guess === kind).length / guesses.length;
	const described = columns.some(
		({ column, field }) => (field !== null && ofOrganisations.has(field)) || organisationHeadings.has(plainHeading(column)),
	);
	if (described && share('person') <= 0.5) return 'organisation';
	return share('organisation') >= 0.5 && share('person') <= 0.1 ? 'organisation' : null;
}
