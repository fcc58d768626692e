// A stored value as a person reads it.
import { Badge, Button, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useFormat } from '../../../web/shared/format.ts';
import type { Format } from '../../../web/shared/formats.ts';
import { phoneText } from '../../../web/shared/phone-text.ts';
import { useCommonWords } from '../../../web/words.ts';
import { personQuery } from '../../access/web/person-query.ts';
import type { ShownField } from './fields.ts';
import { tagQuery, tagsQuery } from './queries.ts';
import { referenceQuery } from './references.ts';
import { useCustomerWords, useListWords } from './words.ts';

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
	// Masked: no date, number or choice any more.
	if (typeof value === 'string' && value.includes('*')) return value;
	if (Array.isArray(value)) return value.map((one) => textOf({ ...field, type: 'choice' }, one, format, yes, no)).join(', ');
	if (isMoney(value)) return `${value.amount} ${value.currency}`;
	if (typeof value === 'boolean') return value ? yes : no;
	if (field.choices && field.choices.length > 0)
		return field.choices.find((choice) => choice.value === String(value))?.label ?? String(value);
	if (field.name === 'language') return format.named('language', String(value));
	if (field.name === 'phone') return phoneText(String(value));
	if (field.name === 'country') return format.named('region', String(value));
	if (field.type === 'date') return format.day(String(value));
	if (field.type === 'timestamp') return format.moment(String(value));
	if (field.type === 'reference') return `#${value}`;
	if (typeof value === 'number' && field.name !== 'id') return format.measure(value, field.unit);
	if (typeof value === 'object') return JSON.stringify(value);
	return String(value);
}

/** `textOf` with the words and the formats of the page. */
export function useValueText(): (field: ShownField, value: unknown) => string {
	const format = useFormat();
	const say = useCommonWords();
	const [yes, no] = [say('yes'), say('no')];
	return (field, value) => textOf(field, value, format, yes, no);
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

/** Tags shown before the others are folded: in a cell of the list, on the customer's page. */
const mostTags = { cell: 3, page: 24 } as const;
/** Tags told when one points at those that are folded in a cell. */
const mostTold = 50;

export function TagBadges({ tags, wrap = false }: { readonly tags: readonly string[]; readonly wrap?: boolean }) {
	const say = useCustomerWords();
	const format = useFormat();
	const [unfolded, setUnfolded] = useState(false);
	const most = wrap ? mostTags.page : mostTags.cell;
	// One that is left over takes no more room than the sign that it is there.
	const shown = unfolded || tags.length <= most + 1 ? tags : tags.slice(0, most);
	const rest = tags.length - shown.length;
	return (
		<Group gap={4} wrap={wrap ? 'wrap' : 'nowrap'}>
			{shown.map((tag) => (
				<TagBadge key={tag} name={tag} />
			))}
			{rest > 0 && !wrap && (
				<Text span size="xs" c="dimmed" title={tags.slice(most, most + mostTold).join(', ')}>
					+{format.number(rest)}
				</Text>
			)}
			{(rest > 0 || unfolded) && wrap && (
				<Button size="compact-xs" variant="subtle" aria-expanded={unfolded} onClick={() => setUnfolded(!unfolded)}>
					{unfolded ? say('fewer_tags') : say('more_tags', { count: format.number(rest) })}
				</Button>
			)}
		</Group>
	);
}

function TagBadge({ name }: { readonly name: string }) {
	const first = useQuery(tagsQuery).data;
	const known = first?.items.find((tag) => tag.name === name);
	const own = useQuery({ ...tagQuery(name), enabled: first !== undefined && first.next !== null && !known }).data;
	return <ColouredTag name={name} colour={known?.colour ?? own?.colour ?? 'gray'} />;
}

/** A blue tag is blue whatever accent the installation has, which takes the name of blue. */
const trueBlue = { '--badge-bg': 'var(--tag-blue)', '--badge-color': 'var(--tag-blue-text)' };

export function ColouredTag({ name, colour }: { readonly name: string; readonly colour: string }) {
	return (
		<Badge
			variant="light"
			color={colour}
			style={colour === 'blue' ? trueBlue : undefined}
			tt="none"
			fw={500}
			radius="sm"
			miw={0}
			title={name}
		>
			<bdi>{name}</bdi>
		</Badge>
	);
}
