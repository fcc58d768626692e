// What can be done with the customer as a whole: call, write, copy the address of the page, move to the trash. The page's commands do the same.
import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconDots, IconEraser, IconLink, IconMail, IconPhone, IconTrash, IconUserShare } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Suspense, useState } from 'react';
import { client } from '../../../../web/client.ts';
import { useFieldRights, useMay } from '../../../../web/session.ts';
import { useConfirm } from '../../../../web/shared/confirm.tsx';
import { later } from '../../../../web/shared/later.tsx';
import { useTell } from '../../../../web/shared/problem.ts';
import { useCommonWords } from '../../../../web/words.ts';
import { useErasureWords } from '../../../privacy/web/words-erasure.ts';
import { useBulkWords } from '../bulk/words.ts';
import { profileQuery } from '../queries.ts';
import { useCustomerWords } from '../words.ts';
import { usePageWords } from '../words-page.ts';
import { contactText, wayTo } from './contact-links.ts';
import { useCustomer } from './customer.tsx';
import classes from './Header.module.css';

const BulkDialogue = later(() => import('../bulk/BulkDialogue.tsx').then((part) => part.BulkDialogue));
const EraseDialogue = later(() => import('../../../privacy/web/EraseDialogue.tsx').then((part) => part.EraseDialogue));

/** Copies the address of this customer's page. */
export function useCopyLink(): () => void {
	const common = useCommonWords();
	const tell = useTell();
	const { profile } = useCustomer();
	return () =>
		void navigator.clipboard
			?.writeText(new URL(`/customers/${profile.id}`, location.href).href)
			.then(() => tell.done(common('copied')), tell.failed);
}

/** Moving the customer to the trash, with the question before and the way back after; `ask` is absent where the person may not. */
export function useTrash(name: string) {
	const say = useCustomerWords();
	const page = usePageWords();
	const may = useMay();
	const tell = useTell();
	const confirm = useConfirm();
	const navigate = useNavigate();
	const queryClient = useQueryClient();
	const { profile } = useCustomer();
	const { id } = profile;
	const restore = async () => {
		try {
			queryClient.setQueryData(profileQuery(id).queryKey, await client.customers.restoreCustomer({ params: { id } }));
			void queryClient.invalidateQueries({ queryKey: ['customers'] });
			await navigate({ to: '/customers/$id', params: { id: String(id) }, search: {} });
		} catch (cause) {
			tell.failed(cause);
		}
	};
	const remove = useMutation({
		mutationFn: () => client.customers.deleteCustomer({ params: { id } }),
		onSuccess: async () => {
			tell.done(say('deleted'), { label: page('undo'), act: () => void restore() });
			await navigate({ to: '/customers', search: {} });
			queryClient.removeQueries({ queryKey: ['customer', id] });
			await queryClient.invalidateQueries({ queryKey: ['customers'] });
		},
		onError: tell.failed,
	});
	const ask = () =>
		confirm({ title: say('delete_title', { name }), body: say('delete_why'), action: say('delete'), onConfirm: () => remove.mutate() });
	return { ask: profile.state === 'active' && may('customers.delete') ? ask : undefined, isPending: remove.isPending };
}

export function HeaderActions({ name }: { readonly name: string }) {
	const say = useCustomerWords();
	const page = usePageWords();
	const { profile } = useCustomer();
	const copyLink = useCopyLink();
	const trash = useTrash(name);
	const may = useMay();
	const erasure = useErasureWords();
	const bulk = useBulkWords();
	const [erasing, setErasing] = useState(false);
	const [moving, setMoving] = useState(false);
	const { reads } = useFieldRights();
	const first = (kind: 'phone' | 'email') => (reads('contact') ? profile.contact_points.find((point) => point.kind === kind) : undefined);
	const ways = [
		{ point: first('phone'), Icon: IconPhone, word: 'call' },
		{ point: first('email'), Icon: IconMail, word: 'write' },
	] as const;
	return (
		<div className={classes.actions}>
			{ways.map(({ point, Icon, word }) => {
				const way = point && wayTo(point);
				if (!point || !way) return null;
				const text = contactText(point.kind, point.value);
				return (
					<Button
						key={word}
						component="a"
						href={way.href}
						variant="default"
						title={text}
						aria-label={page(`${word}_of`, { value: text })}
						leftSection={<Icon size={16} aria-hidden="true" />}
					>
						{page(word)}
					</Button>
				);
			})}
			<Menu position="bottom-end">
				<Menu.Target>
					<ActionIcon variant="default" size="lg" aria-label={say('more')} loading={trash.isPending}>
						<IconDots size={18} />
					</ActionIcon>
				</Menu.Target>
				<Menu.Dropdown>
					<Menu.Item leftSection={<IconLink size={16} aria-hidden="true" />} onClick={copyLink}>
						{say('copy_link')}
					</Menu.Item>
					{profile.state === 'active' && may('customers.write') && (
						<Menu.Item leftSection={<IconUserShare size={16} aria-hidden="true" />} onClick={() => setMoving(true)}>
							{bulk('owner')}
						</Menu.Item>
					)}
					{trash.ask && (
						<Menu.Item c="red" leftSection={<IconTrash size={16} aria-hidden="true" />} onClick={trash.ask}>
							{say('delete')}
						</Menu.Item>
					)}
					{may('privacy.manage') && (
						<Menu.Item c="red" leftSection={<IconEraser size={16} aria-hidden="true" />} onClick={() => setErasing(true)}>
							{erasure('erase_for_good')}
						</Menu.Item>
					)}
				</Menu.Dropdown>
			</Menu>
			<Suspense>
				{moving && <BulkDialogue kind="owner" selection={{ ids: [profile.id] }} close={() => setMoving(false)} />}
				{erasing && <EraseDialogue id={profile.id} close={() => setErasing(false)} />}
			</Suspense>
		</div>
	);
}
