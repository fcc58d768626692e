// What every cell needs to show a value, made once for the grid: hooks of their own in each of some hundred cells were most of the time that a scrolled row took.
import { createContext, useContext, useMemo } from 'react';
import { useFormat } from '../../../../web/shared/format.ts';
import type { Format } from '../../../../web/shared/formats.ts';
import { useValueText } from '../FieldValue.tsx';
import type { ShownField } from '../fields.ts';
import { useListWords } from '../words.ts';

export interface CellTools {
	readonly say: ReturnType<typeof useListWords>;
	readonly format: Format;
	readonly valueText: (field: ShownField, value: unknown) => string;
}

const Context = createContext<CellTools | null>(null);
export const CellToolsProvider = Context.Provider;

/** The tools of the grid's language. */
export function useMadeCellTools(): CellTools {
	const say = useListWords();
	const format = useFormat();
	const valueText = useValueText();
	// The function of values is made anew at every drawing; what it says changes with the language alone.
	// biome-ignore lint/correctness/useExhaustiveDependencies: see above
	return useMemo(() => ({ say, format, valueText }), [say, format]);
}

export function useCellTools(): CellTools {
	const tools = useContext(Context);
	if (!tools) throw new Error('cells are drawn inside a grid');
	return tools;
}
