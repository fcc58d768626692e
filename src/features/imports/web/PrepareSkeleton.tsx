// The preparation of an import before its preview is there: grey bars where its parts will stand, so that nothing moves when they come.
import { Group, Skeleton, Stack } from '@mantine/core';
import { useCommonWords } from '../../../web/words.ts';

export function PrepareSkeleton({ columns }: { readonly columns: number }) {
	const common = useCommonWords();
	return (
		<Stack gap="lg" role="status" aria-label={common('loading')}>
			<Group gap="xs">
				<Skeleton height={26} width={150} />
				<Skeleton height={26} width={110} />
			</Group>
			<Stack gap="xs">
				<Skeleton height={24} width={220} />
				<Skeleton height={18} width="70%" />
				<Skeleton height={40 + 55 * columns} radius="md" />
			</Stack>
		</Stack>
	);
}
