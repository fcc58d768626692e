// How an import goes: source, matching, kind; and what is seldom needed behind a fold.
import { Button, Checkbox, Collapse, Input, NativeSelect, NumberInput, Stack, TagsInput, TextInput } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useState } from 'react';
import { type ImportOptions, type MatchRule, matchRules, usualMaxAbsent } from '../schema.ts';
import classes from './imports.module.css';
import { useImportWords } from './words.ts';

interface OptionsFormProps {
	readonly options: ImportOptions;
	readonly onChange: (part: Partial<ImportOptions>) => void;
}

const encodings = ['utf-8', 'gb18030', 'utf-16le', 'utf-16be', 'latin1'] as const;

export function OptionsForm({ options, onChange }: OptionsFormProps) {
	const say = useImportWords();
	const [open, setOpen] = useState(false);
	return (
		<Stack gap="sm">
			<div className={classes.options}>
				<TextInput
					label={say('source')}
					description={say('source_hint')}
					maxLength={200}
					value={options.source ?? ''}
					onChange={(event) => onChange({ source: event.currentTarget.value || undefined })}
				/>
				<MatchChoice match={options.match ?? matchRules} onChange={(match) => onChange({ match })} />
				<NativeSelect
					label={say('kind')}
					value={options.kind ?? 'auto'}
					data={(['auto', 'person', 'organisation'] as const).map((value) => ({ value, label: say(`kind_${value}`) }))}
					onChange={(event) => onChange({ kind: event.currentTarget.value as ImportOptions['kind'] })}
				/>
			</div>
			<div>
				<Button
					variant="subtle"
					size="compact-sm"
					aria-expanded={open}
					leftSection={open ? <IconChevronDown size={14} aria-hidden="true" /> : <IconChevronRight size={14} aria-hidden="true" />}
					onClick={() => setOpen(!open)}
				>
					{say('more_options')}
				</Button>
			</div>
			<Collapse expanded={open}>
				<MoreOptions options={options} onChange={onChange} />
			</Collapse>
		</Stack>
	);
}

interface MatchChoiceProps {
	readonly match: readonly MatchRule[];
	readonly onChange: (match: MatchRule[]) => void;
}

function MatchChoice({ match, onChange }: MatchChoiceProps) {
	const say = useImportWords();
	// The order of trying is fixed: the surest first.
	const toggle = (rule: MatchRule) => onChange(matchRules.filter((one) => match.includes(one) !== (one === rule)));
	return (
		<Input.Wrapper label={say('match')} description={say('match_hint')} labelElement="div">
			<Stack gap={6} mt={6} role="group" aria-label={say('match')}>
				{matchRules.map((rule) => (
					<Checkbox key={rule} size="sm" label={say(`match_${rule}`)} checked={match.includes(rule)} onChange={() => toggle(rule)} />
				))}
			</Stack>
		</Input.Wrapper>
	);
}

function MoreOptions({ options, onChange }: OptionsFormProps) {
	const say = useImportWords();
	return (
		<div className={classes.options}>
			<NativeSelect
				label={say('mode')}
				value={options.mode ?? 'delta'}
				data={(['delta', 'full'] as const).map((value) => ({ value, label: say(`mode_${value}`) }))}
				onChange={(event) => onChange({ mode: event.currentTarget.value as ImportOptions['mode'] })}
			/>
			{options.mode === 'full' && (
				<NumberInput
					label={say('max_absent')}
					min={0}
					max={100}
					suffix=" %"
					value={options.max_absent_percent ?? usualMaxAbsent}
					onChange={(value) => onChange({ max_absent_percent: typeof value === 'number' ? value : undefined })}
				/>
			)}
			<NativeSelect
				label={say('date_order')}
				value={options.date_order ?? 'auto'}
				data={(['auto', 'ymd', 'dmy', 'mdy'] as const).map((value) => ({ value, label: say(`date_${value}`) }))}
				onChange={(event) => onChange({ date_order: event.currentTarget.value as ImportOptions['date_order'] })}
			/>
			<CountryInput country={options.country} onChange={(country) => onChange({ country })} />
			<TagsInput label={say('tags')} maxTags={20} acceptValueOnBlur value={options.tags ?? []} onChange={(tags) => onChange({ tags })} />
			<NativeSelect
				label={say('file_encoding')}
				value={options.encoding ?? ''}
				data={[{ value: '', label: say('encoding_auto') }, ...knownEncodings(options.encoding)]}
				onChange={(event) => onChange({ encoding: event.currentTarget.value || undefined })}
			/>
			<Stack gap="sm">
				<Checkbox
					label={say('has_header')}
					checked={options.has_header ?? true}
					onChange={(event) => onChange({ has_header: event.currentTarget.checked })}
				/>
				<Checkbox
					label={say('revive')}
					description={say('revive_hint')}
					checked={options.revive ?? false}
					onChange={(event) => onChange({ revive: event.currentTarget.checked })}
				/>
			</Stack>
		</div>
	);
}

/** The encodings to choose from, with the one that was recognised where it is another. */
function knownEncodings(recognised: string | undefined): string[] {
	return recognised && !(encodings as readonly string[]).includes(recognised) ? [recognised, ...encodings] : [...encodings];
}

interface CountryInputProps {
	readonly country: string | undefined;
	readonly onChange: (country: string | undefined) => void;
}

function CountryInput({ country, onChange }: CountryInputProps) {
	const say = useImportWords();
	const [text, setText] = useState(country ?? '');
	const type = (next: string) => {
		const code = next.toUpperCase().replace(/[^A-Z]/g, '');
		setText(code);
		// A single letter is on its way to two.
		if (code.length !== 1) onChange(code || undefined);
	};
	return <TextInput label={say('country')} maxLength={2} value={text} onChange={(event) => type(event.currentTarget.value)} />;
}
