// A button with an icon and its word; where there is no room for the word, the icon alone, named by the word.
import { Button, type ButtonProps } from '@mantine/core';
import type { ComponentPropsWithRef, ReactNode } from 'react';

interface LabelledProps extends Omit<ButtonProps & ComponentPropsWithRef<'button'>, 'children' | 'leftSection'> {
	readonly icon: ReactNode;
	readonly label: string;
	readonly iconAlone: boolean;
}

export function Labelled({ icon, label, iconAlone, variant = 'default', ...rest }: LabelledProps) {
	return iconAlone ? (
		<Button variant={variant} px="xs" aria-label={label} title={label} {...rest}>
			{icon}
		</Button>
	) : (
		<Button variant={variant} leftSection={icon} {...rest}>
			{label}
		</Button>
	);
}
