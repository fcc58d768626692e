// Who it is, at a glance: name, kind, stage, tags; moving to the trash.
import { ActionIcon, Badge, Group, Menu } from '@mantine/core';
import { IconArrowLeft, IconBuilding, IconDots, IconLink, IconTrash, IconUser } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { client } from '../../../../web/client.ts';
import { useLanguage } from '../../../../web/i18n.ts';
import { useMay } from '../../../../web/session.ts';
import { useConfirm } from '../../../../web/shared/confirm.tsx';
import { useTell } from '../../../../web/shared/problem.ts';
import { useTitle } from '../../../../web/shared/title.ts';
import { useCommonWords } from '../../../../web/words.ts';
import { choiceLabels } from '../../messages.ts';
import type { CustomerPatch } from '../../schema.ts';
import { TagBadges } from '../FieldValue.tsx';
import { fieldOf } from '../fields.ts';
import { useCustomerWords, useListWords } from '../words.ts';
import { useCustomer } from './customer.tsx';
import classes from './Header.module.css';
import { InlineField } from './InlineField.tsx';
import { Provenance } from './Provenance.tsx';

/** @param beside shown beside the list, which has the title of the page and its first heading */
export function Header({ beside = false }: { readonly beside?: boolean }) {
	const say = useCustomerWords();
	const list = useListWords();
	const language = useLanguage();
	const { profile } = useCustomer();
	const name = profile.name || profile.company || list('nameless');
	useTitle(beside ? undefined : name);
	const Heading = beside ? 'h2' : 'h1';
	const Icon = profile.kind === 'organisation' ? IconBuilding : IconUser;
	const nameOf = (value: unknown) =>
		typeof value === 'object' && value !== null ? String((value as { name?: string }).name ?? '') : String(value);
	return (
		<header className={classes.header}>
			{!beside && (
				<Link to="/customers" search={{}} className={classes.back}>
					<IconArrowLeft size={14} aria-hidden="true" /> {say('back')}
				</Link>
			)}
			<div className={classes.top}>
				<span className={classes.mark} aria-hidden="true">
					<Icon size={24} />
				</span>
				<div className={classes.who}>
					<Heading className="visually-hidden">{name}</Heading>
					<InlineField field={fieldOf('name', language)} large />
					<Provenance
						unit="name"
						label={fieldOf('name', language).label}
						textOf={nameOf}
						patchOf={(value) => (typeof value === 'object' ? withoutSortName(value) : { name: String(value) })}
					/>
				</div>
				<Actions name={name} />
			</div>
			<div className={classes.facts}>
				<Badge variant="light" color="gray" tt="none" radius="sm" size="lg" fw={500}>
					{choiceLabels.kind[profile.kind][language]}
				</Badge>
				<div className={classes.fact}>
					<InlineField field={fieldOf('lifecycle_stage', language)} placeholder={fieldOf('lifecycle_stage', language).label} />
				</div>
				<div className={classes.tags}>
					<InlineField field={fieldOf('tags', language)} placeholder={say('add_tag')}>
						<TagBadges tags={profile.tags} wrap />
					</InlineField>
				</div>
			</div>
		</header>
	);
}

/** The unit of the name without what is computed from it. */
function withoutSortName(value: unknown): CustomerPatch {
	const { sort_name: _, ...stated } = value as Record<string, unknown>;
	return stated as CustomerPatch;
}

function Actions({ name }: { readonly name: string }) {
	const say = useCustomerWords();
	const common = useCommonWords();
	const may = useMay();
	const tell = useTell();
	const confirm = useConfirm();
	const navigate = useNavigate();
	const queryClient = useQueryClient();
	const { profile } = useCustomer();
	const remove = useMutation({
		mutationFn: () => client.customers.deleteCustomer({ params: { id: profile.id } }),
		onSuccess: async () => {
			tell.done(say('deleted'));
			await navigate({ to: '/customers', search: {} });
			queryClient.removeQueries({ queryKey: ['customer', profile.id] });
			await queryClient.invalidateQueries({ queryKey: ['customers'] });
		},
		onError: tell.failed,
	});
	const ask = () =>
		confirm({ title: say('delete_title', { name }), body: say('delete_why'), action: say('delete'), onConfirm: () => remove.mutate() });
	const copy = () => navigator.clipboard?.writeText(location.href).then(() => tell.done(common('copied')), tell.failed);
	return (
		<Group gap="xs">
			<Menu position="bottom-end">
				<Menu.Target>
					<ActionIcon variant="default" size="lg" aria-label={say('more')} loading={remove.isPending}>
						<IconDots size={18} />
					</ActionIcon>
				</Menu.Target>
				<Menu.Dropdown>
					<Menu.Item leftSection={<IconLink size={16} aria-hidden="true" />} onClick={() => void copy()}>
						{say('copy_link')}
					</Menu.Item>
					{profile.state === 'active' && may('customers.delete') && (
						<Menu.Item color="red" leftSection={<IconTrash size={16} aria-hidden="true" />} onClick={ask}>
							{say('delete')}
						</Menu.Item>
					)}
				</Menu.Dropdown>
			</Menu>
		</Group>
	);
}
