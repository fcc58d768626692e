// A part of the page whose script cannot be loaded: no network, or the server has a newer version and no longer has this one's files.
import { notifications } from '@mantine/notifications';
import { withButton } from './withButton.tsx';

/** Thrown in place of the browser's own error, which differs from browser to browser. */
export class MissingPart extends Error {
	override readonly name = 'MissingPart';
}

/** Loads a part; whatever goes wrong is MissingPart. */
export function loadPart<T>(load: () => Promise<T>): Promise<T> {
	return load().catch((cause: unknown) => {
		throw new MissingPart(String(cause), { cause });
	});
}

/** Loads the page anew once the server answers: without it the browser would show its own page, and nothing of ours. False where it does not. */
export async function reload(): Promise<boolean> {
	const there = await fetch('/api/health', { cache: 'no-store', signal: AbortSignal.timeout(5_000) }).then(
		() => true,
		() => false,
	);
	if (there) location.reload();
	return there;
}

/** Says once that a part is missing, however many are. */
export function tellMissing(say: (key: 'part_missing' | 'reload' | 'close') => string): void {
	const id = 'missing-part';
	notifications.show({
		id,
		message: withButton(say('part_missing'), { label: say('reload'), act: () => void reload() }, () => notifications.hide(id)),
		color: 'yellow',
		autoClose: false,
		closeButtonProps: { 'aria-label': say('close') },
	});
}
