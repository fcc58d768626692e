// Chinese characters: telling them apart from other scripts, and folding traditional forms into simplified ones, character by character.
import { Converter } from 'opencc-js/t2cn';

/** A Chinese character of any plane, 〇 (the zero of years and of some names) or 々; not the radicals and strokes that Unicode lists as signs. */
const hanPattern = /[\p{Unified_Ideograph}〇々]/u;

/** True when the text holds at least one Chinese character. */
export function hasHan(text: string): boolean {
	for (let i = 0; i < text.length; i++) {
		const unit = text.charCodeAt(i);
		if (isCommonHan(unit)) return true;
		if (unit >= 0x2e80) return hanPattern.test(text.slice(i));
	}
	return false;
}

/** The unified block U+4E00–U+9FFF, where all but rare characters live. */
function isCommonHan(unit: number): boolean {
	return unit >= 0x4e00 && unit <= 0x9fff;
}

/** True for one character (a string of one code point) that is Chinese. */
export function isHan(character: string): boolean {
	const unit = character.charCodeAt(0);
	return isCommonHan(unit) || (unit >= 0x2e80 && hanPattern.test(character));
}

let simplified: Map<string, string> | undefined;

/**
 * One traditional character to its simplified form. Built once from OpenCC's tables (about 60 ms): Hong Kong's variants first, the general
 * table after, followed until nothing changes (麽 → 么). Character by character and not by phrase, so that the fold of a prefix is a prefix of the fold.
 */
function simplifiedForms(): Map<string, string> {
	if (simplified) return simplified;
	const general = Converter({ from: 't', to: 'cn' });
	const hongKong = Converter({ from: 'hk', to: 'cn' });
	simplified = new Map([['羣', '群']]);
	for (let code = 0x3400; code <= 0x9fff; code++) {
		const character = String.fromCharCode(code);
		let form = character;
		for (let round = 0; round < 3; round++) form = general(hongKong(form));
		if (form !== character && form.length === 1) simplified.set(character, form);
	}
	return simplified;
}

/** Traditional characters to simplified ones; everything else stays. The length never changes, so positions in both texts agree. */
export function simplify(text: string): string {
	const forms = simplifiedForms();
	let result = '';
	let copied = 0;
	for (let i = 0; i < text.length; i++) {
		const unit = text.charCodeAt(i);
		if (unit < 0x3400 || unit > 0x9fff) continue;
		const form = forms.get(text[i] as string);
		if (form === undefined) continue;
		result += text.slice(copied, i) + form;
		copied = i + 1;
	}
	return copied === 0 ? text : result + text.slice(copied);
}
