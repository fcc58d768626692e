// What the pictures of the handbook tell, once in each language: who works with the program, the files they import, the customer whose page is shown.
import type { Language } from '../../src/platform/errors.ts';

export interface Story {
	readonly administrator: Person;
	readonly colleague: Person;
	readonly country: string;
	/** Imported through the assistant; one cell has to be mended there. */
	readonly shop: Source & { readonly broken: string; readonly mended: string };
	/** Knows one of the shop's customers by e-mail and says otherwise about her. */
	readonly fair: Source;
	readonly customer: { readonly name: string; readonly search: string; readonly industry: string; readonly tags: readonly string[] };
	readonly company: { readonly name: string; readonly phone: string; readonly staff: readonly string[] };
	readonly referred: string;
	/** `{colleague}` mentions the colleague. */
	readonly notes: readonly string[];
	readonly contract: string;
	readonly view: string;
}

interface Person {
	readonly name: string;
	readonly email: string;
	readonly password: string;
}

interface Source {
	readonly name: string;
	readonly file: string;
	readonly rows: readonly string[];
}

const password = 'correct horse 42';

export const stories: Readonly<Record<Language, Story>> = {
	en: {
		administrator: { name: 'Ada Brown', email: 'ada@example.com', password },
		colleague: { name: 'Ben Ortiz', email: 'ben@example.com', password },
		country: 'US',
		shop: {
			name: 'Web shop',
			file: 'web-shop.csv',
			rows: [
				'Customer ID,Customer Name,E-mail,Phone,Company,Job Title,City,Country,Segment,Updated',
				'CG-12520,Claire Bennett,claire.bennett@harborlane.example.com,+1 312 976 6441,Harbor Lane Furniture Inc.,Purchasing Manager,Chicago,United States,Corporate,2026-03-02',
				'DV-13045,Darrin Hughes,darrin.hughes@harborlane.example.com,+1 312 976 6442,Harbor Lane Furniture Inc.,Showroom Manager,Chicago,United States,Corporate,2026-03-02',
				'SO-20335,Sean Murphy,sean.murphy@harborlane.example.com,+1 312 976 6443,Harbor Lane Furniture Inc.,Accountant,Chicago,United States,Corporate,2026-03-04',
				'BH-11710,Brosina Hill,brosina.hill@mail.example.com,+1 213 974 4871,,,Los Angeles,United States,Consumer,2026-03-05',
				'AA-10480,Andrew Allen,andrew.allen@mail.example.com,no number,,,Houston,United States,Consumer,2026-03-06',
				'IM-15070,Irene Maddox,irene.maddox@northlight.example.com,+1 206 252 7691,Northlight Studio LLC,Owner,Seattle,United States,Home Office,2026-03-09',
				'HP-14815,Harold Pawlan,harold.pawlan@mail.example.com,+1 713 872 4455,,,Houston,United States,Consumer,2026-03-09',
				'PK-19075,Pete Kramer,pete.kramer@oakfield.example.com,+1 608 262 1234,Oakfield Schools,Facilities,Madison,United States,Corporate,2026-03-11',
				'AG-10270,Alejandro Grove,alejandro.grove@mail.example.com,+1 801 581 7200,,,Salt Lake City,United States,Consumer,2026-03-12',
				'ZD-21925,Zuschuss Donatelli,zuschuss.donatelli@mail.example.com,+1 415 554 4000,,,San Francisco,United States,Consumer,2026-03-13',
			],
			broken: 'no number',
			mended: '+1 713 872 4460',
		},
		fair: {
			name: 'Trade fair',
			file: 'trade-fair.csv',
			rows: [
				'Name,E-mail,Phone,Company,Job Title,Updated',
				'Claire Bennett,claire.bennett@harborlane.example.com,+1 312 976 7012,Harbor Lane Furniture Inc.,Head of Purchasing,2026-05-14',
			],
		},
		customer: { name: 'Claire Bennett', search: 'benn', industry: 'Furniture', tags: ['key account', 'trade fair 2026'] },
		company: { name: 'Harbor Lane Furniture Inc.', phone: '+1 312 976 6400', staff: ['Claire Bennett', 'Darrin Hughes', 'Sean Murphy'] },
		referred: 'Irene Maddox',
		notes: [
			'Met at the trade fair: wants samples of the oak range before the end of June.',
			'{colleague} please send the new price list, she decides this week.',
		],
		contract: 'Frame contract 2026.pdf',
		view: 'Customers in the US',
	},
	'zh-CN': {
		administrator: { name: '林晓', email: 'linxiao@example.com', password },
		colleague: { name: '周明', email: 'zhouming@example.com', password },
		country: 'CN',
		shop: {
			name: '线上商城',
			file: '商城会员.csv',
			rows: [
				'会员编号,姓名,邮箱,手机,公司,职位,城市,国家,会员等级,更新时间',
				'M1001,陈雨晴,chenyuqing@yuanshan.example.com,13912345601,远山家居有限公司,采购经理,上海,中国,金卡,2026-03-02',
				'M1002,王子涵,wangzihan@yuanshan.example.com,13912345602,远山家居有限公司,门店经理,上海,中国,金卡,2026-03-02',
				'M1003,赵一鸣,zhaoyiming@yuanshan.example.com,13912345603,远山家居有限公司,会计,上海,中国,金卡,2026-03-04',
				'M1004,欧阳娜,ouyangna@mail.example.com,13712345604,,,成都,中国,银卡,2026-03-05',
				'M1005,孙浩然,sunhaoran@mail.example.com,没有,,,北京,中国,银卡,2026-03-06',
				'M1006,李思远,lisiyuan@beichen.example.com,13612345606,北辰设计工作室,负责人,杭州,中国,铜卡,2026-03-09',
				'M1007,单晓峰,shanxiaofeng@mail.example.com,13812345607,,,广州,中国,银卡,2026-03-09',
				'M1008,吴佳怡,wujiayi@guangming.example.com,13512345608,光明中学,后勤主任,南京,中国,金卡,2026-03-11',
				'M1009,郑凯,zhengkai@mail.example.com,13812345609,,,武汉,中国,银卡,2026-03-12',
				'M1010,徐婷,xuting@mail.example.com,13912345610,,,深圳,中国,银卡,2026-03-13',
			],
			broken: '没有',
			mended: '13712345605',
		},
		fair: {
			name: '展会',
			file: '展会名片.csv',
			rows: [
				'姓名,邮箱,手机,公司,职位,更新时间',
				'陈雨晴,chenyuqing@yuanshan.example.com,13812345611,远山家居有限公司,采购总监,2026-05-14',
			],
		},
		customer: { name: '陈雨晴', search: 'chenyu', industry: '家居', tags: ['大客户', '展会2026'] },
		company: { name: '远山家居有限公司', phone: '021 6237 3300', staff: ['陈雨晴', '王子涵', '赵一鸣'] },
		referred: '李思远',
		notes: ['展会上见过面：六月底之前想看橡木系列的样品。', '{colleague} 请把新价目表发给她，这周定。'],
		contract: '框架合同2026.pdf',
		view: '国内客户',
	},
};
