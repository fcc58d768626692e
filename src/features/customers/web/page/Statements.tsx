// Everything the sources have said of this customer, newest first.
import { Badge, Group, Spoiler, Stack, Text } from '@mantine/core';
import { IconFileDescription } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useLocation } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import type { z } from 'zod';
import { useLanguage } from '../../../../web/i18n.ts';
import { useFormat } from '../../../../web/shared/format.ts';
import { More } from '../../../../web/shared/More.tsx';
import { Empty, Failed, Loading } from '../../../../web/shared/states.tsx';
import { useCommonWords } from '../../../../web/words.ts';
import type { statement } from '../../endpoints-history.ts';
import { fieldLabels } from '../../messages.ts';
import { FieldText } from '../FieldValue.tsx';
import { useFields } from '../fields.ts';
import { statementsQuery } from '../queries.ts';
import { useCustomerWords, useProvenanceWords } from '../words.ts';
import { useHistoryWords } from '../words-history.ts';
import { useCustomer } from './customer.tsx';
import { useSourceName } from './Provenance.tsx';
import classes from './Statements.module.css';

type Statement = z.output<typeof statement>;

export function Statements() {
	const say = useProvenanceWords();
	const { profile } = useCustomer();
	const statements = useInfiniteQuery(statementsQuery(profile.id));
	const { hash } = useLocation();
	// The address may name a statement: where a value comes from leads here.
	useEffect(() => {
		if (statements.isSuccess && hash) document.getElementById(hash)?.scrollIntoView({ block: 'center' });
	}, [statements.isSuccess, hash]);
	if (statements.isPending) return <Loading />;
	if (statements.isError) return <Failed cause={statements.error} retry={statements.refetch} />;
	const items = statements.data.pages.flatMap((page) => page.items);
	if (items.length === 0) return <Empty icon={<IconFileDescription />} title={say('no_statements')} />;
	return (
		<Stack gap="sm" maw={820}>
			<Text size="sm" c="dimmed">
				{say('statements_lead')}
			</Text>
			<ol className={classes.list}>
				{items.map((one) => (
					<Item key={one.id} statement={one} />
				))}
			</ol>
			<More query={statements} />
		</Stack>
	);
}

function Item({ statement }: { readonly statement: Statement }) {
	const say = useProvenanceWords();
	const format = useFormat();
	const sourceName = useSourceName();
	const state = statement.withdrawn_at ? 'withdrawn' : statement.current ? 'current' : 'superseded';
	return (
		<li className={classes.item} id={`statement-${statement.id}`} data-silent={state !== 'current' || undefined}>
			<Group justify="space-between" gap="xs">
				<Group gap="xs">
					<Text fw={600} size="sm">
						{sourceName(statement.source)}
					</Text>
					<Badge variant="light" color={state === 'current' ? 'green' : 'gray'} tt="none" radius="sm">
						{say(state)}
					</Badge>
				</Group>
				<Text size="xs" c="dimmed">
					{format.moment(statement.stated_at)}
				</Text>
			</Group>
			<Text size="xs" c="dimmed" component="div">
				{[say('trust', { trust: statement.trust }), statement.recorded_by && say('by', { who: statement.recorded_by }), statement.file_name]
					.filter(Boolean)
					.join(' · ')}
				{statement.import_id !== null && (
					<>
						{' · '}
						<Link to="/imports/$id" params={{ id: String(statement.import_id) }} className={classes.link}>
							{statement.import_row === null
								? say('from_import', { id: statement.import_id })
								: say('from_import_row', { id: statement.import_id, row: statement.import_row })}
						</Link>
					</>
				)}
			</Text>
			<Content id={statement.id} content={statement.content} />
		</li>
	);
}

function Content({ id, content }: Pick<Statement, 'id' | 'content'>) {
	const say = useProvenanceWords();
	const history = useHistoryWords();
	const common = useCommonWords();
	const labelOf = useUnitLabel();
	const textOfUnit = useUnitText();
	if (content === null)
		return (
			<Text size="sm" c="dimmed" fs="italic">
				{say('erased')}
			</Text>
		);
	return (
		<Spoiler
			maxHeight={220}
			showLabel={common('more')}
			hideLabel={common('close')}
			mt={6}
			// What folds is a landmark of its own, and landmarks have names that tell one from another.
			attributes={{ content: { 'aria-label': `${history('statement_link')} ${id}` } }}
		>
			<dl className={classes.values}>
				{Object.entries(content).map(([unit, value]) => (
					<div key={unit} className={classes.value}>
						<dt>{unit === 'denied' ? say('denied') : labelOf(unit)}</dt>
						<dd>{textOfUnit(unit, value)}</dd>
					</div>
				))}
			</dl>
		</Spoiler>
	);
}

/** A unit of a statement by its label. */
export function useUnitLabel(): (unit: string) => string {
	const language = useLanguage();
	const say = useCustomerWords();
	const fields = useFields();
	return (unit) => {
		if (unit === 'contact_points') return say('contacts');
		if (unit === 'addresses') return say('addresses');
		if (unit in fieldLabels) return fieldLabels[unit as keyof typeof fieldLabels][language];
		return fields.find(({ name }) => name === unit)?.label ?? unit;
	};
}

/** The value of a unit: choices and dates in the person's words, all else as it was stated. */
function useUnitText(): (unit: string, value: unknown) => ReactNode {
	const fields = useFields();
	return (unit, value) => {
		const field = fields.find(({ name }) => name === unit);
		return field && typeof value !== 'object' ? <FieldText field={field} value={value} /> : textOf(value);
	};
}

/** Stated content as text: lists by comma, groups by their parts, without what is only for comparing. */
function textOf(value: unknown): string {
	if (value === null || value === undefined) return '—';
	if (Array.isArray(value)) return value.map(textOf).join(', ');
	if (typeof value === 'object') {
		const parts = value as Record<string, unknown>;
		if (typeof parts.value === 'string') return parts.value;
		if (typeof parts.name === 'string') return parts.name;
		return Object.entries(parts)
			.filter(([name, part]) => part !== null && part !== false && part !== true && !['key', 'sort_name'].includes(name))
			.map(([, part]) => textOf(part))
			.join(' · ');
	}
	return String(value);
}
