// Words for generated Chinese records: surnames and given names as often as in life, places with their codes, and what companies are called.
import { pinyinSyllables } from '../values/pinyin.ts';
import { byRank, type Random, Weighted, words } from './testing-records-random.ts';

/** The hundred most frequent surnames by rank, as in the reports of the Ministry of Public Security. */
const surnames = [
	...('王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖' +
		'石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常'),
];
/** Their shares of the population in per cent, for the first twenty; the others fall off as the rank grows. */
const shares = [7.2, 7.0, 6.7, 5.4, 4.6, 3.1, 2.3, 2.1, 2.0, 1.9, 1.5, 1.5, 1.3, 1.25, 1.2, 1.15, 1.1, 1.05, 1.0, 0.95];
const rareSurnames = [
	...('汤尤葛洪柳温阮庞颜詹牛樊季鲁施岳翟殷安倪欧柴祝左芦蓝冉喻齐申章鲍焦单翁骆凌聂舒管阎屈项柯盛霍苗卜路毕辛游习关纪蒲甘童' +
		'项解占车邢裴梅涂包费符滕乔佟谷艾宗娄褚靳晏沙仇伍'),
	...words('欧阳 上官 司马 诸葛 司徒 东方 皇甫 慕容'),
];
const surname = new Weighted(
	[...surnames, ...rareSurnames],
	[...surnames.map((_, rank) => shares[rank] ?? 18 / (rank + 1)), ...rareSurnames.map((_, rank) => 8 / (rank + 40))],
);

/** Names that whole generations bear; they make up a fifth of all. */
const famousMale = byRank(
	words(
		'伟 强 军 勇 杰 磊 涛 超 明 刚 平 辉 鹏 波 斌 浩 建国 建华 志强 国强 建军 志明 海涛 文杰 俊杰 浩然 子轩 浩宇 宇轩 子涵 俊峰 晓东 建平 永强 国华 小龙 家豪 志伟 伟东 海波 ' +
			'鑫 凯 健 亮 飞 峰 龙 宇 洋 旭 帅 毅 敏 林 华',
	),
	3,
);
const famousFemale = byRank(
	words(
		'芳 娜 敏 静 丽 艳 娟 霞 燕 玲 婷 丹 红 萍 雪 慧 莉 颖 桂英 秀英 玉兰 秀兰 桂兰 秀珍 淑珍 玉珍 红梅 丽娟 海燕 晓燕 雪梅 丽华 春梅 雅婷 欣怡 梓涵 诗涵 雨桐 思雨 佳怡 梦琪 ' +
			'洁 琳 倩 蕾 莹 琴 晶 佳 瑶 梅 华 英 婧 悦 琪',
	),
	3,
);
const first = [
	byRank(
		[
			...('建志国文俊海子永浩晓明家宇春立天宏德振世伟嘉成金玉新正东荣光庆学少广云泽思昊绍小景大兴向卫继维启瑞承逸锦书皓铭博睿梓一奕仲邦' +
				'佳冠凯朝汉炳传长福祖培树克君先柏耀义江胜晨'),
		],
		10,
	),
	byRank(
		[
			...('晓丽秀玉雅小美雨诗欣佳思淑春红海梦婉静慧嘉雪文子梓凤桂金月艳燕若云爱芳彩碧冰翠丹菲瑾锦静可兰乐莉璐曼敏沐宁佩倩晴书素彤婷惠' +
				'馨漫心依忆怡亦艺银盈颖语钰媛芷紫晨安妙'),
		],
		10,
	),
] as const;
const second = [
	byRank(
		[
			...('华明强军平伟杰辉峰林国涛斌文龙波东生宇祥鹏亮飞兵豪荣庆清民海轩洋刚超毅良才成富贵坤松浩然阳勇山忠新亚泉权仁星雄旭彬武义川春德' +
				'栋恒江健凯乐磊鸣宁琪锐睿涵霖翔熙远泽哲瑞博晨铭安邦'),
		],
		10,
	),
	byRank(
		[
			...('英华芳兰珍玲梅红霞萍丽娟燕琴云琳娜敏静洁莲菊香荣凤花慧莉艳婷怡涵雪颖佳琪瑶倩妍欣雯彤桐萱蕾薇月玉容巧清秋蓉如姗诗淑思甜文心秀' +
				'璇雅瑜雨媛芸韵珠卿宁君嫣樱莹昕瑾祺'),
		],
		10,
	),
] as const;

export function chineseSurname(random: Random): string {
	return surname.draw(random);
}

/** Given names of two characters are four times as frequent as those of one. */
export function chineseGiven(random: Random, female: boolean): string {
	if (random.chance(0.2)) return (female ? famousFemale : famousMale).draw(random);
	const sex = female ? 1 : 0;
	if (random.chance(0.12)) return second[sex].draw(random);
	return first[sex].draw(random) + second[sex].draw(random);
}

export interface ChineseCity {
	readonly name: string;
	readonly province: string;
	/** The first four digits of the postal codes. */
	readonly postal: string;
	/** Of landlines, without the leading 0. */
	readonly dial: string;
	/** The first four digits of identity numbers. */
	readonly region: string;
	readonly districts: readonly string[];
}

/** Population decides how often a city is drawn: the list stands in that order, roughly. */
const cities: readonly ChineseCity[] = `
上海市 上海市 2000 21 3101 浦东新区,徐汇区,静安区,杨浦区,闵行区,宝山区,长宁区
北京市 北京市 1000 10 1101 朝阳区,海淀区,西城区,东城区,丰台区,通州区,昌平区
深圳市 广东省 5180 755 4403 南山区,福田区,罗湖区,宝安区,龙岗区
重庆市 重庆市 4000 23 5001 渝中区,江北区,渝北区,南岸区,沙坪坝区
广州市 广东省 5100 20 4401 天河区,越秀区,海珠区,白云区,番禺区
成都市 四川省 6100 28 5101 武侯区,锦江区,青羊区,金牛区,成华区
天津市 天津市 3000 22 1201 和平区,河西区,南开区,滨海新区
武汉市 湖北省 4300 27 4201 武昌区,江汉区,洪山区,汉阳区
西安市 陕西省 7100 29 6101 雁塔区,碑林区,莲湖区,未央区
杭州市 浙江省 3100 571 3301 西湖区,上城区,拱墅区,滨江区,余杭区
苏州市 江苏省 2150 512 3205 姑苏区,吴中区,虎丘区,相城区
郑州市 河南省 4500 371 4101 金水区,二七区,中原区
南京市 江苏省 2100 25 3201 玄武区,鼓楼区,秦淮区,建邺区,江宁区
东莞市 广东省 5230 769 4419 南城街道,东城街道,虎门镇,长安镇
长沙市 湖南省 4100 731 4301 岳麓区,芙蓉区,雨花区
沈阳市 辽宁省 1100 24 2101 和平区,沈河区,铁西区
青岛市 山东省 2660 532 3702 市南区,市北区,崂山区
宁波市 浙江省 3150 574 3302 海曙区,鄞州区,江北区
合肥市 安徽省 2300 551 3401 蜀山区,包河区,庐阳区
佛山市 广东省 5280 757 4406 禅城区,南海区,顺德区
济南市 山东省 2500 531 3701 历下区,市中区,槐荫区
无锡市 江苏省 2140 510 3202 梁溪区,滨湖区,锡山区
福州市 福建省 3500 591 3501 鼓楼区,台江区,仓山区
厦门市 福建省 3610 592 3502 思明区,湖里区,集美区
哈尔滨市 黑龙江省 1500 451 2301 南岗区,道里区,香坊区
大连市 辽宁省 1160 411 2102 中山区,沙河口区,甘井子区
昆明市 云南省 6500 871 5301 五华区,盘龙区,官渡区
南昌市 江西省 3300 791 3601 东湖区,西湖区,青山湖区
石家庄市 河北省 0500 311 1301 长安区,裕华区,桥西区
长春市 吉林省 1300 431 2201 朝阳区,南关区,宽城区
温州市 浙江省 3250 577 3303 鹿城区,瓯海区,龙湾区
南宁市 广西壮族自治区 5300 771 4501 青秀区,兴宁区,西乡塘区
贵阳市 贵州省 5500 851 5201 云岩区,南明区,观山湖区
太原市 山西省 0300 351 1401 小店区,迎泽区,万柏林区
泉州市 福建省 3620 595 3505 丰泽区,鲤城区,洛江区
常州市 江苏省 2130 519 3204 天宁区,钟楼区,武进区
徐州市 江苏省 2210 516 3203 云龙区,鼓楼区,泉山区
烟台市 山东省 2640 535 3706 芝罘区,莱山区,福山区
洛阳市 河南省 4710 379 4103 涧西区,西工区,洛龙区
兰州市 甘肃省 7300 931 6201 城关区,七里河区,安宁区
乌鲁木齐市 新疆维吾尔自治区 8300 991 6501 天山区,沙依巴克区,新市区
海口市 海南省 5700 898 4601 龙华区,美兰区,琼山区
呼和浩特市 内蒙古自治区 0100 471 1501 新城区,赛罕区,回民区
银川市 宁夏回族自治区 7500 951 6401 兴庆区,金凤区,西夏区
西宁市 青海省 8100 971 6301 城西区,城中区,城东区`
	.trim()
	.split('\n')
	.map((line) => {
		const [name, province, postal, dial, region, districts] = line.split(' ') as [string, string, string, string, string, string];
		return { name, province, postal, dial, region, districts: districts.split(',') };
	});
export const chineseCities = byRank(cities, 6);

export const chineseRoads = byRank(
	words(
		'中山路 人民路 解放路 建设路 建国路 和平路 新华路 北京路 南京路 胜利路 文化路 友谊路 长江路 朝阳路 光明路 迎宾大道 世纪大道 滨江路 滨海大道 湖滨路 花园路 公园路 学府路 科技路 ' +
			'工业大道 创业路 中华路 民主路 延安路 西湖路 珠江路 黄河路 泰山路 东风路 红旗路 青年路 体育路 站前路 环城北路 环城南路 复兴路 振兴路 兴业街 商业街 天府大道 深南大道 淮海路 四川路 ' +
			'前进路 团结路 幸福路 凤凰路 龙泉路 紫荆路 梅园路 桂花路 香樟路 银杏路 翠竹路 丹桂街 石桥路 古城路 钟楼街 书院路 大学路 软件园路 高新大道 金融街 望江路 江南大道 江北大道 莲花路 玉泉路',
	),
	12,
);
export const chineseEstates = words(
	'阳光花园 锦绣家园 碧桂园 万科城 翠湖苑 金色家园 绿城小区 恒大名都 紫金苑 和谐家园 东方花园 世纪城 水岸新城 香榭里 龙湖',
);
export const mobilePrefixes = words(
	'130 131 132 133 135 136 137 138 139 150 151 152 156 158 159 166 173 176 177 180 181 182 185 186 187 188 189 191 198 199',
);
export const chineseJobs = words(
	'工程师 教师 医生 护士 会计 销售经理 司机 律师 公务员 学生 退休 自由职业 设计师 程序员 个体户 厨师 采购 财务总监 农民 技术员',
);

export const companyCharacters = [
	...'华盛鑫源金茂宏远天和瑞丰恒泰兴隆安达顺博创新联海通中信诚德力科威龙腾飞凯迪嘉佳美万利东方亚太正祥永旺星光明宇环球百汇',
];
export const chineseTrades = byRank(
	words(
		'科技 贸易 实业 电子 建筑工程 信息技术 餐饮管理 物流 商贸 机械制造 文化传播 网络科技 医疗器械 投资 进出口 房地产开发 装饰工程 食品 服装 化工 新材料 生物科技 教育咨询 广告 ' +
			'汽车销售 环保科技 企业管理咨询 软件 家具 旅行社 五金制品 电气 农业发展',
	),
	5,
);
export const chineseLegalForms = new Weighted(words('有限公司 有限责任公司 股份有限公司 集团有限公司'), [70, 12, 12, 6]);

const syllables = new Map<string, string>();
/** A name or word in pinyin, one syllable a character, with capitals at its head: 建国 → Jianguo. Surnames are read as such: 曾 → Zeng. */
export function inPinyin(han: string, reading: 'person' | 'text' = 'text'): string {
	const key = reading + han;
	let latin = syllables.get(key);
	if (latin === undefined) {
		latin = pinyinSyllables(han, reading).join('');
		latin = latin.charAt(0).toUpperCase() + latin.slice(1);
		if (syllables.size > 50_000) syllables.clear();
		syllables.set(key, latin);
	}
	return latin;
}

/** Characters that sound alike and are taken for each other when a name is written by ear. */
const soundingAlike = words(
	'伟炜玮纬维 芳方 静婧靖 丽莉利 敏闽民 军君钧均 洋阳杨扬 勇永咏 艳燕彦雁 杰洁捷 娟涓 涛滔 明铭鸣 平萍苹 刚钢 桂贵 英瑛莹盈 华骅 玉钰育 建健剑 文雯 辉晖慧惠 飞菲妃 玲铃灵凌 红宏洪鸿虹 波博 ' +
		'林琳霖 梅媚 云芸筠 宇雨羽 佳嘉家 欣新心馨鑫 子梓紫 轩萱 诗思 晨辰 浩昊皓 怡一依宜 婷庭亭 峰锋枫丰 志智致 成诚城程 兰岚 珍真贞 荣容蓉 俊峻骏 祥翔 瑞睿锐 璐露路 琪祺淇 ' +
		'章张 徐许 陈程 江姜 余于俞 何贺 吴伍武 沈申 肖萧 付傅 丘邱 闫阎颜 范樊 秦覃 蒋姜 梁良',
);
const alike = new Map<string, string>();
for (const group of soundingAlike)
	for (const character of group) alike.set(character, (alike.get(character) ?? '') + group.replace(character, ''));

/** The characters that sound like this one; empty when none is known. */
export function homophonesOf(character: string): string {
	return alike.get(character) ?? '';
}
