// A customer that may go while it is shown: deleted, merged, or out of sight. What was shown last stays, since somebody may be typing.
import { Alert, Button, Text } from '@mantine/core';
import { IconTrash, IconUserOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Problem } from '../../../../client.ts';
import { useMay } from '../../../../web/session.ts';
import { ButtonLink } from '../../../../web/shared/ButtonLink.tsx';
import { useExplain } from '../../../../web/shared/problem.ts';
import { Empty, Failed } from '../../../../web/shared/states.tsx';
import type { Profile } from '../../schema.ts';
import { profileQuery } from '../queries.ts';
import { useCustomerWords } from '../words.ts';
import { usePageWords } from '../words-page.ts';
import { useRestore } from './useRestore.ts';

/** Reads a customer. `last` is what was read last, of this customer or of the one before; `survivor` whom it was merged into. */
export function useShownCustomer(id: number) {
	const customer = useQuery(profileQuery(id));
	// The browser follows the 308 of a merged customer by itself; an answer without an address names the survivor in its body.
	const survivor = customer.data && customer.data.id !== id ? customer.data.id : survivorOf(customer.error);
	const [last, setLast] = useState<Profile | null>(null);
	if (customer.data?.id === id && customer.data !== last) setLast(customer.data);
	return { customer, survivor, last, gone: survivor !== null || isGone(customer.error) };
}

/** The customer is in the trash, erased, or out of sight. */
const isGone = (cause: unknown): boolean => cause instanceof Problem && (cause.status === 404 || cause.status === 410);

interface WentAwayProps {
	readonly survivor: number | null;
	readonly cause: unknown;
	readonly id: number;
}

/** Says at once that the customer on the page is no longer there, and leads to the one that is left; what was typed stays below. */
export function WentAway({ survivor, cause, id }: WentAwayProps) {
	const say = useCustomerWords();
	const may = useMay();
	const restore = useRestore(id);
	const inTrash = cause instanceof Problem && cause.document.state === 'deleted';
	return (
		<Alert
			color="yellow"
			role="alert"
			icon={survivor === null && inTrash ? <IconTrash aria-hidden="true" /> : <IconUserOff aria-hidden="true" />}
			title={say(survivor !== null ? 'went_merged' : inTrash ? 'went_trash' : 'went_gone')}
		>
			<Text size="sm" mb="xs">
				{say('went_typed')}
			</Text>
			{survivor !== null ? (
				<ButtonLink size="xs" variant="default" to="/customers/$id" params={{ id: String(survivor) }} search={{}}>
					{say('went_left')}
				</ButtonLink>
			) : inTrash && may('customers.delete') ? (
				<Button size="xs" variant="default" loading={restore.isPending} onClick={() => restore.mutate()}>
					{say('restore')}
				</Button>
			) : (
				<ButtonLink size="xs" variant="default" to="/customers" search={{}}>
					{say('back')}
				</ButtonLink>
			)}
		</Alert>
	);
}

function survivorOf(cause: unknown): number | null {
	if (!(cause instanceof Problem) || cause.status !== 308) return null;
	const golden = Number(cause.document.golden_id);
	return Number.isSafeInteger(golden) && golden > 0 ? golden : null;
}

interface MissingProps {
	readonly cause: unknown;
	readonly id: number;
	/** 1 where it is the whole page. */
	readonly order?: 1 | 2;
	readonly retry: () => void;
}

/** In place of a customer that was gone before anybody looked: why, and what to do. */
export function Missing({ cause, id, order, retry }: MissingProps) {
	const say = useCustomerWords();
	const page = usePageWords();
	const explain = useExplain();
	const may = useMay();
	const restore = useRestore(id);
	if (!isGone(cause)) return <Failed cause={cause} retry={retry} />;
	const inTrash = cause instanceof Problem && cause.document.state === 'deleted';
	return (
		<Empty
			icon={inTrash ? <IconTrash /> : <IconUserOff />}
			order={order}
			title={inTrash ? say('in_trash') : say('gone')}
			action={
				<>
					{inTrash && may('customers.delete') && (
						<Button loading={restore.isPending} onClick={() => restore.mutate()}>
							{say('restore')}
						</Button>
					)}
					<ButtonLink variant="default" to="/customers" search={{}}>
						{say('back')}
					</ButtonLink>
				</>
			}
		>
			{inTrash ? page('trash_why') : explain(cause)}
		</Empty>
	);
}
