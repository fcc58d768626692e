// The Chinese part of the demo world: names by their real frequency, mobile numbers in the ranges of the carriers, cities with their codes.
import { creditCodeCheck } from '../../../values/identifier.ts';
import { type Random, Weighted, weightedWords } from './random.ts';
import type { CompanyForms, Culture, NameForms, Place } from './shapes.ts';

/** Family names with pinyin and share of the population in per cent (Ministry of Public Security, national name reports; rounded). */
const surnames = weightedWords(
	`王 wang 7.3, 李 li 7.2, 张 zhang 6.8, 刘 liu 5.2, 陈 chen 4.6, 杨 yang 3.1, 黄 huang 2.3, 赵 zhao 2.1, 吴 wu 2, 周 zhou 1.9, 徐 xu 1.4, 孙 sun 1.4,
	马 ma 1.3, 朱 zhu 1.2, 胡 hu 1.1, 林 lin 1.1, 郭 guo 1.1, 何 he 1, 高 gao 0.9, 罗 luo 0.9, 郑 zheng 0.9, 梁 liang 0.8, 谢 xie 0.7, 宋 song 0.7,
	唐 tang 0.6, 许 xu 0.6, 邓 deng 0.6, 韩 han 0.6, 冯 feng 0.6, 曹 cao 0.6, 彭 peng 0.5, 曾 zeng 0.5, 肖 xiao 0.5, 田 tian 0.5, 董 dong 0.5, 潘 pan 0.5,
	袁 yuan 0.4, 蔡 cai 0.4, 蒋 jiang 0.4, 余 yu 0.4, 于 yu 0.4, 杜 du 0.4, 叶 ye 0.4, 程 cheng 0.4, 魏 wei 0.4, 苏 su 0.4, 吕 lv 0.4, 丁 ding 0.4,
	任 ren 0.4, 卢 lu 0.4, 姚 yao 0.4, 沈 shen 0.4, 钟 zhong 0.4, 姜 jiang 0.3, 崔 cui 0.3, 谭 tan 0.3, 陆 lu 0.3, 范 fan 0.3, 汪 wang 0.3, 廖 liao 0.3,
	石 shi 0.3, 金 jin 0.3, 韦 wei 0.3, 贾 jia 0.3, 夏 xia 0.3, 方 fang 0.3, 邹 zou 0.3, 熊 xiong 0.2, 白 bai 0.2, 孟 meng 0.2, 秦 qin 0.2, 邱 qiu 0.2,
	侯 hou 0.2, 江 jiang 0.2, 尹 yin 0.2, 薛 xue 0.2, 段 duan 0.2, 雷 lei 0.2, 龙 long 0.2, 史 shi 0.2, 陶 tao 0.2, 贺 he 0.2, 毛 mao 0.2, 郝 hao 0.2,
	顾 gu 0.2, 龚 gong 0.2, 邵 shao 0.2, 万 wan 0.2, 武 wu 0.2, 钱 qian 0.2, 戴 dai 0.2, 严 yan 0.2, 孔 kong 0.2, 单 shan 0.05, 欧阳 ouyang 0.06,
	上官 shangguan 0.01, 司马 sima 0.01, 诸葛 zhuge 0.01`,
	(word) => word.split(' ') as [string, string],
);

const characters = (text: string): [string, string][] => text.split(/[,\s]+/).map((entry) => [entry[0]!, entry.slice(1)]);
const givenNames = {
	male: characters(`伟wei 强qiang 磊lei 军jun 洋yang 勇yong 杰jie 涛tao 明ming 超chao 刚gang 平ping 辉hui 鹏peng 华hua 飞fei 鑫xin 波bo 斌bin 宇yu
		浩hao 凯kai 健jian 俊jun 帆fan 博bo 文wen 志zhi 建jian 国guo 海hai 晨chen 子zi 轩xuan 睿rui 泽ze 翔xiang 林lin 峰feng 龙long 东dong 成cheng 亮liang
		旭xu 宁ning 毅yi 昊hao 然ran 一yi 铭ming 庆qing 永yong 德de 家jia 天tian 嘉jia`),
	female:
		characters(`芳fang 娜na 秀xiu 敏min 静jing 丽li 艳yan 娟juan 霞xia 燕yan 玲ling 婷ting 雪xue 慧hui 莉li 倩qian 颖ying 琳lin 欣xin 怡yi
		佳jia 雨yu 涵han 梓zi 萱xuan 洁jie 蕾lei 薇wei 梅mei 兰lan 玉yu 红hong 萍ping 晶jing 丹dan 思si 诗shi 梦meng 瑶yao 悦yue 春chun 月yue 桂gui 云yun
		晓xiao 小xiao 淑shu 英ying 瑞rui 宁ning 可ke 馨xin 文wen 璐lu 妍yan 菲fei`),
};

/** Characters that sound the same and are mistaken for each other when a name is typed. */
const soundAlikes = new Map(
	'伟玮 强蔷 军君 杰洁 涛韬 明铭 超朝 刚钢 平萍 辉晖 华桦 飞菲 鑫欣 波博 斌彬 宇雨 浩昊 俊骏 志智 建健 海亥 晨辰 峰锋 林琳 芳方 丽莉 静婧 燕艳 玲铃 婷亭 慧惠 颖莹 佳嘉 雪学 梅玫 思丝 悦月 晓小 英瑛 娟鹃 文雯 国囯'
		.split(' ')
		.flatMap((pair): [string, string][] => [
			[pair[0]!, pair[1]!],
			[pair[1]!, pair[0]!],
		]),
);

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function person(random: Random, gender: 'female' | 'male', relative?: NameForms): NameForms {
	const [drawn, drawnLatin] = surnames.draw(random);
	const { family, familyLatin } = relative
		? { family: relative.family, familyLatin: relative.latin.family }
		: { family: drawn, familyLatin: drawnLatin };
	const list = givenNames[gender];
	const first = random.pick(list);
	// Four of five given names have two characters.
	const second = random.chance(0.8) ? random.pick(list) : null;
	const given = first[0] + (second?.[0] ?? '');
	const wrong = [...given].map((character) => soundAlikes.get(character) ?? character).join('');
	return {
		full: family + given,
		family,
		given,
		latin: { family: capital(familyLatin), given: capital(first[1] + (second?.[1] ?? '')) },
		misspelt: family + (wrong === given ? `${given.slice(0, 1)}${given}`.slice(0, 2) : wrong),
	};
}

/** City, province, start of its postal codes, area code, districts, share. */
const cities = [
	['上海', '上海市', '200', '021', '浦东新区 徐汇区 静安区 黄浦区 杨浦区 闵行区', 14],
	['北京', '北京市', '100', '010', '朝阳区 海淀区 东城区 西城区 丰台区', 13],
	['深圳', '广东省', '518', '0755', '南山区 福田区 罗湖区 宝安区 龙岗区', 10],
	['广州', '广东省', '510', '020', '天河区 越秀区 海珠区 番禺区', 9],
	['杭州', '浙江省', '310', '0571', '西湖区 拱墅区 滨江区 上城区', 7],
	['成都', '四川省', '610', '028', '锦江区 武侯区 青羊区 高新区', 7],
	['武汉', '湖北省', '430', '027', '武昌区 江汉区 洪山区', 5],
	['南京', '江苏省', '210', '025', '玄武区 鼓楼区 建邺区 秦淮区', 5],
	['苏州', '江苏省', '215', '0512', '姑苏区 吴中区 虎丘区', 4],
	['重庆', '重庆市', '400', '023', '渝中区 江北区 南岸区', 5],
	['西安', '陕西省', '710', '029', '雁塔区 碑林区 未央区', 4],
	['天津', '天津市', '300', '022', '和平区 南开区 河西区', 4],
	['长沙', '湖南省', '410', '0731', '岳麓区 芙蓉区 雨花区', 3],
	['青岛', '山东省', '266', '0532', '市南区 崂山区', 3],
	['厦门', '福建省', '361', '0592', '思明区 湖里区', 2],
	['郑州', '河南省', '450', '0371', '金水区 二七区', 3],
	['沈阳', '辽宁省', '110', '024', '和平区 沈河区', 2],
	['昆明', '云南省', '650', '0871', '五华区 盘龙区', 2],
] as const;
const drawnCities = new Weighted(
	cities.map(([city, region, postal, area, districts]) => ({ city, region, postal, area, districts: districts.split(' ') })),
	cities.map((one) => one[5]),
);
const roads =
	'中山路 人民路 解放路 建设路 和平路 新华路 文化路 长江路 黄河路 学院路 科技路 湖滨路 青年路 友谊路 胜利路 花园路 朝阳路 团结路'.split(
		' ',
	);

function placeIn(random: Random, { city, region, postal, districts }: ReturnType<typeof drawnCities.draw>): Place {
	const building = random.chance(0.7)
		? `${random.between(1, 30)}号楼${random.between(1, 33)}${String(random.between(1, 12)).padStart(2, '0')}室`
		: '';
	const line1 = `${random.pick(districts)}${random.pick(roads)}${random.between(1, 1200)}号${building}`;
	return { city, region, country: 'CN', line1, postal_code: `${postal}0${random.digits(2)}` };
}

/** Prefixes of mobile numbers in use (Ministry of Industry and Information Technology, telecommunication network numbering plan). */
const mobilePrefixes =
	'130 131 132 133 134 135 136 137 138 139 147 150 151 152 153 155 156 157 158 159 166 173 175 176 177 178 180 181 182 183 184 185 186 187 188 189 191 193 195 198 199'.split(
		' ',
	);
const mobile = (random: Random): string => random.pick(mobilePrefixes) + random.between(1, 9) + random.digits(7);

const companyWords =
	characters(`华hua 腾teng 信xin 达da 盛sheng 鼎ding 瑞rui 恒heng 汇hui 博bo 远yuan 新xin 泰tai 宏hong 金jin 海hai 天tian 创chuang 联lian 诚cheng
	安an 嘉jia 星xing 源yuan 丰feng 康kang 东dong 科ke 正zheng 凯kai 云yun 德de 和he 美mei 利li 隆long`);
/** Trade, its English word, and the industry. */
const trades = [
	['科技', 'Technology', '软件'],
	['信息技术', 'Information Technology', '软件'],
	['贸易', 'Trading', '批发零售'],
	['电子', 'Electronics', '制造业'],
	['食品', 'Foods', '食品'],
	['建筑工程', 'Construction', '建筑'],
	['物流', 'Logistics', '物流'],
	['医疗器械', 'Medical Devices', '医疗'],
	['文化传媒', 'Media', '文化传媒'],
	['餐饮管理', 'Catering', '餐饮'],
	['纺织', 'Textiles', '制造业'],
	['教育咨询', 'Education', '教育'],
] as const;
const suffixes = weightedWords('有限公司 80, 股份有限公司 8, 有限责任公司 8, 集团有限公司 4', (word) => word);

const cityLatin: Readonly<Record<string, string>> = {
	上海: 'Shanghai',
	北京: 'Beijing',
	深圳: 'Shenzhen',
	广州: 'Guangzhou',
	杭州: 'Hangzhou',
	成都: 'Chengdu',
	武汉: 'Wuhan',
	南京: 'Nanjing',
	苏州: 'Suzhou',
	重庆: 'Chongqing',
	西安: "Xi'an",
	天津: 'Tianjin',
	长沙: 'Changsha',
	青岛: 'Qingdao',
	厦门: 'Xiamen',
	郑州: 'Zhengzhou',
	沈阳: 'Shenyang',
	昆明: 'Kunming',
};

function company(random: Random): CompanyForms {
	const city = drawnCities.draw(random);
	const first = random.pick(companyWords);
	const second = random.pick(companyWords);
	const third = random.chance(0.4) ? random.pick(companyWords) : null;
	const latin = capital(first[1] + second[1] + (third?.[1] ?? ''));
	const [trade, english, industry] = random.pick(trades);
	return {
		name: `${city.city}${first[0]}${second[0]}${third?.[0] ?? ''}${trade}${suffixes.draw(random)}`,
		foreign: `${cityLatin[city.city]} ${latin} ${english} Co., Ltd.`,
		slug: latin.toLowerCase(),
		industry,
		// Local numbers have eight digits, in Xiamen seven.
		phone: `${city.area}-${random.between(2, 8)}${random.digits(city.area === '0592' ? 6 : 7)}`,
		place: placeIn(random, city),
	};
}

/** The first digits of places of registration (GB/T 2260) of the cities above. */
const registrationPlaces = '310115 110105 440305 440106 330106 510107 420106 320106 320508 500103 610113 120101 430104 370202 350203'.split(
	' ',
);
const creditCharacters = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/** A unified social credit code of a company (GB 32100-2015): 91, the place, nine characters of the organisation, the check character. */
function taxId(random: Random): string {
	const organisation = Array.from({ length: 9 }, () => random.pick([...creditCharacters])).join('');
	const first17 = `91${random.pick(registrationPlaces)}${organisation}`;
	return first17 + creditCodeCheck(first17);
}

export const chinese: Culture = {
	person,
	// Children have the name of a parent; couples keep their own.
	sharedNames: 0.5,
	taxId,
	place: (random) => placeIn(random, drawnCities.draw(random)),
	mobile,
	company,
	jobs: '总经理 销售经理 采购经理 采购专员 财务主管 工程师 软件工程师 产品经理 市场总监 人事主管 行政助理 店长 会计 设计师 运营专员 客服主管 技术总监 法务'.split(
		' ',
	),
	stores: ['上海南京路店', '北京国贸店', '深圳万象店', '广州天河店', '杭州西湖店', '成都春熙路店'],
	tags: ['会员', '大客户', '批发', '老客户', '退货较多', '广交会2025', 'vip', 'newsletter'],
	notes: [
		'电话联系过，对新品感兴趣，请月底再联系。',
		'要求开增值税专用发票。',
		'送货请提前一天打电话。',
		'在展会上认识，索要了样品。',
		'投诉过一次物流延误，已补偿优惠券。',
		'签合同前需要法务确认。',
	],
};
