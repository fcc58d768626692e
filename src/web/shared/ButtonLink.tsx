// A link that looks like a button.
import { Button, type ButtonProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, Ref } from 'react';

interface AnchorProps extends ButtonProps, Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof ButtonProps> {
	readonly ref?: Ref<HTMLAnchorElement>;
}

const AnchorButton = (props: AnchorProps) => <Button component="a" {...props} />;

/** `<ButtonLink to="/imports/new">…</ButtonLink>`: addresses and their parameters are checked as those of `Link`. */
export const ButtonLink = createLink(AnchorButton);
