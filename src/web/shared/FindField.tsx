// The field above a settings table that finds its lines.
import { TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';

interface FindFieldProps {
	readonly label: string;
	readonly value: string;
	readonly onChange: (text: string) => void;
	/** Letters at most. */
	readonly most?: number;
}

export function FindField({ label, value, onChange, most }: FindFieldProps) {
	return (
		<TextInput
			type="search"
			maw={320}
			maxLength={most}
			aria-label={label}
			placeholder={label}
			leftSection={<IconSearch size={16} aria-hidden="true" />}
			value={value}
			onChange={(event) => onChange(event.currentTarget.value)}
		/>
	);
}
