// Recipients of personal data, and where it goes: a table and a picture.
import { Button, Checkbox, NativeSelect, Stack, Table, Textarea, TextInput } from '@mantine/core';
import { IconWorldShare } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../../web/client.ts';
import { useSpoken } from '../../../web/i18n.ts';
import { useMay } from '../../../web/session.ts';
import { useFormat } from '../../../web/shared/format.ts';
import { PagedTable } from '../../../web/shared/PagedTable.tsx';
import { PageHead } from '../../../web/shared/PageHead.tsx';
import { Empty } from '../../../web/shared/states.tsx';
import { useCommonWords } from '../../../web/words.ts';
import { roleWords, safeguardWords } from '../messages.ts';
import { type Recipient, recipientRoles, safeguards } from '../schema.ts';
import { FormDialogue } from './FormDialogue.tsx';
import { purposesQuery } from './queries.ts';
import { TransferMap } from './TransferMap.tsx';
import { useRegisterWords } from './words.ts';
import { useLawWords } from './words-law.ts';

export function RecipientsPage() {
	const say = useRegisterWords();
	const common = useCommonWords();
	const sayLaw = useLawWords();
	const speak = useSpoken();
	const format = useFormat();
	const may = useMay();
	const [edited, setEdited] = useState<Recipient | 'new' | null>(null);
	const recipients = useInfiniteQuery({
		queryKey: ['privacy', 'recipients'],
		queryFn: ({ pageParam, signal }) => client.privacy.listRecipients({ query: { after: pageParam, limit: 200 } }, { signal }),
		initialPageParam: undefined as number | undefined,
		getNextPageParam: (page) => page.next ?? undefined,
	});
	const purposes = useQuery(purposesQuery).data;
	const uses = (id: number) =>
		purposes?.filter(({ recipient_ids }) => recipient_ids.includes(id)).map((one) => speak({ 'zh-CN': one.name_zh, en: one.name_en }));
	const manage = may('privacy.manage');
	return (
		<Stack>
			<PageHead
				title={say('recipients')}
				lead={say('recipients_lead')}
				actions={manage && <Button onClick={() => setEdited('new')}>{say('new_recipient')}</Button>}
			/>
			<TransferMap recipients={recipients.data?.pages.flatMap(({ items }) => items) ?? []} />
			<PagedTable
				query={recipients}
				label={say('recipients')}
				spare={[2, 5]}
				head={[say('name'), say('role'), say('where'), say('safeguard'), sayLaw('used_for')]}
				actions
				empty={<Empty icon={<IconWorldShare />} title={say('recipients_empty')} />}
			>
				{(row) => (
					<Table.Tr>
						<Table.Td>{row.name}</Table.Td>
						<Table.Td>{speak(roleWords[row.role])}</Table.Td>
						<Table.Td>{format.named('region', row.country)}</Table.Td>
						<Table.Td>{speak(safeguardWords[row.safeguard])}</Table.Td>
						<Table.Td>{uses(row.id)?.join(' · ')}</Table.Td>
						<Table.Td ta="right">
							{manage && (
								<Button
									size="compact-sm"
									variant="subtle"
									aria-label={say('edit_recipient', { name: row.name })}
									onClick={() => setEdited(row)}
								>
									{common('edit')}
								</Button>
							)}
						</Table.Td>
					</Table.Tr>
				)}
			</PagedTable>
			{edited && <RecipientDialogue {...(edited !== 'new' && { recipient: edited })} close={() => setEdited(null)} />}
		</Stack>
	);
}

function RecipientDialogue({ recipient, close }: { readonly recipient?: Recipient; readonly close: () => void }) {
	const say = useRegisterWords();
	const speak = useSpoken();
	const [typed, setTyped] = useState({
		name: recipient?.name ?? '',
		role: recipient?.role ?? ('processor' as const),
		country: recipient?.country ?? '',
		safeguard: recipient?.safeguard ?? ('none' as const),
		contact: recipient?.contact ?? '',
		note: recipient?.note ?? '',
		archived: false,
	});
	const set = (changes: Partial<typeof typed>) => setTyped({ ...typed, ...changes });
	const send = () => {
		const { archived, ...rest } = typed;
		const body = { ...rest, country: rest.country.toUpperCase(), contact: rest.contact || null, note: rest.note || null };
		return recipient
			? client.privacy.updateRecipient({ params: { id: recipient.id }, body: { ...body, archived } }, { version: recipient.version })
			: client.privacy.createRecipient({ body });
	};
	return (
		<FormDialogue title={recipient ? say('edit_recipient', { name: recipient.name }) : say('new_recipient')} close={close} send={send}>
			<TextInput
				label={say('name')}
				data-autofocus
				required
				withAsterisk={false}
				maxLength={200}
				value={typed.name}
				onChange={(event) => set({ name: event.currentTarget.value })}
			/>
			<NativeSelect
				label={say('role')}
				data={recipientRoles.map((value) => ({ value, label: speak(roleWords[value]) }))}
				value={typed.role}
				onChange={(event) => set({ role: event.currentTarget.value as typeof typed.role })}
			/>
			<TextInput
				label={say('country')}
				required
				withAsterisk={false}
				maxLength={2}
				pattern="[A-Za-z]{2}"
				value={typed.country}
				onChange={(event) => set({ country: event.currentTarget.value })}
			/>
			<NativeSelect
				label={say('safeguard')}
				data={safeguards.map((value) => ({ value, label: speak(safeguardWords[value]) }))}
				value={typed.safeguard}
				onChange={(event) => set({ safeguard: event.currentTarget.value as typeof typed.safeguard })}
			/>
			<Textarea
				label={say('contact')}
				autosize
				maxLength={1000}
				value={typed.contact}
				onChange={(event) => set({ contact: event.currentTarget.value })}
			/>
			<Textarea
				label={say('note')}
				autosize
				maxRows={8}
				maxLength={10_000}
				value={typed.note}
				onChange={(event) => set({ note: event.currentTarget.value })}
			/>
			{recipient && (
				<Checkbox label={say('archived')} checked={typed.archived} onChange={(event) => set({ archived: event.currentTarget.checked })} />
			)}
		</FormDialogue>
	);
}
