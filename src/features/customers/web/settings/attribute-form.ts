// From rules to what a form holds and back, and the arrangement of attributes as one list. Pure.
import { type AttributeDefinition, type AttributeRules, ruleNames } from '../../schema.ts';

export type RuleName = keyof AttributeRules;
/** What stands in the inputs: text, and a mark for what is true or not. */
export type RuleForm = Record<RuleName, string | boolean>;

const allRules = [...new Set(Object.values(ruleNames).flat())] as readonly RuleName[];
export const numberRules: ReadonlySet<RuleName> = new Set(['max_length', 'min', 'max', 'decimals', 'max_choices']);

export function formOfRules(rules: AttributeRules): RuleForm {
	return Object.fromEntries(
		allRules.map((name) => [name, name === 'not_future' ? rules.not_future === true : String(rules[name] ?? '')]),
	) as RuleForm;
}

/** The rules that suit the type, as far as something was filled in. */
export function rulesOfForm(type: AttributeDefinition['type'], form: RuleForm): AttributeRules {
	const suited: readonly RuleName[] = ruleNames[type];
	const told = suited.flatMap((name): [RuleName, string | number | boolean][] => {
		const value = form[name];
		if (typeof value === 'boolean') return value ? [[name, true]] : [];
		const text = value.trim();
		return text === '' ? [] : [[name, numberRules.has(name) ? Number(text) : text]];
	});
	return Object.fromEntries(told) as AttributeRules;
}

export interface GroupLine {
	readonly key: string;
	/** Null: the end of the list, for those without a group. */
	readonly group: { readonly id?: number; readonly label_en: string; readonly label_zh: string } | null;
}
export interface AttributeLine {
	readonly key: string;
	readonly attribute: AttributeDefinition;
}
/** A heading, or an attribute of the heading above it. */
export type Line = GroupLine | AttributeLine;

export const isHeading = (line: Line): line is GroupLine => 'group' in line;

export function linesOf(
	groups: readonly (NonNullable<GroupLine['group']> & { readonly id: number })[],
	attributes: readonly AttributeDefinition[],
): Line[] {
	const sorted = [...attributes].sort((a, b) => a.position - b.position || a.id - b.id);
	const known = new Set(groups.map(({ id }) => id));
	const lines = (id: number | null) =>
		sorted
			.filter(({ group_id }) => (group_id !== null && known.has(group_id) ? group_id : null) === id)
			.map((attribute): Line => ({ key: `a${attribute.id}`, attribute }));
	return [
		...groups.flatMap((group): Line[] => [{ key: `g${group.id}`, group }, ...lines(group.id)]),
		{ key: 'rest', group: null },
		...lines(null),
	];
}

/** The list after `key` was put where `over` stands. A heading takes its attributes along; those without a group stay at the end. */
export function moved(lines: readonly Line[], key: string, over: string): Line[] {
	const from = lines.findIndex((line) => line.key === key);
	const to = lines.findIndex((line) => line.key === over);
	const line = lines[from];
	if (!line || to < 0 || from === to) return [...lines];
	if (!isHeading(line)) {
		const rest = lines.filter((one) => one !== line);
		// Nothing stands above the first heading.
		rest.splice(Math.max(to, 1), 0, line);
		return rest;
	}
	if (line.group === null) return [...lines];
	const blocks: Line[][] = [];
	for (const one of lines) {
		if (isHeading(one)) blocks.push([one]);
		else blocks.at(-1)!.push(one);
	}
	const block = blocks.findIndex(([head]) => head === line);
	const target = Math.min(
		blocks.findIndex((some) => some.some((one) => one.key === over)),
		blocks.length - 2,
	);
	const [taken] = blocks.splice(block, 1);
	blocks.splice(target, 0, taken!);
	return blocks.flat();
}

/** The list as the endpoint takes it. */
export function layoutOf(lines: readonly Line[]) {
	const groups: { id?: number; label_en: string; label_zh: string; attributes: number[] }[] = [];
	const rest: number[] = [];
	let current = rest;
	for (const line of lines) {
		if (!isHeading(line)) current.push(line.attribute.id);
		else if (line.group === null) current = rest;
		else {
			const { id, label_en, label_zh } = line.group;
			current = [];
			groups.push({ ...(id !== undefined && { id }), label_en, label_zh, attributes: current });
		}
	}
	return { groups, rest };
}
