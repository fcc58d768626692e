// Errors as sentences for the person, and beside the field they belong to.
import { notifications } from '@mantine/notifications';
import { Problem } from '../../client.ts';
import { NoCookie } from '../client.ts';
import { Unreachable } from '../connection.ts';
import { useCommonWords } from '../words.ts';
import { MissingPart } from './missing-part.ts';
import { withButton } from './withButton.tsx';

/** Turns whatever was thrown into one sentence in the person's language. The server's own sentence goes first; a text is one already. */
export function useExplain(): (cause: unknown) => string {
	const say = useCommonWords();
	return (cause) => {
		if (typeof cause === 'string') return cause;
		// The server's own sentence speaks to programs as well.
		if (cause instanceof Problem && cause.code === 'sign_in_needed') return say('sign_in_needed');
		// Said by something between here and the server, in no language of ours.
		if (cause instanceof Problem && cause.code === 'unknown') return say('server_failed', { status: cause.status });
		if (cause instanceof Problem) {
			const first = cause.problems[0];
			return cause.problems.length === 1 && first ? first.message : cause.message;
		}
		if (cause instanceof NoCookie) return say('no_cookie');
		if (cause instanceof MissingPart) return say('part_missing');
		if (cause instanceof Unreachable) return say('unreachable');
		return say('unexpected', { reason: cause instanceof Error ? cause.message : String(cause) });
	};
}

/** Sentences by path (`contact_points.0.value`), for the inputs of a form; empty where the error names no field. */
export function fieldErrors(cause: unknown): Record<string, string> {
	if (!(cause instanceof Problem)) return {};
	return Object.fromEntries(cause.problems.map(({ path, message }) => [path, message]));
}

/** What can be done about what was told: one button in the message. */
export interface Afterthought {
	readonly label: string;
	readonly act: () => void;
}

/** Shows a sentence for a few seconds where nothing else on the page can: actions without a form. */
export function useTell(): { readonly done: (message: string, then?: Afterthought) => void; readonly failed: (cause: unknown) => void } {
	const explain = useExplain();
	const say = useCommonWords();
	const closeButtonProps = { 'aria-label': say('close') };
	return {
		done: (message, then) => {
			const id = notifications.show({
				message: then ? withButton(message, then, () => notifications.hide(id)) : message,
				color: 'green',
				autoClose: then ? 10_000 : undefined,
				closeButtonProps,
			});
		},
		failed: (cause) => notifications.show({ message: explain(cause), color: 'red', autoClose: 10_000, closeButtonProps }),
	};
}
