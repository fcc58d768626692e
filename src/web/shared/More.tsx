// The button below what is read page by page; nothing where all has been read.
import { Button } from '@mantine/core';
import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import { useCommonWords } from '../words.ts';

interface MoreProps {
	readonly query: Pick<UseInfiniteQueryResult, 'hasNextPage' | 'isFetchingNextPage' | 'fetchNextPage'>;
}

export function More({ query }: MoreProps) {
	const common = useCommonWords();
	if (!query.hasNextPage) return null;
	return (
		<Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
			{common('more')}
		</Button>
	);
}
