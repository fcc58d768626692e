// Words by which organisations are known: legal forms of many countries, and kinds of institution in Chinese and English.

/** Legal forms and what commonly stands with them at the end of a name, folded and without full stops: Co., Ltd. → co ltd. */
export const legalWords: ReadonlySet<string> = new Set(
	(
		'inc incorporated corp corporation co company companies ltd limited llc llp lp lllp plc pllc pc pty pte pvt private gmbh mbh ag kg kgaa ohg gbr ug ev eg se sa sas sasu sarl eurl sci snc spa srl srls sl slu ' +
		'sau nv bv cv vof ab oy oyj as asa aps ks kft zrt nyrt doo ood eood sro spzoo oo sp z o kk yk godo kaisha bhd sdn tbk pt cia ltda eireli sab rl jsc ooo oao pao zao ' +
		'ao fzco fze fzc dmcc wll group holding holdings intl international'
	).split(' '),
);

const latinOrganisations =
	'inc incorporated corp corporation company llc llp ltd limited plc gmbh ag sarl srl bv nv pty pte university college school institute academy bank hospital clinic hotel restaurant cafe bistro grill ' +
	'foundation association society council ministry department agency committee union club church museum library group holdings holding partners associates solutions technologies technology systems ' +
	'services consulting industries enterprises logistics pharmaceuticals pharmacy studio studios store shop supermarket market markets airlines railway insurance trading manufacturing international traders ' +
	'imports exports federation laboratory laboratories labs center centre ' +
	'ristorante restaurante trattoria osteria pizzeria steakhouse brasserie patisserie rotisserie taqueria cantina caffe deli delicatessen diner tavern bakery brewery winery grille cuisine sushi ' +
	'noodles barbecue bbq pizza eatery';

export const organisationWords = {
	/** Ends of (or sure words inside) a Chinese organisation's name, simplified. */
	chinese:
		/公司|集团|合伙|(?:银行|分行|支行|信用社|大学|学院|学校|中学|小学|幼儿园|医院|诊所|卫生院|药房|药店|中心|协会|学会|商会|联合会|基金会|研究院|研究所|设计院|事务所|工作室|实验室|出版社|杂志社|报社|旅行社|合作社|俱乐部|委员会|管委会|居委会|村委会|政府|法院|检察院|派出所|管理处|办事处|经营部|营业部|批发部|服务部|门市部|超市|商场|商城|商店|商行|便利店|专卖店|旗舰店|酒店|宾馆|饭店|餐厅|餐馆|酒楼|咖啡馆|茶馆|书店|花店|店铺|工厂|加工厂|制造厂|电厂|水厂|农场|剧院|影院|博物馆|图书馆|体育馆|交易所|经销处|物业|总部|总局|分局|株式会社|个体户|(?:.{2,}(?:局|厂|店|厅|馆|院|部|处|站|社|行|所|网|科技|实业|贸易|商贸|电子|置业|传媒|物流)))$/,
	/** Words of a Western organisation's name, folded. */
	latin: new Set(latinOrganisations.split(' ')) as ReadonlySet<string>,
} as const;

/** Words between the others that names of people do not have: taste of new orleans, chinois on main. */
export const linkWords: ReadonlySet<string> = new Set('of on at the and from in for to'.split(' '));

/** A Chinese name that ends with a form of address is a person's. */
export const personTitleWords = /(?:先生|女士|小姐|太太|夫人|老师|医生|大夫|教授|博士|经理|总监|主任|董事长|律师|师傅|同学|同志)$/;
