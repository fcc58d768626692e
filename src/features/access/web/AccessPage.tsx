// Settings: who sees what. Roles by permissions and kinds of data; and of one customer who sees it, and why.
import { Stack, Table, Text, Title } from '@mantine/core';
import { IconCheck, IconMinus, IconUserOff } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { permissions } from '../../../platform/endpoint.ts';
import { client } from '../../../web/client.ts';
import { useFormat } from '../../../web/shared/format.ts';
import { PagedTable } from '../../../web/shared/PagedTable.tsx';
import { PageHead } from '../../../web/shared/PageHead.tsx';
import { Empty, Failed, Loading } from '../../../web/shared/states.tsx';
import { TableBox } from '../../../web/shared/TableBox.tsx';
import { CustomerPicker } from '../../customers/web/CustomerPicker.tsx';
import classes from './Access.module.css';
import { kinds } from './RoleDialogue.tsx';
import { useRoleName } from './rights.ts';
import { useRightsWords } from './words-rights.ts';

export function AccessPage() {
	const say = useRightsWords();
	return (
		<Stack>
			<PageHead title={say('access')} lead={say('access_lead')} />
			<OneCustomer />
			<Matrix />
		</Stack>
	);
}

function Matrix() {
	const say = useRightsWords();
	const format = useFormat();
	const nameOf = useRoleName();
	const matrix = useQuery({
		queryKey: ['access', 'matrix'],
		queryFn: ({ signal }) => client.access.getAccessMatrix(undefined, { signal }),
	});
	if (matrix.isPending) return <Loading />;
	if (matrix.isError) return <Failed cause={matrix.error} retry={matrix.refetch} />;
	const { roles, people, permissions: counts, kinds: known } = matrix.data;
	return (
		<Stack gap="sm" mt="md">
			<Title order={2}>{say('matrix')}</Title>
			<TableBox
				label={say('matrix')}
				head={[
					<span key="right" className="visually-hidden">
						{say('permissions')}
					</span>,
					say('all_people', { people: format.number(people) }),
					...roles.map((role) => `${nameOf(role)} (${format.number(role.people)})`),
				]}
			>
				{permissions.map((permission) => (
					<Table.Tr key={permission}>
						<Table.Th scope="row" className={classes.right}>
							{say(permission)}
						</Table.Th>
						<Table.Td>{format.number(counts.find((one) => one.permission === permission)?.people ?? 0)}</Table.Td>
						{roles.map((role) => (
							<Table.Td key={role.id}>
								{role.permissions.includes(permission) ? (
									<IconCheck size={18} role="img" aria-label={say('yes')} />
								) : (
									<IconMinus size={18} role="img" aria-label={say('no')} opacity={0.4} />
								)}
							</Table.Td>
						))}
					</Table.Tr>
				))}
				{(['reads', 'writes'] as const).map((way) => (
					<Table.Tr key={way}>
						<Table.Th scope="row" className={classes.right}>
							{say(way === 'reads' ? 'sees' : 'changes')}
						</Table.Th>
						<Table.Td />
						{roles.map((role) => (
							<Table.Td key={role.id}>{say(`reach_${role[way]}`)}</Table.Td>
						))}
					</Table.Tr>
				))}
				{kinds.map((kind) => (
					<Table.Tr key={kind}>
						<Table.Th scope="row" className={classes.right}>
							{say(`kind_${kind}`)}
						</Table.Th>
						<Table.Td>{say('may_read', { people: format.number(readersOf(known.find((one) => one.kind === kind))) })}</Table.Td>
						{roles.map((role) => (
							<Table.Td key={role.id}>{say(`right_${role.fields[kind]}`)}</Table.Td>
						))}
					</Table.Tr>
				))}
			</TableBox>
		</Stack>
	);
}

const readersOf = (rights?: { readonly read: number; readonly write: number }) => (rights ? rights.read + rights.write : 0);

function OneCustomer() {
	const say = useRightsWords();
	const [id, setId] = useState<number | null>(null);
	return (
		<Stack gap="sm">
			<Title order={2}>{say('one_customer')}</Title>
			<CustomerPicker label={say('choose_customer')} maw={480} onPick={(picked) => setId(picked)} />
			{id !== null && <WhoSees key={id} id={id} />}
		</Stack>
	);
}

function WhoSees({ id }: { readonly id: number }) {
	const say = useRightsWords();
	const format = useFormat();
	const nameOf = useRoleName();
	const seen = useInfiniteQuery({
		queryKey: ['access', 'customer', id],
		queryFn: ({ pageParam, signal }) =>
			client.access.getCustomerAccess({ params: { id }, query: { after: pageParam, limit: 100 } }, { signal }),
		initialPageParam: undefined as number | undefined,
		getNextPageParam: (page) => page.next ?? undefined,
	});
	const first = seen.data?.pages[0];
	return (
		<Stack gap="sm">
			{first && (
				<Text size="sm">
					{[
						say('belongs', { team: first.team_name }),
						...(first.owner ? [say('belongs_owner', { name: first.owner.name })] : []),
						...(first.conditions.length > 0 ? [say('under', { names: format.list(first.conditions) })] : []),
					].join(' · ')}
				</Text>
			)}
			<PagedTable
				query={seen}
				label={say('one_customer')}
				spare={[4]}
				head={[say('person'), say('by'), say('why'), say('may_change')]}
				empty={<Empty icon={<IconUserOff />} title={say('nobody_sees')} />}
			>
				{(one) => (
					<Table.Tr>
						<Table.Td>{one.user_name}</Table.Td>
						<Table.Td>{nameOf({ key: one.role_key, name: one.role_name })}</Table.Td>
						<Table.Td>
							{one.reach !== 'none' && say(`why_${one.reach}`, { team: one.team_name })}
							{one.ends_at && ` (${say('until_when', { when: format.date(one.ends_at) })})`}
						</Table.Td>
						<Table.Td>{say(one.may_change ? 'yes' : 'no')}</Table.Td>
					</Table.Tr>
				)}
			</PagedTable>
		</Stack>
	);
}
