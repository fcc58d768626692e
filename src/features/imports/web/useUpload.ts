// Sending a file: how far it has come, giving it up, and going to its preview when it is there.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { Problem } from '../../../client.ts';
import { uploadClient } from '../../../web/client.ts';
import { askBeforeLeaving, useShown } from '../../../web/shared/leaving.ts';
import { useTell } from '../../../web/shared/problem.ts';
import { importQuery, previewQuery } from './queries.ts';
import { useImportWords } from './words.ts';

export interface Upload {
	/** The file on its way. */
	readonly file: File | null;
	/** Bytes of it that have left. */
	readonly sent: number;
	readonly error: unknown;
	/** Sends a file, unless one is on its way. */
	readonly take: (file: File | null | undefined) => void;
	readonly cancel: () => void;
	/** Sends the file anew that did not arrive; none where the server had its say about it. */
	readonly retry?: () => void;
}

export function useUpload(): Upload {
	const navigate = useNavigate();
	const queryClient = useQueryClient();
	const say = useImportWords();
	const tell = useTell();
	const shown = useShown();
	const [sent, setSent] = useState(0);
	const leaving = useRef<AbortController | null>(null);
	const upload = useMutation({
		mutationFn: (file: File) => {
			leaving.current = new AbortController();
			setSent(0);
			const query = { file_name: file.name.slice(-255) || 'file' };
			return askBeforeLeaving(uploadClient(setSent).imports.uploadImport({ query }, { file, signal: leaving.current.signal }));
		},
		onSuccess: (preview) => {
			const { id } = preview.import;
			queryClient.setQueryData(importQuery(id).queryKey, preview.import);
			queryClient.setQueryData(previewQuery(id, preview.import.options).queryKey, preview);
			void queryClient.invalidateQueries({ queryKey: ['imports'] });
			const open = () => navigate({ to: '/imports/$id', params: { id: String(id) } });
			if (shown.current) return open();
			// Whoever went elsewhere meanwhile is not taken away from there.
			tell.done(say('arrived', { name: preview.import.file_name }), { label: say('arrived_open'), act: () => void open() });
		},
		onError: (cause) => {
			if (!shown.current && !leaving.current?.signal.aborted) tell.failed(cause);
		},
	});
	const { error, variables: last } = upload;
	return {
		file: upload.isPending ? upload.variables : null,
		sent,
		error,
		...(last && error && !(error instanceof Problem) && { retry: () => upload.mutate(last) }),
		take: (file) => {
			if (file && !upload.isPending) upload.mutate(file);
		},
		cancel: () => {
			leaving.current?.abort();
			upload.reset();
		},
	};
}
