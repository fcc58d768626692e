// The network around a customer, to be walked: whoever is pressed becomes the middle. The list beside the picture says and does the same.
import { ActionIcon, Button, Group, SegmentedControl, Text, Title } from '@mantine/core';
import { IconArrowLeft, IconExternalLink, IconSitemap } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { ButtonLink } from '../../../../../web/shared/ButtonLink.tsx';
import { useFormat } from '../../../../../web/shared/format.ts';
import { Mark } from '../../../../../web/shared/Mark.tsx';
import { Empty, Failed, Loading } from '../../../../../web/shared/states.tsx';
import { networkQuery } from '../../queries.ts';
import { useListWords } from '../../words.ts';
import { useNetworkWords } from '../../words-page.ts';
import { useCustomer } from '../customer.tsx';
import { usePhone } from '../Notes.tsx';
import { useRelationshipText, useTypeWords } from '../useTypeWords.ts';
import { type Edge, type Node, otherEnd, reachedBy } from './layout.ts';
import classes from './Network.module.css';
import { Picture } from './Picture.tsx';

/** Customers read at first, and at most. */
const bounds = { first: 60, most: 200 };
/** Neighbours that the server counts; a larger number stands for more. */
const counted = 10_000;
/** Two presses within so many milliseconds open the page: the first one has moved the customer from under the pointer. */
const twice = 400;

interface Step {
	readonly id: number;
	readonly name: string;
}

export function Network() {
	const say = useNetworkWords();
	const list = useListWords();
	const format = useFormat();
	const navigate = useNavigate();
	const { profile } = useCustomer();
	const { wordsOf } = useTypeWords();
	const nameOf = ({ name }: { readonly name: string | null }) => name ?? list('nameless');
	const [way, setWay] = useState<readonly Step[]>([{ id: profile.id, name: profile.name || profile.company || list('nameless') }]);
	const phone = usePhone();
	const [depth, setDepth] = useState<1 | 2>(1);
	const [limit, setLimit] = useState(bounds.first);
	const middle = way.at(-1)!;
	const network = useQuery({ ...networkQuery(middle.id, depth, limit), placeholderData: keepPreviousData });
	const pressed = useRef({ id: 0, at: 0 });
	const open = (id: number) => void navigate({ to: '/customers/$id', params: { id: String(id) }, search: {} });
	const press = (node: Node) => {
		const { id, at } = pressed.current;
		const now = performance.now();
		pressed.current = { id: node.id, at: now };
		if (id === node.id && now - at < twice) return open(node.id);
		if (node.id === middle.id) return;
		setLimit(bounds.first);
		// Who was on the way already is gone back to.
		const known = way.findIndex((step) => step.id === node.id);
		setWay(known >= 0 ? way.slice(0, known + 1) : [...way, { id: node.id, name: nameOf(node) }]);
	};

	if (network.isPending) return <Loading lines={6} />;
	if (network.isError) return <Failed cause={network.error} retry={() => void network.refetch()} />;
	const { nodes, edges, truncated, neighbours } = network.data;
	const near = nodes.filter((node) => node.depth === 1).length;
	const centre = nodes.find((node) => node.depth === 0);
	if (nodes.length < 2 && way.length === 1)
		return (
			<Empty
				icon={<IconSitemap />}
				title={say('alone')}
				action={
					<ButtonLink variant="default" to="/customers/$id" params={{ id: String(profile.id) }} search={{}}>
						{say('to_profile')}
					</ButtonLink>
				}
			>
				{say('alone_why')}
			</Empty>
		);
	return (
		<div>
			<Group justify="space-between" mb="xs" gap="xs">
				<Group gap="xs">
					<Button
						variant="default"
						disabled={way.length < 2}
						leftSection={<IconArrowLeft size={16} aria-hidden="true" />}
						onClick={() => setWay(way.slice(0, -1))}
					>
						{say('back')}
					</Button>
					<nav aria-label={say('way')}>
						<ol className={classes.way}>
							{way.map((step, place) => (
								<li key={step.id}>
									<button
										type="button"
										className={classes.step}
										aria-current={place === way.length - 1 ? 'step' : undefined}
										onClick={() => setWay(way.slice(0, place + 1))}
									>
										{step.name}
									</button>
								</li>
							))}
						</ol>
					</nav>
				</Group>
				<SegmentedControl
					aria-label={say('steps')}
					value={String(depth)}
					onChange={(next) => setDepth(next === '2' ? 2 : 1)}
					data={[
						{ value: '1', label: say('one_step') },
						{ value: '2', label: say('two_steps') },
					]}
				/>
			</Group>
			{truncated && (
				<Group gap="xs" mb="xs">
					<Text size="sm">
						{near < neighbours
							? say('near', { count: near, all: neighbours > counted ? `${format.number(counted)}+` : format.number(neighbours) })
							: say('truncated', { count: nodes.length })}
					</Text>
					{limit < bounds.most && (
						<Button size="compact-sm" variant="subtle" loading={network.isFetching} onClick={() => setLimit(bounds.most)}>
							{say('more')}
						</Button>
					)}
					{near < neighbours && (
						<ButtonLink size="compact-sm" variant="subtle" to="/customers/$id" params={{ id: String(middle.id) }} search={{}}>
							{say('in_list')}
						</ButtonLink>
					)}
				</Group>
			)}
			<div className={classes.columns} data-stale={network.isPlaceholderData || undefined}>
				<div className={classes.picture}>
					<Picture
						nodes={nodes}
						edges={edges}
						label={say('picture', { name: middle.name })}
						wordsOf={wordsOf}
						onPress={press}
						narrow={phone}
					/>
				</div>
				<div className={classes.list}>{centre && <Around middle={centre} nodes={nodes} edges={edges} press={press} />}</div>
			</div>
			<Text size="xs" c="dimmed" mt="xs">
				{say('lead')}
			</Text>
		</div>
	);
}

interface AroundProps {
	readonly middle: Node;
	readonly nodes: readonly Node[];
	readonly edges: readonly Edge[];
	readonly press: (node: Node) => void;
}

function Around({ middle, nodes, edges, press }: AroundProps) {
	const say = useNetworkWords();
	const list = useListWords();
	const { wordsOf } = useTypeWords();
	const textOf = useRelationshipText();
	const nameOf = ({ name }: Node) => name ?? list('nameless');
	const byId = new Map(nodes.map((node) => [node.id, node]));
	const here = edges.filter(({ from, to }) => from === middle.id || to === middle.id);
	const groups = Map.groupBy(here, (edge) => wordsOf(edge.type, edge.from === middle.id ? 'out' : 'in'));
	const far = [...reachedBy(nodes, edges)];
	return (
		<>
			<Title order={2} mb="xs">
				{say('around', { name: nameOf(middle) })}
			</Title>
			{here.length === 0 && <Text c="dimmed">{say('alone')}</Text>}
			{[...groups].map(([label, members]) => (
				<section key={label} aria-label={label}>
					<h3 className={classes.type}>{label}</h3>
					<ul className={classes.nodes}>
						{members.map((edge) => (
							<One key={edge.id} node={byId.get(otherEnd(edge, middle.id))!} press={press} below={textOf({ ...edge, note: null })} />
						))}
					</ul>
				</section>
			))}
			{far.length > 0 && (
				<section>
					<h3 className={classes.type}>{say('second', { count: far.length })}</h3>
					<ul className={classes.nodes}>
						{far.map(([id, through]) => (
							<One key={id} node={byId.get(id)!} press={press} below={say('via', { name: nameOf(byId.get(through)!) })} />
						))}
					</ul>
				</section>
			)}
		</>
	);
}

interface OneProps {
	readonly node: Node;
	readonly below: string;
	readonly press: (node: Node) => void;
}

function One({ node, below, press }: OneProps) {
	const say = useNetworkWords();
	const list = useListWords();
	const name = node.name ?? list('nameless');
	return (
		<li className={classes.node}>
			<button type="button" className={classes.press} aria-label={say('middle', { name })} onClick={() => press(node)}>
				<Mark name={name} size={20} square={node.kind === 'organisation'} />
				<span className={classes.name}>
					<span dir="auto">{name}</span>
					{below && <span className={classes.below}>{below}</span>}
				</span>
			</button>
			<ActionIcon
				renderRoot={(props) => <Link {...props} to="/customers/$id" params={{ id: String(node.id) }} search={{}} />}
				variant="subtle"
				color="gray"
				aria-label={say('open_of', { name })}
			>
				<IconExternalLink size={16} />
			</ActionIcon>
		</li>
	);
}
