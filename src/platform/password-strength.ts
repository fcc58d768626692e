// How hard a password is to guess, told without asking anybody outside: lists of passwords that leaked, words, names, keyboards, dates (zxcvbn).
// Used by the server, which decides, and by the page while one types; the lists are large, so the page loads this file when a password is chosen.
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary as common } from '@zxcvbn-ts/language-common';
import { dictionary as english } from '@zxcvbn-ts/language-en';

/** What is often put together into passwords in Chinese, as it is typed: love, for ever, password, hello, names of the country, numbers that sound like words. */
const chineseHabits = `woaini aini woaiwojia wodemima mima nihao zhongguo beijing shanghai baobei laopo laogong mama baba woshishui haha
	1314 520 521 5201314 1314520 1314521 7758521 584520 168 888 666 qq weixin zhifubao taobao alipay
	wang li zhang liu chen yang zhao huang zhou wu xu sun ma zhu hu guo he lin luo gao zheng liang xie song tang
	wei fang na min jing lei qiang jun yong jie juan tao ming chao xia ping gang`.split(/\s+/);

let made: ZxcvbnFactory | undefined;

/** Half a second of work, once. */
function factory(): ZxcvbnFactory {
	made ??= new ZxcvbnFactory({
		dictionary: { ...common, ...english, 'habits-zh': chineseHabits, product: ['clientele', 'crm', 'customer', 'customers', 'kehu'] },
		graphs: adjacencyGraphs,
	});
	return made;
}

export interface Strength {
	/** 0 to 4: guessed in fewer than 10^3, 10^6, 10^9, 10^11 guesses, or more. */
	readonly score: 0 | 1 | 2 | 3 | 4;
	/** Whether it, or nearly all of it, is a password that leaked somewhere. */
	readonly leaked: boolean;
}

/** Passwords below this score are refused. */
export const leastScore = 3;

/**
 * The strength of a password.
 * @param about what somebody who knows the person would try: the name, the address, the company
 */
export function passwordStrength(password: string, about: readonly string[] = []): Strength {
	const known = about
		.flatMap((one) => [one, one.split('@')[0]!.replace(/[^\p{L}\p{N}]+/gu, ''), ...one.split(/[^\p{L}\p{N}]+/u)])
		.filter((one) => one.length > 1);
	// What comes later adds strength only; the time grows with the length.
	const { guessesLog10, sequence } = factory().check(password.normalize('NFKC').slice(0, 64), known.slice(0, 30));
	const score = [3, 6, 9, 11].filter((least) => guessesLog10 >= least).length as Strength['score'];
	const first = sequence[0] as { readonly dictionaryName?: string } | undefined;
	return { score, leaked: sequence.length === 1 && first?.dictionaryName === 'passwords-common' };
}
