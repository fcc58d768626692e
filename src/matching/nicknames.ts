// Short and pet forms of English given names: each line is one name, its short forms behind it. Common knowledge, kept to what is used.

const lines = `
abigail abby gail
abraham abe
albert al bert
alexander alex al sandy xander
alexandra alex sandra sandy lexi
alfred al alf fred
amanda mandy
andrew andy drew
angela angie
anthony tony ant
antonio tony
barbara barb babs
benjamin ben benny
bernard bernie
bradley brad
bridget biddy
caroline carrie caro
catherine kate cathy cat katie kitty kathy
charles charlie chuck chas
charlotte charlie lottie
christina chris tina chrissy
christine chris tina chrissy
christopher chris kit
cynthia cindy
daniel dan danny
david dave davy
deborah deb debbie debra
dennis den
donald don donny
dorothy dot dottie dolly
douglas doug
edward ed eddie ted ned
eleanor ellie nell nora
elizabeth liz beth betty lizzie eliza libby lisa betsy
emily em emmy
ernest ernie
eugene gene
florence flo flossie
frances fran fanny
francis frank fran
franklin frank
frederick fred freddy freddie
gabriel gabe
gabrielle gabby
geoffrey geoff jeff
gerald gerry jerry
gregory greg
harold harry hal
harriet hattie
henry harry hank
herbert bert herb
isabella bella izzy
jacob jake
jacqueline jackie
james jim jimmy jamie
jane janie
janet jan
jeffrey jeff
jennifer jen jenny
jeremy jerry
jessica jess jessie
john jack johnny jon
jonathan jon jonny
joseph joe joey
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
margaret maggie meg peggy marge margie greta rita daisy
martha marty
martin marty
mary molly polly may
matthew matt
maurice morris
maximilian max
megan meg
michael mike mick micky mickey
michelle shelly
mildred millie
mitchell mitch
nancy nan
natalie nat
nathan nate nat
nathaniel nate nat
nicholas nick nicky
nicole nikki nicky
norman norm
oliver ollie
olivia liv livvy
oscar ossie
pamela pam
patricia pat patty trish tricia
patrick pat paddy
peter pete
philip phil
phillip phil
rachel rach
raymond ray
rebecca becky becca
reginald reg reggie
richard rick dick rich ricky richie
robert bob rob bobby robbie bert
roberta bobbie
rodney rod
roger rodge
ronald ron ronnie
rosemary rose rosie
russell russ
samantha sam sammy
samuel sam sammy
sandra sandy
sarah sally sadie
stanley stan
stephanie steph
stephen steve
steven steve
susan sue susie suzy
suzanne sue suzy
terence terry
theodore ted theo teddy
theresa terry tess tessa
thomas tom tommy
timothy tim timmy
valerie val
veronica ronnie
victor vic
victoria vicky vic tori
vincent vince vinnie
virginia ginny
walter walt wally
wilfred wilf
william bill will billy willy liam
winifred winnie
zachary zach zack
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
