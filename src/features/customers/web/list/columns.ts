// Which columns the list shows: chosen by the person, kept on this device.
import { useState } from 'react';
import { keep, kept } from '../../../../web/shared/kept.ts';
import { type ShownField, useFields } from '../fields.ts';

const place = 'columns';

export interface Columns {
	readonly all: readonly ShownField[];
	readonly shown: readonly ShownField[];
	readonly toggle: (name: string) => void;
	readonly reset: () => void;
}

/** The columns in reading order; the name always comes first and stays. */
export function useColumns(): Columns {
	const all = useFields();
	const [chosen, setChosen] = useState<readonly string[] | null>(() => kept<string[]>(place));
	const isShown = (field: ShownField) => field.name === 'name' || (chosen ? chosen.includes(field.name) : field.listed);
	const shown = all.filter(isShown);
	const set = (names: readonly string[]) => {
		setChosen(names);
		keep(place, [...names]);
	};
	return {
		all,
		shown,
		toggle: (name) => {
			const names = shown.map((field) => field.name);
			set(names.includes(name) ? names.filter((one) => one !== name) : [...names, name]);
		},
		reset: () => set(all.filter((field) => field.listed).map((field) => field.name)),
	};
}

/** Width of a column in rem, by what stands in it. */
export function widthOf({ name, type }: ShownField): number {
	if (name === 'name' || name === 'company') return 11;
	if (name === 'email') return 13;
	if (name === 'city') return 6;
	if (name === 'id' || type === 'choice' || type === 'boolean') return 6;
	return type === 'text' || type === 'timestamp' ? 9.5 : 8;
}
