// ISO 3166-1: the alpha-2 and alpha-3 codes of all countries and territories, and names for them that Intl does not know.

const codes =
	'AD:AND AE:ARE AF:AFG AG:ATG AI:AIA AL:ALB AM:ARM AO:AGO AQ:ATA AR:ARG AS:ASM AT:AUT AU:AUS AW:ABW AX:ALA AZ:AZE BA:BIH BB:BRB BD:BGD BE:BEL BF:BFA BG:BGR BH:BHR BI:BDI BJ:BEN BL:BLM BM:BMU BN:BRN ' +
	'BO:BOL BQ:BES BR:BRA BS:BHS BT:BTN BV:BVT BW:BWA BY:BLR BZ:BLZ CA:CAN CC:CCK CD:COD CF:CAF CG:COG CH:CHE CI:CIV CK:COK CL:CHL CM:CMR CN:CHN CO:COL CR:CRI CU:CUB CV:CPV CW:CUW CX:CXR CY:CYP CZ:CZE ' +
	'DE:DEU DJ:DJI DK:DNK DM:DMA DO:DOM DZ:DZA EC:ECU EE:EST EG:EGY EH:ESH ER:ERI ES:ESP ET:ETH FI:FIN FJ:FJI FK:FLK FM:FSM FO:FRO FR:FRA GA:GAB GB:GBR GD:GRD GE:GEO GF:GUF GG:GGY GH:GHA GI:GIB GL:GRL ' +
	'GM:GMB GN:GIN GP:GLP GQ:GNQ GR:GRC GS:SGS GT:GTM GU:GUM GW:GNB GY:GUY HK:HKG HM:HMD HN:HND HR:HRV HT:HTI HU:HUN ID:IDN IE:IRL IL:ISR IM:IMN IN:IND IO:IOT IQ:IRQ IR:IRN IS:ISL IT:ITA JE:JEY JM:JAM ' +
	'JO:JOR JP:JPN KE:KEN KG:KGZ KH:KHM KI:KIR KM:COM KN:KNA KP:PRK KR:KOR KW:KWT KY:CYM KZ:KAZ LA:LAO LB:LBN LC:LCA LI:LIE LK:LKA LR:LBR LS:LSO LT:LTU LU:LUX LV:LVA LY:LBY MA:MAR MC:MCO MD:MDA ME:MNE ' +
	'MF:MAF MG:MDG MH:MHL MK:MKD ML:MLI MM:MMR MN:MNG MO:MAC MP:MNP MQ:MTQ MR:MRT MS:MSR MT:MLT MU:MUS MV:MDV MW:MWI MX:MEX MY:MYS MZ:MOZ NA:NAM NC:NCL NE:NER NF:NFK NG:NGA NI:NIC NL:NLD NO:NOR NP:NPL ' +
	'NR:NRU NU:NIU NZ:NZL OM:OMN PA:PAN PE:PER PF:PYF PG:PNG PH:PHL PK:PAK PL:POL PM:SPM PN:PCN PR:PRI PS:PSE PT:PRT PW:PLW PY:PRY QA:QAT RE:REU RO:ROU RS:SRB RU:RUS RW:RWA SA:SAU SB:SLB SC:SYC SD:SDN ' +
	'SE:SWE SG:SGP SH:SHN SI:SVN SJ:SJM SK:SVK SL:SLE SM:SMR SN:SEN SO:SOM SR:SUR SS:SSD ST:STP SV:SLV SX:SXM SY:SYR SZ:SWZ TC:TCA TD:TCD TF:ATF TG:TGO TH:THA TJ:TJK TK:TKL TL:TLS TM:TKM TN:TUN TO:TON ' +
	'TR:TUR TT:TTO TV:TUV TW:TWN TZ:TZA UA:UKR UG:UGA UM:UMI US:USA UY:URY UZ:UZB VA:VAT VC:VCT VE:VEN VG:VGB VI:VIR VN:VNM VU:VUT WF:WLF WS:WSM YE:YEM YT:MYT ZA:ZAF ZM:ZMB ZW:ZWE';

const pairs = codes.split(' ').map((pair) => pair.split(':') as [string, string]);

/** The 249 codes in alphabetical order. */
export const alpha2Codes: readonly string[] = pairs.map(([alpha2]) => alpha2);
/** In the order of `alpha2Codes`. */
export const alpha3Codes: readonly string[] = pairs.map(([, alpha3]) => alpha3);

/** Other names in use, divided by |. Compared without case, accents, spaces and full stops. */
export const countryAliases: Readonly<Record<string, string>> = {
	AE: 'UAE|阿联酋|迪拜|Dubai|Abu Dhabi',
	AU: '澳洲|Commonwealth of Australia',
	BA: 'Bosnia|波黑|波斯尼亚',
	BN: 'Brunei Darussalam',
	BO: 'Plurinational State of Bolivia',
	BY: 'Belarus|白俄罗斯|Byelorussia',
	CD: 'DRC|DR Congo|Democratic Republic of the Congo|Zaire|刚果金',
	CG: 'Republic of the Congo|Congo|刚果布',
	CI: "Cote d'Ivoire|Ivory Coast|象牙海岸|科特迪瓦",
	CN: "中国|中国大陆|中国内地|大陆|内地|中华人民共和国|PRC|PR China|China PR|Mainland China|China Mainland|People's Republic of China|Zhongguo|中國大陸",
	CV: 'Cape Verde|佛得角',
	CZ: 'Czech Republic|Czechia|捷克共和国',
	DE: 'Deutschland|Federal Republic of Germany|BRD|德意志联邦共和国',
	ES: 'España|西班牙王国',
	FM: 'Micronesia|Federated States of Micronesia',
	FR: 'République française|法兰西|法兰西共和国',
	GB: 'UK|Great Britain|Britain|England|Scotland|Wales|Northern Ireland|United Kingdom of Great Britain and Northern Ireland|大不列颠|英格兰|苏格兰|威尔士|北爱尔兰|联合王国|大不列颠及北爱尔兰联合王国',
	GR: 'Hellas|Hellenic Republic',
	HK: 'Hong Kong|HongKong|HKSAR|Hong Kong SAR|Hong Kong China|香港|中国香港|香港特别行政区|香港特區',
	IE: 'Eire|Republic of Ireland|爱尔兰共和国',
	IR: 'Islamic Republic of Iran|Persia',
	IT: 'Italia',
	JP: 'Nippon|Nihon|日本国',
	KP: "North Korea|DPRK|Democratic People's Republic of Korea|北朝鲜|北韩|朝鲜",
	KR: 'Korea|South Korea|Republic of Korea|ROK|Korea Republic of|Korea South|韩国|南韩|大韩民国|南朝鲜',
	LA: "Lao PDR|Lao People's Democratic Republic|老挝|寮国",
	LY: 'Libyan Arab Jamahiriya',
	MD: 'Republic of Moldova',
	MK: 'Macedonia|FYROM|马其顿|北马其顿',
	MM: 'Burma|缅甸',
	MO: 'Macau|Macao|Macao SAR|澳门|中国澳门|澳门特别行政区',
	MY: '马来西亚|大马',
	NL: 'Holland|The Netherlands|荷兰|Nederland',
	NZ: 'Aotearoa|纽西兰',
	PH: 'Philippines|菲律宾',
	PS: 'Palestine|State of Palestine|巴勒斯坦',
	RU: 'Russia|Russian Federation|俄国|俄罗斯联邦',
	SA: 'KSA|Kingdom of Saudi Arabia|沙特|沙乌地阿拉伯',
	SG: '星加坡|狮城|Republic of Singapore',
	SY: 'Syrian Arab Republic',
	SZ: 'Swaziland|Eswatini|斯威士兰',
	TL: 'East Timor|东帝汶',
	TR: 'Turkey|Türkiye|土耳其',
	TW: 'Taiwan|Taiwan China|Taiwan Province of China|Chinese Taipei|台湾|台湾省|中国台湾|台湾地区|中华台北',
	TZ: 'United Republic of Tanzania',
	US: 'USA|U.S.|U.S.A.|United States|United States of America|America|the States|美国|美利坚合众国|美利坚|Unites States',
	VA: 'Vatican|Holy See|Vatican City State|梵蒂冈',
	VE: 'Bolivarian Republic of Venezuela',
	VN: 'Viet Nam|越南社会主义共和国',
	ZA: 'RSA|Republic of South Africa',
};
