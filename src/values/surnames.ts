// Chinese surnames: which exist, which are of two characters, how those are read that differ from the everyday reading, and which are frequent in pinyin.

/** Surnames of one character, simplified: the Hundred Family Surnames and those of today's registers. */
const single =
	'赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞' +
	'熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫' +
	'宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍郤璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧' +
	'殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查荆游竺权逯盖益桓公仉督岳帅缑亢况郈琴晋楚闫汝鄢涂钦商牟佘佴伯赏墨哈谯笪阳佟邸肖付代区冼仝苑原鹿覃兰莎尉粟阿撒麦敬揭晟栗战由占矫候佐隋青尧修兆铁卿官檀腾展薜逢訚祭宛亓贠员' +
	'召种秘折朴邝蒿綦仵鲜呼楼来谌蹇补撖过刚芦庹曦禤粘冒苟郇禚招盘晃南昂呙纳佀么雒闭丘黑繁郄丛迟扬练漆辜赫豆植琚巨茆渠眭忻续母但畅励';

/** Surnames of two characters and more, simplified. Pairs that are far more often a surname of one character and a given name are left out. */
const compoundSurnames: ReadonlySet<string> = new Set(
	(
		'欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 ' +
		'巫马 公西 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐 段干 百里 呼延 东郭 南门 羊舌 微生 公户 公玉 公仪 梁丘 公仲 公上 公门 公山 公坚 左丘 公伯 西门 公祖 第五 公乘 贯丘 ' +
		'公皙 南荣 东里 东宫 仲长 子书 子桑 即墨 淳于 达奚 褚师 纳兰 哥舒 耶律 完颜 富察 单于 贺兰 爱新觉罗 叶赫那拉 钮祜禄 赫舍里 瓜尔佳 马佳 博尔济吉特'
	).split(' '),
);

const longestSurname = 5;
/** Their first characters: most names begin with none of them. */
const compoundHeads: ReadonlySet<string> = new Set([...compoundSurnames].map((surname) => surname[0] as string));

/** Surnames of one character, simplified. */
const singleSurnames: ReadonlySet<string> = new Set(single);

/**
 * The surname at the head of a Chinese name (simplified), or null when no known one stands there. A compound surname wins over a single one
 * when something follows it or it is the whole text: 欧阳娜 → 欧阳, 司马 → 司马.
 */
export function surnameOf(simplified: string): string | null {
	const first = simplified[0];
	if (first === undefined) return null;
	if (compoundHeads.has(first)) {
		for (let length = Math.min(longestSurname, simplified.length); length > 1; length--) {
			const head = simplified.slice(0, length);
			if (compoundSurnames.has(head)) return head;
		}
	}
	return singleSurnames.has(first) ? first : null;
}

/**
 * Readings of surnames that differ from the everyday reading of the character, as syllables with the tone number. Source: 《现代汉语词典》, entries marked 姓.
 * pinyin-pro's own surname mode knows most of them; they stand here so that an update of it cannot change a stored token unseen.
 */
export const surnameReadings: Readonly<Record<string, string>> = {
	单: 'shan4',
	解: 'xie4',
	仇: 'qiu2',
	查: 'zha1',
	盖: 'ge3',
	区: 'ou1',
	朴: 'piao2',
	曾: 'zeng1',
	任: 'ren2',
	华: 'hua4',
	那: 'na1',
	员: 'yun4',
	贠: 'yun4',
	召: 'shao4',
	缪: 'miao4',
	种: 'chong2',
	秘: 'bi4',
	乐: 'yue4',
	翟: 'zhai2',
	冼: 'xian3',
	晟: 'cheng2',
	覃: 'qin2',
	隗: 'wei3',
	牟: 'mou2',
	折: 'she2',
	繁: 'po2',
	黑: 'he4',
	祭: 'zhai4',
	能: 'nai4',
	宁: 'ning4',
	燕: 'yan1',
	应: 'ying1',
	卜: 'bu3',
	葛: 'ge3',
	薄: 'bo2',
	逄: 'pang2',
	郇: 'xun2',
	尉: 'wei4',
	车: 'che1',
	钭: 'tou3',
	訾: 'zi1',
	郗: 'xi1',
	郄: 'qie4',
	哈: 'ha3',
	相: 'xiang4',
	占: 'zhan1',
	过: 'guo1',
	都: 'du1',
	臧: 'zang1',
	谌: 'chen2',
	阚: 'kan4',
	乜: 'nie4',
	仉: 'zhang3',
	佴: 'nai4',
	笪: 'da2',
	庹: 'tuo3',
	禤: 'xuan1',
	撖: 'han4',
	呙: 'guo1',
	么: 'yao1',
	纪: 'ji3',
	强: 'qiang2',
	曲: 'qu1',
	万: 'wan4',
	尉迟: 'yu4 chi2',
	万俟: 'mo4 qi2',
	澹台: 'tan2 tai2',
	长孙: 'zhang3 sun1',
	单于: 'chan2 yu2',
	令狐: 'ling2 hu2',
	欧阳: 'ou1 yang2',
	鲜于: 'xian1 yu2',
	乐正: 'yue4 zheng4',
	宰父: 'zai3 fu3',
	拓跋: 'tuo4 ba2',
	亓官: 'qi2 guan1',
	呼延: 'hu1 yan2',
	夏侯: 'xia4 hou2',
	夹谷: 'jia2 gu3',
	仲长: 'zhong4 chang2',
	子车: 'zi3 ju1',
};

/**
 * Surnames that families read in two ways, with the rarer way: 覃 is Qin or Tan, 盖 Ge or Gai. Only for being found by either; the reading above stays the main one.
 */
export const otherSurnameReadings: Readonly<Record<string, string>> = {
	覃: 'tan',
	盖: 'gai',
	隗: 'kui',
	牟: 'mu',
	乐: 'le',
	单: 'dan',
	曾: 'ceng',
	查: 'cha',
	解: 'jie',
	区: 'qu',
	翟: 'di',
	种: 'zhong',
	员: 'yuan',
	贠: 'yuan',
	召: 'zhao',
	那: 'nuo',
	佴: 'er',
	郇: 'huan',
	晟: 'sheng',
	缪: 'mou',
	谌: 'shen',
	薄: 'bao',
	秘: 'mi',
	朴: 'pu',
	仇: 'chou',
	冼: 'shen',
	万俟: 'wanqi',
	尉迟: 'weichi',
	澹台: 'dantai',
};

/** The most frequent surnames in pinyin (several characters share a reading), most frequent first: the register of 2020. Tells Li Wei from Wei Li. */
const frequentInPinyin =
	'li wang zhang liu chen yang zhao huang zhou wu xu sun hu zhu gao lin he guo ma luo liang song zheng xie han tang feng yu dong xiao cheng cao yuan deng fu shen zeng peng lv lu su jiang cai jia ding wei xue ye yan pan du dai xia zhong wang tian ren fan fang shi yao tan liao zou xiong jin hao kong bai cui kang mao qiu qin gu hou shao meng long wan duan lei qian yin yi chang qiao lai gong wen pang lan tao zhai an ni niu ji ge you bi nie cong jiao xiang liu zhan qi mei zhuang xin guan zu ouyang sima zhuge shangguan huangfu';
export const pinyinSurnameRank: ReadonlyMap<string, number> = new Map(
	[...new Set(frequentInPinyin.split(' '))].map((surname, index) => [surname, index] as const),
);
