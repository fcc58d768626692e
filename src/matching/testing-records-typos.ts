// Slips of hands, eyes and ears in one text: what the errors of generated records are made of.
import { Converter } from 'opencc-js/cn2t';
import { isHan } from '../values/han.ts';
import { homophonesOf } from './testing-records-chinese.ts';
import type { Random } from './testing-records-random.ts';

const keyboard = ['1234567890', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm'];
const neighbours = new Map<string, string>();
keyboard.forEach((row, line) => {
	for (let at = 0; at < row.length; at++) {
		const near = [
			row[at - 1],
			row[at + 1],
			keyboard[line - 1]?.[at],
			keyboard[line - 1]?.[at + 1],
			keyboard[line + 1]?.[at],
			keyboard[line + 1]?.[at - 1],
		];
		neighbours.set(row[at]!, near.filter((key) => key !== undefined && /[a-z]/.test(key) === /[a-z]/.test(row[at]!)).join(''));
	}
});
/** Shapes that scanning and handwriting confuse. */
const shapes: readonly (readonly [string, string])[] = [
	['rn', 'm'],
	['m', 'rn'],
	['l', '1'],
	['l', 'i'],
	['i', 'l'],
	['o', '0'],
	['0', 'o'],
	['cl', 'd'],
	['d', 'cl'],
	['e', 'c'],
	['h', 'b'],
	['u', 'v'],
	['n', 'ri'],
	['1', 'l'],
	['5', 's'],
	['s', '5'],
	['B', '8'],
	['8', 'B'],
];

/** Where Latin letters stand; typing errors happen there. */
function letterPlaces(text: string): number[] {
	const places: number[] = [];
	for (let i = 0; i < text.length; i++) if (/[a-z]/i.test(text[i]!)) places.push(i);
	return places;
}

/** The text with one place altered; unchanged where it has fewer than three Latin letters. */
function alter(text: string, random: Random, change: (letter: string, at: number) => string): string {
	const places = letterPlaces(text);
	if (places.length < 3) return text;
	const at = random.pick(places);
	return text.slice(0, at) + change(text[at]!, at) + text.slice(at + 1);
}

function sameCase(letter: string, like: string): string {
	return like === like.toUpperCase() ? letter.toUpperCase() : letter;
}

/** A letter too many: doubled, or its neighbour on the keyboard hit as well. */
export function insertLetter(text: string, random: Random): string {
	return alter(text, random, (letter) => letter + random.pick((neighbours.get(letter.toLowerCase()) ?? '') + letter.toLowerCase()));
}

/** A letter too few. */
export function omitLetter(text: string, random: Random): string {
	return alter(text, random, () => '');
}

/** The key beside the right one. */
export function hitNeighbour(text: string, random: Random): string {
	return alter(text, random, (letter) => sameCase(random.pick(neighbours.get(letter.toLowerCase()) || letter), letter));
}

/** Two letters in the wrong order. */
export function swapLetters(text: string, random: Random): string {
	const places = letterPlaces(text).filter(
		(at) => /[a-z]/i.test(text[at + 1] ?? '') && text[at]!.toLowerCase() !== text[at + 1]!.toLowerCase(),
	);
	if (places.length < 2) return text;
	const at = random.pick(places);
	const [one, two] = [text[at]!, text[at + 1]!];
	return text.slice(0, at) + sameCase(two.toLowerCase(), one) + sameCase(one.toLowerCase(), two) + text.slice(at + 2);
}

/** A shape taken for another: rn for m, 0 for o. */
export function misread(text: string, random: Random): string {
	const found = shapes.filter(([seen]) => text.includes(seen));
	if (found.length === 0) return text;
	const [seen, read] = random.pick(found);
	return text.replace(seen, read);
}

/** A Chinese character that sounds alike, at or after the given place. */
export function mishear(text: string, random: Random, from = 0): string {
	const characters = [...text];
	const places: number[] = [];
	for (let at = from; at < characters.length; at++) if (homophonesOf(characters[at]!) !== '') places.push(at);
	if (places.length === 0) return text;
	const at = random.pick(places);
	characters[at] = random.pick([...homophonesOf(characters[at]!)]);
	return characters.join('');
}

/** One digit of a number off, or two of them swapped. */
export function slipDigit(text: string, random: Random): string {
	const places: number[] = [];
	for (let i = 0; i < text.length; i++) if (/\d/.test(text[i]!)) places.push(i);
	if (places.length < 4) return text;
	// Not at its head: a country's code or a first digit is seldom mistaken.
	const at = places[random.between(2, places.length - 1)]!;
	const next = text[at + 1];
	if (next !== undefined && /\d/.test(next) && next !== text[at] && random.chance(0.3))
		return text.slice(0, at) + next + text[at] + text.slice(at + 2);
	return text.slice(0, at) + ((Number(text[at]) + random.between(1, 9)) % 10) + text.slice(at + 1);
}

const toTraditional = Converter({ from: 'cn', to: 't' });
const traditional = new Map<string, string>();

/** 张伟 → 張偉. */
export function inTraditional(text: string): string {
	let result = '';
	for (const character of text) {
		let other = traditional.get(character);
		if (other === undefined) {
			other = isHan(character) ? toTraditional(character) : character;
			traditional.set(character, other);
		}
		result += other;
	}
	return result;
}
