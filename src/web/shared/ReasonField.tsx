// Why something is done: a line that the audit keeps.
import { TextInput } from '@mantine/core';
import { longestReason } from '../../platform/reason.ts';
import { useCommonWords } from '../words.ts';

interface ReasonFieldProps {
	readonly value?: string;
	readonly onChange: (reason: string) => void;
	/** Nothing is done without one. */
	readonly needed?: boolean;
	readonly focus?: boolean;
}

export function ReasonField({ value, onChange, needed = false, focus = false }: ReasonFieldProps) {
	const say = useCommonWords();
	return (
		<TextInput
			label={say(needed ? 'reason' : 'reason_optional')}
			description={say('reason_hint')}
			maxLength={longestReason}
			required={needed}
			withAsterisk={false}
			autoComplete="off"
			{...(focus && { 'data-autofocus': true })}
			value={value}
			onChange={(event) => onChange(event.currentTarget.value)}
		/>
	);
}
