// Saved views: choosing one, saving what is changed, keeping the list as a new one, private or shared.
import { Button, Checkbox, Menu, Modal, Stack, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconChevronDown } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { Problem } from '../../../../client.ts';
import { client } from '../../../../web/client.ts';
import { useConfirm } from '../../../../web/shared/confirm.tsx';
import { FormButtons } from '../../../../web/shared/FormButtons.tsx';
import { fieldErrors, useExplain, useTell } from '../../../../web/shared/problem.ts';
import { useCommonWords } from '../../../../web/words.ts';
import type { View, ViewDefinition } from '../../endpoints-views.ts';
import { viewQuery, viewsQuery } from '../queries.ts';
import { useListWords } from '../words.ts';
import type { Columns } from './columns.ts';
import { sameView } from './layout.ts';
import type { ListSearch } from './search.ts';
import classes from './ViewList.module.css';
import { ViewList } from './ViewList.tsx';

interface ViewMenuProps {
	readonly search: ListSearch;
	readonly columns: Columns;
	readonly onChange: (part: Partial<ListSearch>) => void;
}

/** What of a definition the address tells. */
const addressOf = ({ q, filter, sort, group }: Pick<ListSearch, 'q' | 'filter' | 'sort' | 'group'>) => ({ q, filter, sort, group });

export function ViewMenu({ search, columns, onChange }: ViewMenuProps) {
	const say = useListWords();
	const common = useCommonWords();
	const tell = useTell();
	const confirm = useConfirm();
	const queryClient = useQueryClient();
	const known = useQuery({ ...viewQuery(search.view ?? 0), enabled: search.view !== undefined });
	const current = search.view === undefined ? undefined : known.data;
	const [naming, setNaming] = useState<'new' | View | null>(null);
	const definition: ViewDefinition = { ...addressOf(search), columns: columns.layout.map((column) => ({ ...column })) };
	const edited = current !== undefined && !sameView(definition, current.definition);

	const apply = (view: View | null) => {
		if (view) {
			queryClient.setQueryData(viewQuery(view.id).queryKey, view);
			columns.set(view.definition.columns);
		} else columns.reset();
		onChange({
			q: undefined,
			filter: undefined,
			sort: undefined,
			group: undefined,
			...(view && addressOf(view.definition)),
			view: view?.id,
		});
	};
	useColumnsOfView(current, columns);
	const gone = search.view !== undefined && known.error instanceof Problem && known.error.status === 404;
	// biome-ignore lint/correctness/useExhaustiveDependencies: said once, when it is found to be gone
	useEffect(() => {
		if (!gone) return;
		notifications.show({ message: say('view_gone'), color: 'yellow', closeButtonProps: { 'aria-label': common('close') } });
		onChange({ view: undefined });
	}, [gone]);
	const taken = (view: View) => {
		queryClient.setQueryData(viewQuery(view.id).queryKey, view);
		void queryClient.invalidateQueries({ queryKey: ['views', 'list'] });
		onChange({ view: view.id });
		tell.done(say('view_saved'));
	};
	const save = useMutation({
		mutationFn: (view: View) => client.customers.updateView({ params: { id: view.id }, body: { definition } }, { version: view.version }),
		onSuccess: taken,
		onError: (cause) => {
			tell.failed(cause);
			void queryClient.invalidateQueries({ queryKey: ['views'] });
		},
	});
	const remove = useMutation({
		mutationFn: (view: View) => client.customers.deleteView({ params: { id: view.id } }),
		onSuccess: () => {
			apply(null);
			tell.done(say('view_deleted'));
			void queryClient.invalidateQueries({ queryKey: ['views'] });
		},
		onError: tell.failed,
	});
	const ask = (view: View) =>
		confirm({
			title: say('view_delete_title', { name: view.name }),
			body: say('view_delete_why'),
			action: say('view_delete'),
			onConfirm: () => remove.mutate(view),
		});
	const name = current?.name ?? (search.view === undefined || known.isError ? say('view_all') : '…');
	const soon = () => void queryClient.prefetchQuery(viewsQuery(''));
	return (
		<>
			<Menu position="bottom-start">
				<Menu.Target>
					<Button
						variant="subtle"
						color="gray"
						size="compact-md"
						rightSection={<IconChevronDown size={14} aria-hidden="true" />}
						aria-label={say('view_current', { name })}
						className={classes.current}
						onPointerEnter={soon}
						onFocus={soon}
					>
						{name}
						{edited && ` · ${say('view_edited')}`}
					</Button>
				</Menu.Target>
				<Menu.Dropdown miw={240} ref={asDialogue}>
					<ViewList apply={apply} />
					<Menu.Divider />
					<div role="menu" aria-label={common('actions')} tabIndex={-1}>
						{current && edited && (
							<>
								{current.may_change && <Menu.Item onClick={() => save.mutate(current)}>{say('view_save')}</Menu.Item>}
								<Menu.Item onClick={() => apply(current)}>{say('view_reset')}</Menu.Item>
							</>
						)}
						<Menu.Item onClick={() => setNaming('new')}>{say('view_save_as')}</Menu.Item>
						{current?.may_change && (
							<>
								<Menu.Item onClick={() => setNaming(current)}>{say('view_rename')}</Menu.Item>
								<Menu.Item c="red" onClick={() => ask(current)}>
									{say('view_delete')}
								</Menu.Item>
							</>
						)}
					</div>
				</Menu.Dropdown>
			</Menu>
			{naming && (
				<Naming
					view={naming === 'new' ? null : naming}
					definition={definition}
					close={() => setNaming(null)}
					done={(view) => {
						setNaming(null);
						taken(view);
					}}
				/>
			)}
		</>
	);
}

/** A menu takes no field, by which views are found here: what opens is a dialogue with a field and two menus. The library has it a menu, whatever is asked for. */
function asDialogue(dropdown: HTMLDivElement | null): void {
	dropdown?.setAttribute('role', 'dialog');
	dropdown?.removeAttribute('aria-orientation');
}

/** A link to a view shows its columns as well. */
function useColumnsOfView(view: View | undefined, columns: Columns): void {
	const shown = useRef<number | null>(null);
	useEffect(() => {
		if (!view || shown.current === view.id) return;
		shown.current = view.id;
		columns.set(view.definition.columns);
	}, [view, columns]);
}

interface NamingProps {
	/** Null: a new one. */
	readonly view: View | null;
	readonly definition: ViewDefinition;
	readonly close: () => void;
	readonly done: (view: View) => void;
}

function Naming({ view, definition, close, done }: NamingProps) {
	const say = useListWords();
	const common = useCommonWords();
	const explain = useExplain();
	const [name, setName] = useState(view?.name ?? '');
	const [shared, setShared] = useState(view?.shared ?? false);
	const save = useMutation({
		mutationFn: () =>
			view
				? client.customers.updateView({ params: { id: view.id }, body: { name, shared } }, { version: view.version })
				: client.customers.createView({ body: { name, shared, definition } }),
		onSuccess: done,
	});
	const submit = (event: FormEvent) => {
		event.preventDefault();
		if (name.trim() !== '') save.mutate();
	};
	return (
		<Modal
			opened
			onClose={close}
			title={view ? say('view_rename') : say('view_save_as')}
			closeButtonProps={{ 'aria-label': common('close') }}
		>
			<form onSubmit={submit}>
				<Stack>
					<TextInput
						data-autofocus
						label={say('view_name')}
						maxLength={100}
						required
						value={name}
						error={save.isError && (fieldErrors(save.error).name ?? explain(save.error))}
						onChange={(event) => setName(event.currentTarget.value)}
					/>
					<Checkbox
						label={say('view_share')}
						description={say('view_share_why')}
						checked={shared}
						onChange={(event) => setShared(event.currentTarget.checked)}
					/>
					<FormButtons cancel={close} saving={save.isPending} />
				</Stack>
			</form>
		</Modal>
	);
}
