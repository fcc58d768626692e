// Going on with an import that failed; one that met the limit of a full copy is given a higher one.
import { Button, Group, NumberInput } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { client } from '../../../web/client.ts';
import { useTell } from '../../../web/shared/problem.ts';
import { type ImportRow, usualMaxAbsent } from '../schema.ts';
import { importQuery } from './queries.ts';
import { useImportWords } from './words.ts';

export function ResumeFailed({ row }: { readonly row: ImportRow }) {
	const say = useImportWords();
	const tell = useTell();
	const queryClient = useQueryClient();
	const limited = row.error?.code === 'too_many_absent';
	const [limit, setLimit] = useState<number | string>(row.options.max_absent_percent ?? usualMaxAbsent);
	const resume = useMutation({
		mutationFn: () =>
			client.imports.resumeImport({
				params: { id: row.id },
				...(limited && typeof limit === 'number' && { body: { max_absent_percent: limit } }),
			}),
		onSuccess: (next) => queryClient.setQueryData(importQuery(row.id).queryKey, next),
		onError: tell.failed,
	});
	const submit = (event: FormEvent) => {
		event.preventDefault();
		resume.mutate();
	};
	return (
		<form onSubmit={submit}>
			<Group align="flex-end" gap="sm">
				{limited && (
					<NumberInput label={say('max_absent')} min={0} max={100} suffix=" %" w="100%" maw={400} value={limit} onChange={setLimit} />
				)}
				<Button type="submit" leftSection={<IconPlayerPlay size={16} aria-hidden="true" />} loading={resume.isPending}>
					{say('resume')}
				</Button>
			</Group>
		</form>
	);
}
