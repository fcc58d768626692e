// One import: its preparation, its progress, its result.
import { Stack } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { Problem } from '../../../client.ts';
import { ButtonLink } from '../../../web/shared/ButtonLink.tsx';
import { useFormat } from '../../../web/shared/format.ts';
import { PageHead } from '../../../web/shared/PageHead.tsx';
import { Empty, Failed, Loading } from '../../../web/shared/states.tsx';
import { NotFound } from '../../../web/shell/pages.tsx';
import type { ImportState } from '../schema.ts';
import { BackLink } from './BackLink.tsx';
import { DropAnywhere } from './DropAnywhere.tsx';
import { Prepare } from './Prepare.tsx';
import { Progress } from './Progress.tsx';
import { importQuery, moving } from './queries.ts';
import { Result } from './Result.tsx';
import { StateBadge } from './StateBadge.tsx';
import { useUpload } from './useUpload.ts';
import { useImportWords } from './words.ts';

export function ImportPage() {
	const { id: text } = useParams({ from: '/app/imports/$id' });
	const id = Number(text);
	if (!Number.isSafeInteger(id) || id < 1) return <NotFound />;
	return <OneImport key={id} id={id} />;
}

function OneImport({ id }: { readonly id: number }) {
	const say = useImportWords();
	const format = useFormat();
	const row = useQuery(importQuery(id));
	const upload = useUpload();
	useRereadWhenSettled(row.data?.state);
	if (row.isPending) return <Loading />;
	if (row.isError && !row.data) {
		if (row.error instanceof Problem && row.error.status === 404)
			return (
				<Empty icon={<IconUpload />} title={say('missing')} action={<ButtonLink to="/imports">{say('to_imports')}</ButtonLink>}>
					{say('missing_why')}
				</Empty>
			);
		return <Failed cause={row.error} retry={row.refetch} />;
	}
	const { state } = row.data;
	const going = moving.has(state) || state === 'paused';
	return (
		<Stack>
			<div>
				<BackLink />
				<DropAnywhere upload={upload} />
				<PageHead
					title={row.data.file_name}
					beside={<StateBadge state={state} />}
					lead={[
						row.data.source,
						format.moment(row.data.created_at),
						!going &&
							state !== 'draft' &&
							row.data.seconds > 0 &&
							(row.data.seconds < 1 ? say('took_moment') : say('took', { time: format.duration(row.data.seconds) })),
					]
						.filter(Boolean)
						.join(' · ')}
				/>
			</div>
			{state === 'draft' && <Prepare draft={row.data} />}
			{going && <Progress row={row.data} />}
			{!going && state !== 'draft' && <Result row={row.data} />}
		</Stack>
	);
}

/** What other pages have read is out of date once an import, an undo or a redo has come to its end. */
function useRereadWhenSettled(state: ImportState | undefined): void {
	const queryClient = useQueryClient();
	const before = useRef(state);
	useEffect(() => {
		const wasMoving = before.current !== undefined && moving.has(before.current);
		before.current = state;
		if (!wasMoving || state === undefined || moving.has(state)) return;
		for (const key of ['customers', 'customer', 'imports', 'tags', 'attributes', 'sources'])
			void queryClient.invalidateQueries({ queryKey: [key] });
	}, [state, queryClient]);
}
