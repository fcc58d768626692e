// Which Latin words are pinyin: all syllables of standard Chinese, and a test whether a word is made of them.

const initials: Readonly<Record<string, string>> = {
	'': 'a o e ai ei ao ou an en ang eng er yi ya yo ye yao you yan yin yang ying yong yu yue yuan yun wu wa wo wai wei wan wen wang weng',
	b: 'a o ai ei ao an en ang eng i ie iao ian in ing u',
	p: 'a o ai ei ao ou an en ang eng i ie iao ian in ing u',
	m: 'a o e ai ei ao ou an en ang eng i ie iao iu ian in ing u',
	f: 'a o ei ou an en ang eng u',
	d: 'a e ai ei ao ou an en ang eng ong i ia ie iao iu ian ing u uo ui uan un',
	t: 'a e ai ao ou an ang eng ong i ie iao ian ing u uo ui uan un',
	n: 'a e ai ei ao ou an en ang eng ong i ie iao iu ian in iang ing u uo uan v ve ue',
	l: 'a e ai ei ao ou an ang eng ong i ia ie iao iu ian in iang ing u uo uan un v ve ue yu yue',
	g: 'a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang',
	k: 'a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang',
	h: 'a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang',
	j: 'i ia ie iao iu ian in iang ing iong u ue uan un',
	q: 'i ia ie iao iu ian in iang ing iong u ue uan un',
	x: 'i ia ie iao iu ian in iang ing iong u ue uan un',
	zh: 'a e i ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang',
	ch: 'a e i ai ao ou an en ang eng ong u ua uo uai ui uan un uang',
	sh: 'a e i ai ei ao ou an en ang eng u ua uo uai ui uan un uang',
	r: 'e i ao ou an en ang eng ong u uo ui uan un',
	z: 'a e i ai ei ao ou an en ang eng ong u uo ui uan un',
	c: 'a e i ai ao ou an en ang eng ong u uo ui uan un',
	s: 'a e i ai ao ou an en ang eng ong u uo ui uan un',
};

/** All syllables of standard Chinese without tones; ü as v after n and l, with the spellings nue, lue, lyu and lyue besides. */
const pinyinSyllableSet: ReadonlySet<string> = new Set(
	Object.entries(initials).flatMap(([initial, finals]) => finals.split(' ').map((final) => initial + final)),
);

const longestSyllable = 6;

/** True when a word of lower-case letters can be read as pinyin from end to end: xiaoming, ouyang; not john. Words over 24 letters are not. */
export function isPinyin(word: string): boolean {
	if (word === '' || word.length > 24) return false;
	const reachable = new Array<boolean>(word.length + 1).fill(false);
	reachable[0] = true;
	for (let start = 0; start < word.length; start++) {
		if (!reachable[start]) continue;
		for (let length = 1; length <= longestSyllable && start + length <= word.length; length++) {
			if (pinyinSyllableSet.has(word.slice(start, start + length))) reachable[start + length] = true;
		}
	}
	return reachable[word.length] === true;
}
