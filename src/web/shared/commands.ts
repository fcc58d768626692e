// What a person can do from anywhere: the shell and each page that is shown tell their commands here. The command palette, the keyboard and the list of
// shortcuts read the same list, so none of them names a thing that is not there.
import type { Icon } from '@tabler/icons-react';
import { useEffect, useEffectEvent, useSyncExternalStore } from 'react';
import type { Words } from '../../platform/errors.ts';

/** The headings under which commands stand: what concerns this page first. */
export const sections = ['here', 'go', 'do', 'settings', 'help'] as const;
export type Section = (typeof sections)[number];

export interface Command {
	/** Unique among all: `customers.new`. */
	readonly id: string;
	/** A verb first, such as `useListWords.words.new`: both languages, since people search in either. */
	readonly words: Words;
	/** Further words by which it is found. */
	readonly also?: string;
	readonly section: Section;
	readonly icon?: Icon;
	/**
	 * Keys as `readKeys` reads them: `c`, `g c` (one after the other), `?`, `mod+k` (Ctrl, on a Mac ⌘), `ArrowDown`.
	 * Single keys are heard outside of fields only.
	 */
	readonly keys?: string;
	/** Absent where a component hears the keys itself (arrows inside a list): then it is told by the list of shortcuts alone. */
	readonly run?: () => void;
	/** False for what makes no sense in the palette: moving in a list. */
	readonly listed?: boolean;
}

let lists: readonly (readonly Command[])[] = [];
let all: readonly Command[] = [];
const listeners = new Set<() => void>();

function replace(old: readonly Command[] | null, next: readonly Command[] | null): void {
	lists = [...lists.filter((list) => list !== old), ...(next ? [next] : [])];
	// The last one that says an id holds: a page may take over what the shell offers.
	all = [...new Map(lists.flat().map((command) => [command.id, command])).values()];
	for (const listen of listeners) listen();
}

/** Adds commands to the list; the function takes them away again. */
export function offer(commands: readonly Command[]): () => void {
	replace(null, commands);
	return () => replace(commands, null);
}

/** All commands that can be given now. */
export function commandsNow(): readonly Command[] {
	return all;
}

/**
 * Offers commands while the component is shown: `useCommands([{ id: 'customer.trash', words: usePageWords.words.trash, section: 'here', run: remove }])`.
 * The array may be made anew at every drawing: the list changes only where what is shown of it does, and `run` is always the last one.
 */
export function useCommands(commands: readonly Command[]): void {
	const shape = JSON.stringify(commands.map(({ run, icon: _, ...shown }) => ({ ...shown, runs: Boolean(run) })));
	const give = useEffectEvent((id: string) => commands.find((command) => command.id === id)?.run?.());
	// biome-ignore lint/correctness/useExhaustiveDependencies: the shape tells when they differ
	useEffect(() => offer(commands.map((command) => ({ ...command, run: command.run && (() => give(command.id)) }))), [shape]);
}

/** The list of commands, drawn anew when it changes. */
export function useAllCommands(): readonly Command[] {
	return useSyncExternalStore((listen) => {
		listeners.add(listen);
		return () => listeners.delete(listen);
	}, commandsNow);
}
