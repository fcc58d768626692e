// Relationships with other customers, grouped by what they are: list, add, change, remove; the way to the picture of them.
import { Button, Group, Text } from '@mantine/core';
import { IconSitemap } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { memo, useState } from 'react';
import { client } from '../../../../web/client.ts';
import { ButtonLink } from '../../../../web/shared/ButtonLink.tsx';
import { Mark } from '../../../../web/shared/Mark.tsx';
import { useTell } from '../../../../web/shared/problem.ts';
import { useCommonWords } from '../../../../web/words.ts';
import { relationshipsQuery } from '../queries.ts';
import { useCustomerWords, useListWords } from '../words.ts';
import { useNetworkWords } from '../words-page.ts';
import { AddButton, Card } from './Card.tsx';
import { useCustomer } from './customer.tsx';
import { Folded } from './Folded.tsx';
import classes from './Lines.module.css';
import { LineTools } from './LineTools.tsx';
import { RelationshipDialogue } from './RelationshipDialogue.tsx';
import { type Relationship, useRelationshipText, useTypeWords } from './useTypeWords.ts';

/** Relationships shown before one asks for all, and the most that come with the customer. */
const few = 8;
const most = 100;

export function Relationships() {
	const say = useCustomerWords();
	const common = useCommonWords();
	const network = useNetworkWords();
	const { profile, editable } = useCustomer();
	const { wordsOf } = useTypeWords();
	const [all, setAll] = useState(false);
	const [dialogue, setDialogue] = useState<Relationship | 'new' | null>(null);
	const known = profile.relationships;
	// The customer brings the first ones of each direction; beyond that they are read page by page.
	const paged = useInfiniteQuery({ ...relationshipsQuery(profile.id), enabled: all && known.length >= most });
	const everyone = paged.data?.pages.flatMap(({ items }) => items) ?? known;
	const shown = all ? everyone : known.slice(0, few);
	const groups = Map.groupBy(shown, ({ type, direction }) => wordsOf(type, direction));
	return (
		<Card
			title={say('relationships')}
			action={
				<Group gap={4}>
					{known.length > 0 && (
						<ButtonLink
							to="/customers/$id"
							params={{ id: String(profile.id) }}
							search={{ tab: 'network' }}
							size="compact-sm"
							variant="subtle"
							leftSection={<IconSitemap size={14} aria-hidden="true" />}
						>
							{network('open')}
						</ButtonLink>
					)}
					{editable && <AddButton onClick={() => setDialogue('new')}>{say('add_relationship')}</AddButton>}
				</Group>
			}
		>
			{known.length === 0 && <Text c="dimmed">{say('no_relationships')}</Text>}
			{[...groups].map(([label, members]) => (
				<div key={label} className={classes.group}>
					<h3 className={classes.type}>{label}</h3>
					<ul className={classes.lines}>
						{members.map((one) => (
							<Line key={one.id} relationship={one} edit={setDialogue} />
						))}
					</ul>
				</div>
			))}
			<Group gap="xs">
				{known.length > few && (
					<Button size="compact-sm" variant="subtle" ml={-8} aria-expanded={all} onClick={() => setAll(!all)}>
						{all ? network('list_fewer') : network('list_all', { count: known.length >= most ? `${most}+` : known.length })}
					</Button>
				)}
				{all && paged.hasNextPage && (
					<Button size="compact-sm" variant="subtle" loading={paged.isFetchingNextPage} onClick={() => void paged.fetchNextPage()}>
						{common('more')}
					</Button>
				)}
			</Group>
			{dialogue && <RelationshipDialogue relationship={dialogue === 'new' ? undefined : dialogue} close={() => setDialogue(null)} />}
		</Card>
	);
}

/** Drawn anew only where it changes: hundreds of lines may stand above the one that is added. */
const Line = memo(function Line({
	relationship,
	edit,
}: {
	readonly relationship: Relationship;
	readonly edit: (relationship: Relationship) => void;
}) {
	const say = useCustomerWords();
	const list = useListWords();
	const tell = useTell();
	const textOf = useRelationshipText();
	const { wordsOf } = useTypeWords();
	const { reread, write } = useCustomer();
	const { other, type, direction } = relationship;
	const name = other.name ?? list('nameless');
	const label = `${wordsOf(type, direction)} ${name}`;
	const removed = ({ id, version }: Relationship) => client.customers.removeRelationship({ params: { id } }, { version });
	const remove = useMutation({
		mutationFn: (base: Relationship) =>
			write(
				() => removed(base),
				({ relationships }, cause) => {
					const stands = relationships.find(({ id }) => id === base.id);
					// Gone; one beyond those that come with the customer is not known to be, and is told.
					if (!stands && cause.status === 412) throw cause;
					return stands ? { send: () => removed(stands), sides: { label, theirs: textOf(stands) || name, mine: say('removed') } } : null;
				},
			),
		onSuccess: reread,
		onError: tell.failed,
	});
	const below = textOf(relationship);
	return (
		<li className={`${classes.line} ${classes.wide}`}>
			<Group gap="xs" wrap="nowrap" className={classes.value}>
				<Mark name={name} size={28} square={other.kind === 'organisation'} />
				<div className={classes.value}>
					<Link to="/customers/$id" params={{ id: String(other.id) }} search={{}} className={classes.link} dir="auto">
						{name}
					</Link>
					{below && (
						<Text size="xs" c="dimmed" component="div" className={classes.text}>
							<Folded text={below} />
						</Text>
					)}
				</div>
			</Group>
			<LineTools
				name={label}
				why={say('remove_relationship_why')}
				edit={() => edit(relationship)}
				remove={() => remove.mutate(relationship)}
				removing={remove.isPending}
			/>
		</li>
	);
});
