// A field for a new password that tells how hard it is to guess while one types. The lists that know are loaded when the field is used.
import { PasswordInput, type PasswordInputProps, Progress, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { Strength } from '../../../platform/password-strength.ts';
import { useSettled } from '../../../web/shared/settled.ts';
import { useSignInWords } from './words.ts';

interface NewPasswordProps extends Omit<PasswordInputProps, 'value' | 'description'> {
	readonly value?: string;
	/** What somebody who knows the person would try. */
	readonly facts?: readonly string[];
}

const colours = ['red', 'red', 'yellow', 'green', 'green'] as const;

export function NewPassword({ value = '', facts = [], ...rest }: NewPasswordProps) {
	const say = useSignInWords();
	const settled = useSettled(value, 150);
	const known = facts.join('\n');
	const [strength, setStrength] = useState<Strength | null>(null);
	useEffect(() => {
		if (settled === '') return setStrength(null);
		let current = true;
		import('../../../platform/password-strength.ts').then(
			({ passwordStrength }) => current && setStrength(passwordStrength(settled, known.split('\n'))),
			// Without the lists the server decides all the same.
			() => {},
		);
		return () => {
			current = false;
		};
	}, [settled, known]);
	const shown = strength && (strength.leaked ? say('strength_leaked') : say(`strength_${strength.score}`));
	return (
		<div>
			<PasswordInput
				description={say('password_hint')}
				autoComplete="new-password"
				required
				withAsterisk={false}
				visibilityToggleButtonProps={{ 'aria-label': say('show_password') }}
				value={value}
				{...rest}
			/>
			<div aria-live="polite">
				{strength && (
					<>
						<Progress
							mt={6}
							size="xs"
							value={strength.leaked ? 5 : (strength.score + 1) * 20}
							color={strength.leaked ? 'red' : colours[strength.score]}
							aria-label={say('strength')}
						/>
						<Text size="xs" c="dimmed" mt={2}>
							{shown}
						</Text>
					</>
				)}
			</div>
		</div>
	);
}
