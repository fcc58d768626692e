// Keys of shortcuts: how they are written, heard and shown.

/** One stroke: a key, with or without Ctrl (on a Mac ⌘). */
export interface Stroke {
	/** As KeyboardEvent.key tells it, letters small. */
	readonly key: string;
	readonly mod: boolean;
}

/** Reads `g c`, `mod+k`, `?` into strokes that follow each other. */
export function readKeys(keys: string): readonly Stroke[] {
	return keys.split(' ').map((stroke) => {
		const mod = stroke.startsWith('mod+');
		const key = mod ? stroke.slice(4) : stroke;
		return { key: key.length === 1 ? key.toLowerCase() : key, mod };
	});
}

/** What of a keyboard event matters here. */
export interface Pressed {
	readonly key: string;
	readonly ctrlKey: boolean;
	readonly metaKey: boolean;
	readonly altKey: boolean;
}

/** Whether the person pressed this stroke. Shift is part of the key it makes (`?`), never asked for by itself. */
export function isStroke(pressed: Pressed, { key, mod }: Stroke): boolean {
	const said = pressed.key.length === 1 ? pressed.key.toLowerCase() : pressed.key;
	return said === key && (pressed.ctrlKey || pressed.metaKey) === mod && !pressed.altKey;
}

const symbols: Readonly<Record<string, string>> = {
	ArrowDown: '↓',
	ArrowUp: '↑',
	ArrowLeft: '←',
	ArrowRight: '→',
	Enter: '↵',
	Escape: 'Esc',
	' ': 'Space',
};

/** Whether the keyboard has ⌘ in the place of Ctrl. */
const isMac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent);

/** The caps of a shortcut, stroke by stroke: `mod+k` → [["Ctrl","K"]], `g c` → [["G"],["C"]]. */
export function capsOf(keys: string, mac: boolean = isMac): readonly (readonly string[])[] {
	return readKeys(keys).map(({ key, mod }) => {
		const cap = symbols[key] ?? (key.length === 1 ? key.toUpperCase() : key);
		return mod ? [mac ? '⌘' : 'Ctrl', cap] : [cap];
	});
}

/** The shortcut for aria-keyshortcuts; null for one of several strokes, which that attribute cannot tell. */
export function ariaKeys(keys: string): string | undefined {
	const [first, second] = readKeys(keys);
	if (!first || second) return undefined;
	return first.mod ? `Control+${first.key.toUpperCase()} Meta+${first.key.toUpperCase()}` : first.key;
}
