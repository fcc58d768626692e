// The bar that stands below a list while customers are selected: how many, and what can be done with them.
import { Button, CloseButton } from '@mantine/core';
import { IconArrowBackUp, IconDownload, IconPencil, IconTag, IconTrash, IconUserShare } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useMay } from '../../../../web/session.ts';
import { BulkDialogue, type BulkKind } from './BulkDialogue.tsx';
import classes from './bulk.module.css';
import { ExportDialogue } from './ExportDialogue.tsx';
import { useTotal } from './Preview.tsx';
import type { Selection } from './queries.ts';
import { useBulkWords } from './words.ts';

export interface BulkBarProps {
	/** As it is sent: `{ ids }`, or `{ query, except }` for all of a list but some. */
	readonly selection: Selection;
	readonly count: { readonly count: number; readonly exact: boolean };
	readonly clear: () => void;
	/** The list is the trash: what can be done is bringing back. */
	readonly trash?: boolean;
}

type Open = BulkKind | 'export';

export function BulkBar({ selection, count: { count, exact }, clear, trash = false }: BulkBarProps) {
	const say = useBulkWords();
	const may = useMay();
	const total = useTotal();
	const [open, setOpen] = useState<Open | null>(null);
	const offered: [Open, ReactNode, boolean][] = trash
		? [['restore', <IconArrowBackUp key="icon" size={16} />, may('customers.delete')]]
		: [
				['field', <IconPencil key="icon" size={16} />, may('customers.write')],
				['tags', <IconTag key="icon" size={16} />, may('customers.write')],
				['owner', <IconUserShare key="icon" size={16} />, may('customers.write')],
				['export', <IconDownload key="icon" size={16} />, may('exports.run')],
				['delete', <IconTrash key="icon" size={16} />, may('customers.delete')],
			];
	const close = () => setOpen(null);
	return (
		<section className={classes.bar} aria-label={say('bar')}>
			<span className={classes.count}>
				<span role="status">{say('selected', { count: total({ total: count, exact }) })}</span>
				<CloseButton size="sm" ml={4} aria-label={say('clear')} title={say('clear')} onClick={clear} />
			</span>
			{offered.map(
				([kind, icon, allowed]) =>
					allowed && (
						<Button
							key={kind}
							size="compact-sm"
							variant="subtle"
							color={kind === 'delete' ? 'red' : 'gray'}
							leftSection={<span aria-hidden="true">{icon}</span>}
							disabled={count === 0}
							onClick={() => setOpen(kind)}
						>
							{say(kind)}
						</Button>
					),
			)}
			{open === 'export' && <ExportDialogue selection={selection} close={close} />}
			{open && open !== 'export' && <BulkDialogue kind={open} selection={selection} close={close} applied={clear} />}
		</section>
	);
}
