// A part of the customer's page: a heading, a button beside it, what belongs to it.
import { Button, Group, Title } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { type ReactNode, useId } from 'react';
import classes from './Card.module.css';

interface CardProps {
	readonly title: string;
	readonly action?: ReactNode;
	readonly children: ReactNode;
}

export function Card({ title, action, children }: CardProps) {
	const id = useId();
	return (
		<section className={classes.card} aria-labelledby={id}>
			<Group justify="space-between" mih={30} mb="xs">
				<Title order={2} id={id}>
					{title}
				</Title>
				{action}
			</Group>
			{children}
		</section>
	);
}

/** The button beside the heading that adds to the part. */
export function AddButton({ onClick, children }: { readonly onClick: () => void; readonly children: ReactNode }) {
	return (
		<Button size="compact-sm" variant="subtle" leftSection={<IconPlus size={14} aria-hidden="true" />} onClick={onClick}>
			{children}
		</Button>
	);
}
