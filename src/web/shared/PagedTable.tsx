// A table whose rows are read page by page: being read, not to be read, without rows, with more to come.
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { Fragment, type ReactNode } from 'react';
import { useCommonWords } from '../words.ts';
import { More } from './More.tsx';
import { Failed, Loading } from './states.tsx';
import { TableBox, type TableBoxProps } from './TableBox.tsx';

interface PagedTableProps<T extends { readonly id: number }> extends Pick<TableBoxProps, 'label' | 'spare'> {
	readonly query: UseInfiniteQueryResult<InfiniteData<{ readonly items: readonly T[] }>>;
	readonly head: readonly string[];
	/** A last column holds buttons; its heading is for screen readers. */
	readonly actions?: boolean;
	/** What is said where there are no rows. */
	readonly empty: ReactNode;
	readonly children: (row: T) => ReactNode;
}

export function PagedTable<T extends { readonly id: number }>({ query, label, spare, head, actions, empty, children }: PagedTableProps<T>) {
	const common = useCommonWords();
	const rows = query.data?.pages.flatMap(({ items }) => items);
	const last = (
		<span key="actions" className="visually-hidden">
			{common('actions')}
		</span>
	);
	return (
		<>
			{query.isPending && <Loading />}
			{query.isError && <Failed cause={query.error} retry={query.refetch} />}
			{rows?.length === 0 && empty}
			{rows && rows.length > 0 && (
				<TableBox label={label} spare={spare} head={actions ? [...head, last] : head}>
					{rows.map((row) => (
						<Fragment key={row.id}>{children(row)}</Fragment>
					))}
				</TableBox>
			)}
			<More query={query} />
		</>
	);
}
