// Every field a page can show, filter or sort by: the ones of schema.ts and the custom attributes, told in one shape.
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Language } from '../../../platform/errors.ts';
import type { Field, FieldType, IndexKind, PersonalData } from '../../../platform/field.ts';
import { useLanguage } from '../../../web/i18n.ts';
import { useFieldRights, useUser } from '../../../web/session.ts';
import type { Scope } from '../../access/endpoints-teams.ts';
import { choiceLabels, fieldLabels } from '../messages.ts';
import { type AttributeDefinition, type CustomerField, customerFields, type Operator, systemFields } from '../schema.ts';
import { attributesQuery, scopesQuery } from './queries.ts';

export interface Choice {
	readonly value: string;
	readonly label: string;
}

export interface ShownField {
	/** As in filters and addresses: `city`, `attributes.vip`. */
	readonly name: string;
	readonly label: string;
	readonly type: FieldType | 'money';
	readonly choices?: readonly Choice[];
	/** What a number counts: "kg". */
	readonly unit?: string;
	readonly index: IndexKind;
	readonly listed: boolean;
	/** What kind of personal data it holds. */
	readonly personal: PersonalData;
	/** False where this person sees it masked, so that nothing is asked by it. */
	readonly readable?: boolean;
	/** False where this person may not change it. */
	readonly writable?: boolean;
	/** Set where it is a custom attribute. */
	readonly attribute?: AttributeDefinition;
}

const told: Readonly<Record<string, Field>> = { ...systemFields, ...customerFields };
/** Of no use to a person in a list. */
const hidden = new Set(['version', 'sort_name', 'state']);

/** The team of a customer, told by his scope, with the conditions that hold for him. Not typed into cells. */
function teamField(scopes: readonly Scope[], language: Language): ShownField {
	const choices = scopes
		.map(({ id, team_name, condition_names: held }) => ({
			value: String(id),
			label: held.length > 0 ? `${team_name} (${held.join(', ')})` : team_name,
		}))
		.sort((a, b) => a.label.localeCompare(b.label, language));
	return { ...fieldOf('scope_id' as CustomerField, language), type: 'choice', choices, writable: false };
}

/** The team of a scope by its name; undefined until it is read, and where everybody is in one team. */
export function useTeamName(scope_id: number | undefined): string | undefined {
	const scopes = useQuery({ ...scopesQuery, enabled: scope_id !== undefined }).data;
	if (!scopes || new Set(scopes.map(({ team_id }) => team_id)).size < 2) return undefined;
	return scopes.find(({ id }) => id === scope_id)?.team_name;
}

function choicesOf(name: string, language: Language): readonly Choice[] | undefined {
	if (!(name in choiceLabels)) return undefined;
	const words = choiceLabels[name as keyof typeof choiceLabels];
	return Object.entries(words)
		.filter(([value]) => value !== 'anonymous')
		.map(([value, label]) => ({ value, label: label[language] }));
}

function ofAttribute(definition: AttributeDefinition, language: Language): ShownField {
	const chinese = language === 'zh-CN';
	return {
		name: `attributes.${definition.name}`,
		label: chinese ? definition.label_zh : definition.label_en,
		type: definition.type,
		choices: definition.choices.map(({ value, label_en, label_zh }) => ({ value, label: (chinese ? label_zh : label_en) || value })),
		unit: (chinese ? definition.rules.unit_zh : definition.rules.unit_en) || undefined,
		index: definition.index_state === 'ready' ? 'column' : 'none',
		personal: definition.personal,
		listed: false,
		attribute: definition,
	};
}

/** One built-in field. */
export function fieldOf(name: CustomerField, language: Language): ShownField {
	const field = told[name]!;
	return {
		name,
		label: fieldLabels[name][language],
		type: field.type,
		choices: choicesOf(name, language),
		index: field.index,
		personal: field.personal,
		listed: field.listed ?? false,
	};
}

/** All fields a list can show this person, in reading order: built-in ones, custom attributes, times. */
export function useFields(): readonly ShownField[] {
	const language = useLanguage();
	const attributes = useQuery(attributesQuery).data?.items;
	const scopes = useQuery(scopesQuery).data;
	const rights = useFieldRights();
	const held = useUser()?.field_rights;
	// biome-ignore lint/correctness/useExhaustiveDependencies: the rights follow from what the session says
	return useMemo(() => {
		const names = [...Object.keys(customerFields), 'owner_id', 'id', 'created_at', 'updated_at'].filter((name) => !hidden.has(name));
		const builtIn = names.map((name) => fieldOf(name as CustomerField, language));
		const own = [...(attributes ?? [])].sort((a, b) => a.position - b.position || a.id - b.id).map((one) => ofAttribute(one, language));
		const last = builtIn.slice(-4);
		// Where everybody is in one team it tells nothing.
		if (scopes && scopes.length > 1) last.splice(1, 0, teamField(scopes, language));
		return [...builtIn.slice(0, -4), ...own, ...last]
			.filter(({ personal }) => !rights.hides(personal))
			.map((field) => ({
				...field,
				readable: rights.reads(field.personal),
				writable: field.writable !== false && rights.writes(field.personal),
			}));
	}, [language, attributes, scopes, held]);
}

/** Comparisons that make sense for a field, the usual one first. */
export function operatorsOf({ name, type }: ShownField): readonly Operator[] {
	if (name === 'tags') return ['in', 'empty', 'not_empty'];
	switch (type) {
		case 'number':
		case 'money':
		case 'date':
		case 'timestamp':
			return name === 'id' ? ['eq', 'lt', 'gt'] : ['eq', 'gte', 'lte', 'gt', 'lt', 'empty', 'not_empty'];
		case 'boolean':
			return ['eq', 'empty', 'not_empty'];
		case 'choice':
			return ['in', 'ne', 'empty', 'not_empty'];
		case 'reference':
			return ['eq', 'ne', 'empty', 'not_empty'];
		case 'choices':
			return ['in', 'empty', 'not_empty'];
		default:
			return ['eq', 'contains', 'prefix', 'ne', 'empty', 'not_empty'];
	}
}
