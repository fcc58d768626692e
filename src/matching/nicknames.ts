// Short and pet forms of English given names, and how registers abbreviate them: each line is one name, its short forms behind it. Common knowledge, kept to what is used.

const lines = `
abigail abby gail
abraham abe abm
albert al bert
alexander alex al sandy xander alexr
alexandra alex sandra sandy lexi
alfred al alf fred
amanda mandy
andrew andy drew andw
angela angie
anthony tony ant anty
antonio tony
barbara barb babs
benjamin ben benny benj
bernard bernie
bradley brad
bridget biddy
caroline carrie caro
catherine kate cathy cat katie kitty kathy cath
charles charlie chuck chas chs
charlotte charlie lottie
christina chris tina chrissy
christine chris tina chrissy
christopher chris kit
cynthia cindy
daniel dan danny danl
david dave davy davd
deborah deb debbie debra
dennis den
donald don donny
dorothy dot dottie dolly
douglas doug
edward ed eddie ted ned edwd edw
eleanor ellie nell nora
elizabeth liz beth betty lizzie eliza libby lisa betsy eliz elizth
emily em emmy
ernest ernie
eugene gene
florence flo flossie
frances fran fanny
francis frank fran
franklin frank
frederick fred freddy freddie fredk fred
gabriel gabe
gabrielle gabby
geoffrey geoff jeff
gerald gerry jerry
gregory greg
harold harry hal
harriet hattie
henry harry hank hy
herbert bert herb
isabella bella izzy
jacob jake
jacqueline jackie
james jim jimmy jamie jas
jane janie
janet jan
jeffrey jeff
jennifer jen jenny
jeremy jerry
jessica jess jessie
john jack johnny jon jno jn
jonathan jon jonny jona
joseph joe joey jos
josephine josie jo
joshua josh
judith judy
katherine kate kathy katie kat kitty kay
kathleen kathy kate
kenneth ken kenny
kimberly kim
lawrence larry laurie
leonard len lenny leo
lillian lily
louis lou
louise lou
lucille lucy
margaret maggie meg peggy marge margie greta rita daisy margt
martha marty patty
martin marty
mary molly polly may my
matthew matt matw
maurice morris
maximilian max
megan meg
michael mike mick micky mickey michl
michelle shelly
mildred millie
mitchell mitch
nancy nan
natalie nat
nathan nate nat
nathaniel nate nat nathl
nicholas nick nicky nichs
nicole nikki nicky
norman norm
oliver ollie
olivia liv livvy
oscar ossie
pamela pam
patricia pat patty trish tricia
patrick pat paddy patk
peter pete
philip phil
phillip phil
rachel rach
raymond ray
rebecca becky becca
reginald reg reggie
richard rick dick rich ricky richie richd
robert bob rob bobby robbie bert robt
roberta bobbie
rodney rod
roger rodge
ronald ron ronnie
rosemary rose rosie
russell russ
samantha sam sammy
samuel sam sammy saml
sandra sandy
sarah sally sadie sal
stanley stan
stephanie steph
stephen steve
steven steve
susan sue susie suzy susanna susannah
suzanne sue suzy
terence terry
theodore ted theo teddy
theresa terry tess tessa
thomas tom tommy thos
timothy tim timmy timy
valerie val
veronica ronnie
victor vic
victoria vicky vic tori
vincent vince vinnie
virginia ginny
walter walt wally
wilfred wilf
william bill will billy willy liam wm willm
winifred winnie
zachary zach zack
george geo
hannah anna nan
`;

const groups = new Map<string, Set<number>>();
lines
	.trim()
	.split('\n')
	.forEach((line, at) => {
		for (const word of line.split(' ')) groups.set(word, (groups.get(word) ?? new Set()).add(at));
	});

/** Whether a name has forms at all. */
export const hasForms = (name: string): boolean => groups.has(name);

const bits = new Uint8Array(1 << 14);
const placeOf = (hash: number): number => (hash ^ (hash >>> 14)) & (bits.length - 1);
for (const word of groups.keys()) {
	let hash = 0;
	for (let i = 0; i < word.length; i++) hash = Math.imul(hash, 31) + word.charCodeAt(i);
	bits[placeOf(hash)] = 1;
}

/** Whether a range of letters may be a name with forms: tells nearly all others at once, without making a string. */
export function mayHaveForms(chars: Uint16Array, start: number, end: number): boolean {
	if (end - start < 2 || end - start > 12) return false;
	let hash = 0;
	for (let i = start; i < end; i++) hash = Math.imul(hash, 31) + chars[i]!;
	return bits[placeOf(hash)] === 1;
}

/** Whether two given names (folded) may be forms of one: bob and robert, bob and rob. */
export function areForms(a: string, b: string): boolean {
	const first = groups.get(a);
	const second = first && groups.get(b);
	if (!second) return false;
	for (const at of first) if (second.has(at)) return true;
	return false;
}

/** The names of which this may be a form, for bringing records together; the name itself where none is known. */
export function formsOf(name: string): readonly string[] {
	const found = groups.get(name);
	return found ? [...found].map((at) => `form ${at}`) : [name];
}
