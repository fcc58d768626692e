// A long list of the page: the first ones, and a button for more of them at a time, so that hundreds do not stand in the way of what is below.
import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useFormat } from '../../../../web/shared/format.ts';
import { usePageWords } from '../words-page.ts';
import { fewOf } from './long.ts';

/** Lines at first, and how many come with each press. */
const first = 12;
const step = 50;

/** @returns what is to be shown, and the button below it (null where all is shown) */
export function useFew<T>(items: readonly T[], kindOf: (item: T) => string): readonly [readonly T[], ReactNode] {
	const say = usePageWords();
	const format = useFormat();
	const [most, setMost] = useState(first);
	// One line less is not worth a button.
	if (items.length <= first + 1) return [items, null];
	const rest = items.length - most;
	const button = (
		<Button
			size="compact-sm"
			variant="subtle"
			ml={-8}
			mt={4}
			aria-expanded={rest <= 0}
			onClick={() => setMost(rest > 0 ? most + step : first)}
		>
			{rest > 0 ? say('show_more_of', { count: format.number(Math.min(rest, step)), all: format.number(items.length) }) : say('show_fewer')}
		</Button>
	);
	return [fewOf(items, most, kindOf), button];
}
