// What levels stand on: a text as a range of letters, its words, and what letters alone say of two of them.
import { lettersMask } from './distance.ts';

/** A text as a range of letters, with how it sounds where it is Chinese (an empty range where it is not). */
export interface Span {
	chars: Uint16Array;
	start: number;
	end: number;
	sounds: Uint16Array;
	soundStart: number;
	soundEnd: number;
	/** Which letters occur (lettersMask). */
	mask: number;
	/** And in how it sounds. */
	soundMask: number;
	/** Whether it is a given name with pet forms. */
	hasForms: boolean;
}

const space = 32;
export function isDigit(unit: number): boolean {
	return unit >= 48 && unit <= 57;
}
export function isHan(unit: number): boolean {
	return unit >= 0x3400 && unit <= 0x9fff;
}

export const most = 24;
/** Words of a text: beginnings and ends in turn. */
export class Words {
	readonly at = new Int32Array(most * 2);
	/** The letters of each. */
	readonly masks = new Uint32Array(most);
	count = 0;
	read(chars: Uint16Array, start: number, end: number): this {
		this.count = 0;
		for (let i = start; i < end && this.count < most; ) {
			while (i < end && chars[i] === space) i++;
			if (i === end) break;
			const from = i;
			while (i < end && chars[i] !== space) i++;
			this.at[this.count * 2] = from;
			this.at[this.count * 2 + 1] = i;
			this.masks[this.count] = lettersMask(chars, from, i);
			this.count++;
		}
		return this;
	}
}

/** The best that Jaro and Winkler may give two words, by their letters alone. */
export function likeAtMost(n: number, lackX: number, m: number, lackY: number, sameHead: boolean): number {
	const jaro = ((n - lackX) / n + (m - lackY) / m + 1) / 3;
	return sameHead ? jaro + 0.4 * (1 - jaro) : jaro;
}
