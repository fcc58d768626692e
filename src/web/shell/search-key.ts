// Ctrl-K (⌘K) from anywhere, also while typing in a field.
import { useEffect, useEffectEvent } from 'react';

/** Calls `open` when the person presses Ctrl-K or ⌘K. */
export function useSearchKey(open: () => void): void {
	const onKey = useEffectEvent((event: KeyboardEvent) => {
		if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
		event.preventDefault();
		open();
	});
	useEffect(() => {
		const listen = (event: KeyboardEvent) => onKey(event);
		window.addEventListener('keydown', listen);
		return () => window.removeEventListener('keydown', listen);
	}, []);
}
