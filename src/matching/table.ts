// Records as the matcher reads them: a code for each value of a column, equal values once.
import { guessDateOrder } from '../values/date.ts';
import { groupOf, slots, writeAtoms } from './atoms.ts';
import { lettersMask } from './distance.ts';
import { comparable, soundOf } from './forms.ts';
import { type Kind, nearlyUnique } from './kinds.ts';
import { hasForms } from './nicknames.ts';
import { type Texts, TextsBuilder, textOf } from './texts.ts';
import type { Span } from './words.ts';

export interface Column {
	readonly name: string;
	readonly kind: Kind;
	/** The code of each record's value; 0: nothing is known. */
	readonly codes: Int32Array;
	readonly texts: Texts;
	/** How the texts sound, by the same codes; empty where they are not Chinese. */
	readonly sounds: Texts;
	/** How often each value stands in the column. */
	readonly counts: Uint32Array;
	/** How many records have a value. */
	readonly filled: number;
	/** Hashes by code and slot (atoms.ts). */
	readonly atoms: Uint32Array;
	/** The letters of each text and of how it sounds, by code. */
	readonly masks: Uint32Array;
	readonly soundMasks: Uint32Array;
	/** Which texts are given names with pet forms; empty for columns of another kind. */
	readonly forms: Uint8Array;
}

export interface Table {
	readonly rows: number;
	readonly columns: readonly Column[];
}

const samples = 2_000;

/** Takes the values of one column, in the order of the records. */
export class ColumnBuilder {
	readonly #name: string;
	readonly #kind: Kind;
	readonly #raw = new Map<string, number>();
	readonly #forms: string[] = [''];
	readonly #counts: number[] = [0];
	readonly #known = new Map<string, number>([['', 0]]);
	#codes = new Int32Array(1024);
	#rows = 0;
	#held: string[] = [];
	#order: 'dmy' | 'mdy' | 'ymd' | null = null;

	constructor(name: string, kind: Kind) {
		this.#name = name;
		this.#kind = kind;
	}

	add(raw: string): void {
		// The order of day and month shows in the first dates.
		if (this.#kind === 'date' && this.#held.length < samples) {
			this.#held.push(raw);
			if (this.#held.length === samples) this.#release();
			return;
		}
		this.#put(raw);
	}

	#release(): void {
		this.#order = guessDateOrder(this.#held.filter((one) => one !== ''));
		for (const raw of this.#held) this.#put(raw);
	}

	#put(raw: string): void {
		let code = this.#raw.get(raw);
		if (code === undefined) {
			const form = comparable(this.#kind, raw, this.#order);
			code = this.#known.get(form);
			if (code === undefined) {
				code = this.#forms.length;
				this.#forms.push(form);
				this.#counts.push(0);
				this.#known.set(form, code);
			}
			this.#raw.set(raw, code);
		}
		if (this.#rows === this.#codes.length) {
			const grown = new Int32Array(this.#codes.length * 2);
			grown.set(this.#codes);
			this.#codes = grown;
		}
		this.#codes[this.#rows++] = code;
		this.#counts[code]!++;
	}

	build(): Column {
		if (this.#kind === 'date' && this.#held.length < samples) this.#release();
		const rows = this.#rows;
		this.#raw.clear();
		this.#known.clear();
		// What half a percent of all records share (twenty at least) belongs to nobody.
		const limit = nearlyUnique.has(this.#kind) ? Math.max(20, rows / 200) : Number.POSITIVE_INFINITY;
		const texts = new TextsBuilder();
		const sounds = new TextsBuilder();
		for (const [code, form] of this.#forms.entries()) {
			const told = this.#counts[code]! > limit ? '' : form;
			texts.add(told);
			sounds.add(told === '' ? '' : soundOf(this.#kind, told));
			this.#forms[code] = '';
		}
		const counts = Uint32Array.from(this.#counts);
		const codes = new Int32Array(new SharedArrayBuffer(Math.max(4, rows * 4)));
		codes.set(this.#codes.subarray(0, rows));
		let filled = 0;
		for (let row = 0; row < rows; row++) {
			if (counts[codes[row]!]! > limit) codes[row] = 0;
			if (codes[row] !== 0) filled++;
		}
		const built = { texts: texts.build(), sounds: sounds.build() };
		const masked = { ...built, masks: masksOf(built.texts), soundMasks: masksOf(built.sounds), forms: formsIn(this.#kind, built.texts) };
		return { name: this.#name, kind: this.#kind, codes, counts, filled, ...masked, atoms: atomsOf(this.#kind, masked) };
	}
}

function masksOf({ chars, starts }: Texts): Uint32Array {
	const masks = new Uint32Array(new SharedArrayBuffer((starts.length - 1) * 4));
	for (let code = 0; code < masks.length; code++) masks[code] = lettersMask(chars, starts[code]!, starts[code + 1]!);
	return masks;
}

function formsIn(kind: Kind, texts: Texts): Uint8Array {
	const forms = new Uint8Array(new SharedArrayBuffer(kind === 'given' ? texts.starts.length - 1 : 0));
	for (let code = 0; code < forms.length; code++) forms[code] = Number(hasForms(textOf(texts, code)));
	return forms;
}

type Spelt = Pick<Column, 'texts' | 'sounds' | 'masks' | 'soundMasks' | 'forms'>;

function atomsOf(kind: Kind, spelt: Spelt): Uint32Array {
	const width = slots[groupOf(kind)].length;
	const count = spelt.texts.starts.length - 1;
	const atoms = new Uint32Array(new SharedArrayBuffer(Math.max(4, count * width * 4)));
	const span = newSpan();
	for (let code = 1; code < count; code++) writeAtoms(kind, setSpan(span, spelt, code), atoms, code * width);
	return atoms;
}

const none = new Uint16Array(0);
export const newSpan = (): Span => ({
	chars: none,
	start: 0,
	end: 0,
	sounds: none,
	soundStart: 0,
	soundEnd: 0,
	mask: 0,
	soundMask: 0,
	hasForms: false,
});

/** Points a span at the text of a code. */
export function setSpan(span: Span, { texts, sounds, masks, soundMasks, forms }: Spelt, code: number): Span {
	span.chars = texts.chars;
	span.start = texts.starts[code]!;
	span.end = texts.starts[code + 1]!;
	span.sounds = sounds.chars;
	span.soundStart = sounds.starts[code]!;
	span.soundEnd = sounds.starts[code + 1]!;
	span.mask = masks[code]!;
	span.soundMask = soundMasks[code]!;
	span.hasForms = forms[code] === 1;
	return span;
}
