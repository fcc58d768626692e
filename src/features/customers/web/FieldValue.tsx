// A stored value as a person reads it.
import { Badge, Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useFormat } from '../../../web/shared/format.ts';
import type { Format } from '../../../web/shared/formats.ts';
import { useCommonWords } from '../../../web/words.ts';
import { personQuery } from '../../access/web/person-query.ts';
import type { ShownField } from './fields.ts';
import { tagsQuery } from './queries.ts';
import { referenceQuery } from './references.ts';
import { useListWords } from './words.ts';

interface Money {
	readonly amount: string;
	readonly currency: string;
}

function isMoney(value: unknown): value is Money {
	return typeof value === 'object' && value !== null && 'amount' in value && 'currency' in value;
}

/** A value as plain text; '' where there is none. `yes` and `no` are the words of a boolean. */
export function textOf(field: ShownField, value: unknown, format: Format, yes: string, no: string): string {
	if (value === null || value === undefined) return '';
	if (Array.isArray(value)) return value.map((one) => textOf({ ...field, type: 'choice' }, one, format, yes, no)).join(', ');
	if (isMoney(value)) return `${value.amount} ${value.currency}`;
	if (typeof value === 'boolean') return value ? yes : no;
	if (field.choices && field.choices.length > 0) return field.choices.find((choice) => choice.value === value)?.label ?? String(value);
	if (field.type === 'date') return format.day(String(value));
	if (field.type === 'timestamp') return format.moment(String(value));
	if (field.type === 'reference') return `#${value}`;
	if (typeof value === 'number' && field.name !== 'id') return format.number(value);
	if (typeof value === 'object') return JSON.stringify(value);
	return String(value);
}

/** `textOf` with the words and the formats of the page. */
export function useValueText(): (field: ShownField, value: unknown) => string {
	const format = useFormat();
	const say = useCommonWords();
	return (field, value) => textOf(field, value, format, say('yes'), say('no'));
}

/** The text of one value; of a reference the name of its customer once that is read. */
export function useFieldText(field: ShownField, value: unknown): string {
	const say = useListWords();
	const valueText = useValueText();
	const isOwner = field.name === 'owner_id' && typeof value === 'number';
	const isReference = field.type === 'reference' && typeof value === 'number' && !isOwner;
	const owner = useQuery({ ...personQuery(Number(value)), enabled: isOwner }).data;
	const { data } = useQuery({ ...referenceQuery(Number(value)), enabled: isReference });
	if (isOwner && owner) return owner.name;
	return isReference && data ? (data.name ?? say('nameless')) : valueText(field, value);
}

export function FieldText({ field, value }: { readonly field: ShownField; readonly value: unknown }) {
	return useFieldText(field, value);
}

/** The customer that a reference names, as a link; its number where the person may not see it. */
export function Reference({ id }: { readonly id: number }) {
	const say = useListWords();
	const { data } = useQuery(referenceQuery(id));
	if (!data) return `#${id}`;
	return (
		<Link to="/customers/$id" params={{ id: String(id) }} search={{}} style={{ color: 'var(--mantine-color-anchor)' }}>
			{data.name ?? say('nameless')}
		</Link>
	);
}

export function TagBadges({ tags, wrap = false }: { readonly tags: readonly string[]; readonly wrap?: boolean }) {
	const colours = useQuery(tagsQuery).data?.items;
	return (
		<Group gap={4} wrap={wrap ? 'wrap' : 'nowrap'}>
			{tags.map((tag) => (
				<Badge key={tag} variant="light" color={colours?.find(({ name }) => name === tag)?.colour ?? 'gray'} tt="none" fw={550} radius="sm">
					{tag}
				</Badge>
			))}
		</Group>
	);
}
