// A message with one button: what was done can be taken back from where it is told.
import { Button, Group } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Afterthought } from './problem.ts';

/** @param close called when the button was pressed */
export function withButton(message: string, { label, act }: Afterthought, close: () => void): ReactNode {
	return (
		<Group justify="space-between" wrap="nowrap">
			<span>{message}</span>
			<Button
				size="compact-sm"
				variant="light"
				onClick={() => {
					close();
					act();
				}}
			>
				{label}
			</Button>
		</Group>
	);
}
