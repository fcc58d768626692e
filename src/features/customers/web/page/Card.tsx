// A part of the customer's page: a heading, a button beside it, what belongs to it.
import { Group, Title } from '@mantine/core';
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
