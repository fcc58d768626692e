// Forms of address and what follows a name, in both languages: 先生, Dr, Jr.

/** Chinese forms of address that stand after a name, simplified, longest first where one ends with another. */
export const chineseTitles: readonly string[] = (
	'副总经理 总经理 副经理 经理 副董事长 董事长 董事 副总裁 总裁 总监 总工 副总 副教授 教授 博士后 博士 硕士 院士 先生 女士 小姐 太太 夫人 老师 医生 大夫 护士长 护士 律师 法官 副主任 主任 ' +
	'副部长 部长 副处长 处长 副科长 科长 副局长 局长 厅长 市长 县长 镇长 书记 副校长 校长 副院长 院长 所长 厂长 店长 站长 队长 班长 会长 秘书长 秘书 主席 理事长 理事 工程师 会计师 设计师 建筑师 师傅 ' +
	'师父 同学 同志 阁下 殿下 老板 老板娘 教练 主管 助理 顾问 专员 警官 上尉 少校 上校 将军 总'
)
	.split(' ')
	.sort((a, b) => b.length - a.length);

/** The last characters of `chineseTitles`: most names end with none of them. */
export const chineseTitleEnds: ReadonlySet<string> = new Set(chineseTitles.map((title) => title.slice(-1)));

/** Western forms of address that stand before a name, folded and without full stops. Those that are also given names (Don, Major) are left out. */
export const westernPrefixes: ReadonlySet<string> = new Set(
	(
		'mr mrs ms miss mx dr prof professor doctor sir dame rev reverend capt captain col colonel lt lieutenant sgt sergeant cdr ' +
		'herr frau hr fr mme mlle monsieur madame mademoiselle senor senora senorita sr sra srta signor signora dipl-ing dott madam'
	).split(' '),
);

/** Forms of address only with their full stop: Gen. Lee, but Gen Urobuchi. */
export const dottedPrefixes: ReadonlySet<string> = new Set('gen. hon. sen. ing. mag. maj. gov. rep. amb. adm. pres.'.split(' '));

/** What stands after a Western name, folded and without full stops. */
export const westernSuffixes: ReadonlySet<string> = new Set(
	'jr sr ii iii iv phd dphil md dds dmd esq esquire cpa cfa mba msc bsc pmp dvm llm llb edd obe mbe cbe frs'.split(' '),
);

/** What stands after a name only behind a comma, because it is also a family name: Jack Ma, but John Smith, MA. */
export const commaSuffixes: ReadonlySet<string> = new Set('ma ba do v jd rn pe qc kc ret'.split(' '));

/** Small words that belong to the family name after them: van Gogh, de la Cruz, bin Salman. */
export const particles: ReadonlySet<string> = new Set(
	'van von der den de del della di da do dos das du la le lo las los el al af av ter ten zu zum zur bin ibn bint ben abu st saint san santa mac'.split(
		' ',
	),
);
