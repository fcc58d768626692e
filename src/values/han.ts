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

/** True for a text of such characters alone, and for an empty one. */
export function isCommonHanOnly(text: string): boolean {
	for (let i = 0; i < text.length; i++) if (!isCommonHan(text.charCodeAt(i))) return false;
	return true;
}

/** True for one character (a string of one code point) that is Chinese. */
export function isHan(character: string): boolean {
	const unit = character.charCodeAt(0);
	return isCommonHan(unit) || (unit >= 0x2e80 && hanPattern.test(character));
}

/** The first and the last character that is looked at: the unified block and its extension A. */
const firstCode = 0x3400;
const lastCode = 0x9fff;

let simplified: Uint16Array | undefined;

/**
 * The simplified form of each traditional character from `firstCode` on, 0 where it is its own. Built once from OpenCC's tables (about 30 ms): Hong
 * Kong's variants first, the general table after, followed until nothing changes (麽 → 么). Character by character and not by phrase, so that the fold
 * of a prefix is a prefix of the fold.
 */
function simplifiedForms(): Uint16Array {
	if (simplified) return simplified;
	const general = Converter({ from: 't', to: 'cn' });
	const hongKong = Converter({ from: 'hk', to: 'cn' });
	const characters = Array.from({ length: lastCode - firstCode + 1 }, (_, index) => String.fromCharCode(firstCode + index));
	// In one text, which is faster; the line ends keep the characters from making phrases.
	let forms = characters.join('\n').replace('羣', '群');
	for (let round = 0; round < 3; round++) forms = general(hongKong(forms));
	simplified = Uint16Array.from(forms.split('\n'), (form, index) =>
		form === characters[index] || form.length > 1 ? 0 : form.charCodeAt(0),
	);
	return simplified;
}

/** Traditional characters to simplified ones; everything else stays. The length never changes, so positions in both texts agree. */
export function simplify(text: string): string {
	const forms = simplifiedForms();
	let result = '';
	let copied = 0;
	for (let i = 0; i < text.length; i++) {
		const unit = text.charCodeAt(i);
		if (unit < firstCode || unit > lastCode) continue;
		const form = forms[unit - firstCode] as number;
		if (form === 0) continue;
		result += text.slice(copied, i) + String.fromCharCode(form);
		copied = i + 1;
	}
	return copied === 0 ? text : result + text.slice(copied);
}
