// Distinct texts packed into typed arrays: a million of them weigh what their letters weigh, and threads share them without a copy.

/** The text of code k stands in `chars` from `starts[k]` to `starts[k + 1]`; code 0 is the empty text, which means that nothing is known. */
export interface Texts {
	readonly chars: Uint16Array;
	readonly starts: Uint32Array;
}

const sharedUint16 = (length: number): Uint16Array => new Uint16Array(new SharedArrayBuffer(Math.max(2, length * 2)));
const sharedUint32 = (length: number): Uint32Array => new Uint32Array(new SharedArrayBuffer(Math.max(4, length * 4)));

/** Collects texts one after another; equal ones may be told apart by the caller. */
export class TextsBuilder {
	#chars = sharedUint16(4096);
	#starts = sharedUint32(1024);
	#length = 0;
	#count = 0;

	/** Adds a text and returns its code. */
	add(text: string): number {
		if (this.#length + text.length > this.#chars.length) {
			const grown = sharedUint16(Math.max(this.#chars.length * 2, this.#length + text.length));
			grown.set(this.#chars);
			this.#chars = grown;
		}
		if (this.#count + 2 > this.#starts.length) {
			const grown = sharedUint32(this.#starts.length * 2);
			grown.set(this.#starts);
			this.#starts = grown;
		}
		for (let at = 0; at < text.length; at++) this.#chars[this.#length + at] = text.charCodeAt(at);
		this.#length += text.length;
		this.#starts[++this.#count] = this.#length;
		return this.#count - 1;
	}

	get size(): number {
		return this.#count;
	}

	build(): Texts {
		return { chars: this.#chars, starts: this.#starts.subarray(0, this.#count + 1) };
	}
}

/** The text of a code. */
export function textOf({ chars, starts }: Texts, code: number): string {
	return String.fromCharCode(...chars.subarray(starts[code]!, starts[code + 1]!));
}
