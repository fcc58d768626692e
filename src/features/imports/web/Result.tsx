// An import that has ended: its counts, its refused rows, undo and redo.
import { Alert, Button, Group, Stack, Text, Title } from '@mantine/core';
import { IconArrowBackUp, IconArrowForwardUp, IconDownload } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { addressOf } from '../../../client.ts';
import { client } from '../../../web/client.ts';
import { ButtonLink } from '../../../web/shared/ButtonLink.tsx';
import { useFormat } from '../../../web/shared/format.ts';
import { useTell } from '../../../web/shared/problem.ts';
import { importEndpoints } from '../endpoints.ts';
import type { ImportRow } from '../schema.ts';
import { Counts } from './Counts.tsx';
import { ProblemRows } from './ProblemRows.tsx';
import { importQuery } from './queries.ts';
import { ResumeFailed } from './ResumeFailed.tsx';
import { UndoDialogue } from './UndoDialogue.tsx';
import { UndoEffect } from './UndoEffect.tsx';
import { useImportWords } from './words.ts';

export function Result({ row }: { readonly row: ImportRow }) {
	const say = useImportWords();
	const format = useFormat();
	const tell = useTell();
	const queryClient = useQueryClient();
	const [undoing, setUndoing] = useState(false);
	const redo = useMutation({
		mutationFn: () => client.imports.redoImport({ params: { id: row.id } }),
		onSuccess: (next) => queryClient.setQueryData(importQuery(row.id).queryKey, next),
		onError: tell.failed,
	});
	return (
		<Stack>
			{row.error && (
				<Alert color="red" role="alert">
					{row.error.message}
				</Alert>
			)}
			{row.state === 'failed' && <ResumeFailed row={row} />}
			{row.state === 'undone' ? (
				<>
					<Stack gap="xs">
						<Title order={2}>{say('undone')}</Title>
						<Text size="sm">{say('undone_now')}</Text>
						<UndoEffect id={row.id} done />
					</Stack>
					<Title order={2}>{say('before_undo')}</Title>
					<Counts row={row} />
				</>
			) : (
				<Counts row={row} />
			)}
			{row.indexing > 0 && (
				<Text size="sm" c="dimmed" role="status">
					{say('indexing', { count: format.number(row.indexing) })}
				</Text>
			)}
			<Group gap="sm">
				{row.state === 'done' && (
					<ButtonLink to="/customers" search={{}}>
						{say('see_customers')}
					</ButtonLink>
				)}
				{row.refused + row.problems > 0 && (
					<Button
						component="a"
						variant="default"
						href={addressOf(importEndpoints.downloadImportProblems, { params: { id: row.id } })}
						download
						leftSection={<IconDownload size={16} aria-hidden="true" />}
					>
						{say('problems_download')}
					</Button>
				)}
				{row.can_undo && (
					<Button variant="default" leftSection={<IconArrowBackUp size={16} aria-hidden="true" />} onClick={() => setUndoing(true)}>
						{say('undo')}
					</Button>
				)}
				{row.can_redo && (
					<Button
						variant="default"
						leftSection={<IconArrowForwardUp size={16} aria-hidden="true" />}
						loading={redo.isPending}
						onClick={() => redo.mutate()}
					>
						{say('redo')}
					</Button>
				)}
			</Group>
			{row.refused + row.problems + row.repaired > 0 && <ProblemRows row={row} />}
			{undoing && <UndoDialogue id={row.id} close={() => setUndoing(false)} />}
		</Stack>
	);
}
