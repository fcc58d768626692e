// Files on their way to the server: two at a time, each with its progress, to be cancelled, tried again or dismissed.
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { uploadClient } from '../../../../web/client.ts';
import { askBeforeLeaving, useShown } from '../../../../web/shared/leaving.ts';
import { useTell } from '../../../../web/shared/problem.ts';
import { filesQuery } from '../queries.ts';

export interface Upload {
	readonly key: number;
	readonly file: File;
	readonly state: 'waiting' | 'sending' | 'failed';
	/** Bytes that have left. */
	readonly sent: number;
	/** What went wrong. */
	readonly cause?: unknown;
}

/** A line that stands for the server's cannot hold more, and two keep it full. */
const atOnce = 2;

let lastKey = 0;

export interface Uploads {
	readonly list: readonly Upload[];
	/** `refuse` gives the reason why a file is not sent at all. */
	readonly add: (files: readonly File[], refuse: (file: File) => Error | null) => void;
	readonly retry: (key: number) => void;
	/** Stops what is on its way, and takes the line away. */
	readonly drop: (key: number) => void;
}

/** Uploads to one customer. They go on when the part of the page that shows them is left; one that fails then is told where the person is. */
export function useUploads(id: number, onAdded: (name: string) => void): Uploads {
	const queryClient = useQueryClient();
	const [list, setList] = useState<readonly Upload[]>([]);
	const now = useRef<readonly Upload[]>(list);
	const stops = useRef(new Map<number, AbortController>());
	const tell = useTell();
	const shown = useShown();

	const put = (next: readonly Upload[]) => {
		now.current = next;
		setList(next);
	};
	const patch = (key: number, part: Partial<Upload>) => put(now.current.map((one) => (one.key === key ? { ...one, ...part } : one)));

	const send = async ({ key, file }: Upload) => {
		const stop = new AbortController();
		stops.current.set(key, stop);
		patch(key, { state: 'sending', sent: 0, cause: undefined });
		try {
			const client = uploadClient((sent) => patch(key, { sent: Math.min(sent, file.size) }));
			const added = await askBeforeLeaving(
				client.customers.addFile({ params: { id }, query: { name: file.name } }, { file, signal: stop.signal }),
			);
			await queryClient.invalidateQueries({ queryKey: filesQuery(id).queryKey });
			put(now.current.filter((one) => one.key !== key));
			onAdded(added.name);
		} catch (cause) {
			if (stop.signal.aborted) return;
			patch(key, { state: 'failed', cause });
			if (!shown.current) tell.failed(cause);
		} finally {
			stops.current.delete(key);
			start();
		}
	};
	const start = () => {
		while (now.current.filter(({ state }) => state === 'sending').length < atOnce) {
			const next = now.current.find(({ state }) => state === 'waiting');
			if (!next) return;
			void send(next);
		}
	};

	return {
		list,
		add: (files, refuse) => {
			const more = files.map((file): Upload => {
				const cause = refuse(file);
				lastKey++;
				return { key: lastKey, file, sent: 0, ...(cause ? { state: 'failed', cause } : { state: 'waiting' }) };
			});
			put([...now.current, ...more]);
			start();
		},
		retry: (key) => {
			patch(key, { state: 'waiting', cause: undefined });
			start();
		},
		drop: (key) => {
			stops.current.get(key)?.abort();
			put(now.current.filter((one) => one.key !== key));
			start();
		},
	};
}
