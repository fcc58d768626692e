// The keyboard from anywhere: hears the keys of all commands that can be given now.
import { useEffect, useSyncExternalStore } from 'react';
import { type Command, commandsNow } from '../shared/commands.ts';
import { keep, kept } from '../shared/kept.ts';
import { isStroke, type Pressed, readKeys } from '../shared/keys.ts';

/** How long the second stroke of `g c` may take. In milliseconds. */
const patience = 1200;

const place = 'shortcuts';
const listeners = new Set<() => void>();

/** Whether single keys are heard on this device (WCAG 2.1.4: they can be switched off). */
export function singleKeysHeard(): boolean {
	return kept<string>(place) !== 'off';
}

export function hearSingleKeys(heard: boolean): void {
	keep(place, heard ? 'on' : 'off');
	for (const listen of listeners) listen();
}

export function useSingleKeysHeard(): boolean {
	return useSyncExternalStore((listen) => {
		listeners.add(listen);
		return () => listeners.delete(listen);
	}, singleKeysHeard);
}

/** What the strokes so far lead to: a command, more strokes to wait for, or nothing. */
export function follow(strokes: readonly Pressed[], commands: readonly Command[]): Command | 'more' | null {
	let more = false;
	// The last one offered wins: a page before the shell.
	for (const command of commands.toReversed()) {
		if (!command.keys || !command.run) continue;
		const wanted = readKeys(command.keys);
		if (!strokes.every((stroke, place) => wanted[place] && isStroke(stroke, wanted[place]))) continue;
		if (wanted.length === strokes.length) return command;
		more = true;
	}
	return more ? 'more' : null;
}

/** Where letters are text: fields, and what holds a list of its own that is searched by typing. */
function takesText(target: EventTarget | null): boolean {
	return (
		target instanceof Element &&
		target.closest('input, textarea, select, [contenteditable="true"], [role="menu"], [role="listbox"]') !== null
	);
}

/** Whether a dialogue is open: what lies under it cannot be given commands. */
function dialogueOpen(): boolean {
	return document.querySelector('[role="dialog"][aria-modal="true"]') !== null;
}

/** Hears the keys of all commands while the component is shown. */
export function useShortcuts(): void {
	useEffect(() => {
		let strokes: Pressed[] = [];
		let last = 0;
		const listen = (event: KeyboardEvent) => {
			// While an input method composes, its keys choose words.
			if (event.isComposing || event.defaultPrevented || event.repeat || ['Shift', 'Control', 'Meta', 'Alt'].includes(event.key)) return;
			const single = !(event.ctrlKey || event.metaKey);
			if (dialogueOpen() || (single && (takesText(event.target) || !singleKeysHeard()))) {
				strokes = [];
				return;
			}
			const before = event.timeStamp - last < patience ? strokes : [];
			last = event.timeStamp;
			// A second stroke that leads nowhere may begin another shortcut.
			const tries = before.length > 0 ? [[...before, event], [event]] : [[event]];
			for (const tried of tries) {
				const found = follow(tried, commandsNow());
				if (found === null) continue;
				event.preventDefault();
				strokes = found === 'more' ? tried : [];
				if (found !== 'more') found.run?.();
				return;
			}
			strokes = [];
		};
		window.addEventListener('keydown', listen);
		return () => window.removeEventListener('keydown', listen);
	}, []);
}
