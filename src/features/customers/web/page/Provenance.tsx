// Where a value comes from: a small mark with source and date beside it, and behind it every statement, which one is used, and why.
import { Badge, Button, Group, Popover, Stack, Text, UnstyledButton } from '@mantine/core';
import { IconFileDescription } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { z } from 'zod';
import { client } from '../../../../web/client.ts';
import { useSpoken } from '../../../../web/i18n.ts';
import { useFormat } from '../../../../web/shared/format.ts';
import { useTell } from '../../../../web/shared/problem.ts';
import type { provenance } from '../../endpoints-history.ts';
import { reasonLabels } from '../../messages.ts';
import type { CustomerPatch } from '../../schema.ts';
import { useProvenanceWords } from '../words.ts';
import { useHistoryWords } from '../words-history.ts';
import { useCustomer, useProvenance } from './customer.tsx';
import classes from './Provenance.module.css';

type Stated = z.output<typeof provenance>['units'][string][number];

interface ProvenanceProps {
	/** As in the answer of the interface: `company`, `attributes.vip`, `contact_points/phone:+86…`. */
	readonly unit: string;
	readonly label: string;
	/** A value of this unit as text. */
	readonly textOf: (value: unknown) => ReactNode;
	/** The change that states a value by hand; none where a value cannot be chosen against another (sets). */
	readonly patchOf?: (value: unknown) => CustomerPatch;
}

/** Sources of our own by their name in the person's language, all others by the name they were given. */
export function useSourceName(): (source: string) => string {
	const say = useProvenanceWords();
	return (source) => (source === 'manual' || source === 'api' || source === 'sql' ? say(source) : source);
}

export function Provenance({ unit, label, textOf, patchOf }: ProvenanceProps) {
	const say = useProvenanceWords();
	const format = useFormat();
	const sourceName = useSourceName();
	const history = useHistoryWords();
	const { profile } = useCustomer();
	const stated = useProvenance()?.[unit];
	const winner = stated?.find(({ wins }) => wins) ?? stated?.[0];
	// The place is kept while provenance is on its way, so that nothing jumps.
	if (!stated || !winner) return <span className={classes.mark} aria-hidden="true" />;
	const caption = say('caption', { source: sourceName(winner.source), date: format.date(winner.stated_at) });
	return (
		<Popover width={360} position="bottom-end" trapFocus>
			<Popover.Target>
				<UnstyledButton className={classes.mark} aria-label={say('open', { field: label })} aria-description={caption}>
					<IconFileDescription size={14} aria-hidden="true" />
					<span className={classes.caption} aria-hidden="true">
						{caption}
					</span>
				</UnstyledButton>
			</Popover.Target>
			<Popover.Dropdown>
				<Group justify="space-between" wrap="nowrap" mb="xs">
					<Text size="sm" fw={600}>
						{say('title', { field: label })}
					</Text>
					<Link to="/customers/$id" params={{ id: String(profile.id) }} search={{ tab: 'history', field: unit }} className={classes.link}>
						{history('history_link')}
					</Link>
				</Group>
				<Stack gap={0} component="ul" className={classes.list}>
					{stated.map((one) => (
						<Statement
							key={`${one.source_record_id}-${JSON.stringify(one.value)}`}
							unit={unit}
							stated={one}
							textOf={textOf}
							patchOf={patchOf}
						/>
					))}
				</Stack>
			</Popover.Dropdown>
		</Popover>
	);
}

interface StatementProps extends Pick<ProvenanceProps, 'unit' | 'textOf' | 'patchOf'> {
	readonly stated: Stated;
}

function Statement({ unit, stated, textOf, patchOf }: StatementProps) {
	const say = useProvenanceWords();
	const format = useFormat();
	const spoken = useSpoken();
	const sourceName = useSourceName();
	const tell = useTell();
	const { profile, editable, take, reread } = useCustomer();
	const params = { id: profile.id };
	// Nobody has typed anything here: the person sees what changed and decides anew.
	const failed = (cause: unknown) => {
		tell.failed(cause);
		void reread();
	};
	const use = useMutation({
		mutationFn: (body: CustomerPatch) => client.customers.updateCustomer({ params, body }, { version: profile.version }),
		onSuccess: take,
		onError: failed,
	});
	const release = useMutation({
		mutationFn: () => client.customers.releaseValues({ params, body: { units: [unit] } }, { version: profile.version }),
		onSuccess: take,
		onError: failed,
	});
	const history = useHistoryWords();
	const reason = reasonLabels[stated.reason as keyof typeof reasonLabels];
	return (
		<li className={classes.item}>
			<Group gap="xs" justify="space-between" wrap="nowrap" align="flex-start">
				<Text size="sm" fw={stated.wins ? 600 : 400} className={classes.text} dir="auto">
					{textOf(stated.value)}
				</Text>
				{stated.wins && (
					<Badge variant="light" color="green" tt="none" radius="sm" className={classes.badge}>
						{say('wins')}
					</Badge>
				)}
			</Group>
			<Text size="xs" c="dimmed">
				{[
					sourceName(stated.source),
					say('since', { date: format.date(stated.since) }),
					say('trust', { trust: stated.trust }),
					stated.recorded_by && say('by', { who: stated.recorded_by }),
				]
					.filter(Boolean)
					.join(' · ')}
			</Text>
			<Group gap="sm" mt={2}>
				{reason && (
					<Text size="xs" c="dimmed">
						{spoken(reason)}
					</Text>
				)}
				<Link
					to="/customers/$id"
					params={{ id: String(profile.id) }}
					search={{ tab: 'statements' }}
					hash={`statement-${stated.source_record_id}`}
					className={classes.link}
				>
					{history('statement_link')}
				</Link>
				{stated.import_id !== null && (
					<Link to="/imports/$id" params={{ id: String(stated.import_id) }} className={classes.link}>
						{say('from_import', { id: stated.import_id })}
					</Link>
				)}
				{editable && stated.pinned && (
					<Button size="compact-xs" variant="light" loading={release.isPending} title={say('release_why')} onClick={() => release.mutate()}>
						{say('release')}
					</Button>
				)}
				{editable && !stated.wins && patchOf && (
					<Button size="compact-xs" variant="light" loading={use.isPending} onClick={() => use.mutate(patchOf(stated.value))}>
						{say('use')}
					</Button>
				)}
			</Group>
		</li>
	);
}
