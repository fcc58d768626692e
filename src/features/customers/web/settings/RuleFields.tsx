// The rules that suit an attribute's type, as inputs.
import { Checkbox, Group, TextInput } from '@mantine/core';
import { type AttributeDefinition, ruleNames } from '../../schema.ts';
import { numberRules, type RuleForm, type RuleName } from './attribute-form.ts';
import { useRuleWords } from './words.ts';

interface RuleFieldsProps {
	readonly type: AttributeDefinition['type'];
	readonly rules: RuleForm;
	readonly onChange: (rules: RuleForm) => void;
	/** Sentences by path: `rules.pattern`. */
	readonly errors: Readonly<Record<string, unknown>>;
}

const dates: ReadonlySet<RuleName> = new Set(['earliest', 'latest']);
const words: ReadonlySet<RuleName> = new Set(['pattern', 'pattern_why_en', 'pattern_why_zh']);

export function RuleFields({ type, rules, onChange, errors }: RuleFieldsProps) {
	const say = useRuleWords();
	const names: readonly RuleName[] = ruleNames[type];
	const input = (name: RuleName) =>
		name === 'not_future' ? (
			<Checkbox
				key={name}
				label={say(name)}
				checked={rules[name] === true}
				onChange={(event) => onChange({ ...rules, [name]: event.currentTarget.checked })}
			/>
		) : (
			<TextInput
				key={name}
				label={say(name)}
				description={name === 'pattern' ? say('pattern_hint') : undefined}
				type={dates.has(name) ? 'date' : numberRules.has(name) ? 'number' : 'text'}
				step="any"
				autoComplete="off"
				value={String(rules[name])}
				error={errors[`rules.${name}`] as string | undefined}
				onChange={(event) => onChange({ ...rules, [name]: event.currentTarget.value })}
			/>
		);
	const short = names.filter((name) => !words.has(name) && name !== 'not_future');
	return (
		<>
			{short.length > 0 && (
				<Group grow align="flex-end" gap="sm">
					{short.map(input)}
				</Group>
			)}
			{names.filter((name) => words.has(name) || name === 'not_future').map(input)}
		</>
	);
}
