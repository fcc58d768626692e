// The provinces of China: full and short names, and which stands at the head of an address.

const provinces =
	'北京市 天津市 上海市 重庆市 河北省 山西省 辽宁省 吉林省 黑龙江省 江苏省 浙江省 安徽省 福建省 江西省 山东省 河南省 湖北省 湖南省 广东省 海南省 四川省 贵州省 云南省 陕西省 甘肃省 青海省 台湾省 ' +
	'内蒙古自治区 广西壮族自治区 西藏自治区 宁夏回族自治区 新疆维吾尔自治区 香港特别行政区 澳门特别行政区';

const municipalities = new Set(['北京市', '天津市', '上海市', '重庆市']);

function shortName(full: string): string {
	return full.replace(/(?:特别行政区|(?:壮族|回族|维吾尔)?自治区|省|市)$/, '');
}

const byName = new Map<string, string>();
for (const full of provinces.split(' ')) {
	byName.set(full, full);
	byName.set(shortName(full), full);
}
for (const [loose, full] of [
	['广西省', '广西壮族自治区'],
	['广西自治区', '广西壮族自治区'],
	['新疆自治区', '新疆维吾尔自治区'],
	['新疆省', '新疆维吾尔自治区'],
	['宁夏自治区', '宁夏回族自治区'],
	['宁夏省', '宁夏回族自治区'],
	['内蒙', '内蒙古自治区'],
	['香港特區', '香港特别行政区'],
] as const) {
	byName.set(loose, full);
}
const longestFirst = [...byName.keys()].sort((a, b) => b.length - a.length);

/** The full name of a province that was written in full or in short; null when it is none. */
export function provinceFullName(name: string): string | null {
	return byName.get(name) ?? null;
}

export interface ProvinceAtHead {
	/** The full name. */
	readonly name: string;
	/** How many characters of the text it takes. */
	readonly length: number;
	/** True for 北京, 天津, 上海, 重庆: province and city in one. */
	readonly municipality: boolean;
	/** True when it was written without 省, 市 or 自治区. */
	readonly short: boolean;
}

/** The province at the head of an address, or null. */
export function provinceAtHead(text: string): ProvinceAtHead | null {
	for (const name of longestFirst) {
		if (!text.startsWith(name)) continue;
		const full = byName.get(name) as string;
		return { name: full, length: name.length, municipality: municipalities.has(full), short: !/[省市区區]$/.test(name) };
	}
	return null;
}
