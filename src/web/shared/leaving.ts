// Work that goes on while its page may be left: asked about before the tab is closed, told elsewhere once the page is not there any more.
import { type RefObject, useEffect, useRef } from 'react';

/** While `lost` holds, the browser asks before the tab is closed or loaded anew: what is on its way would not arrive. */
export function useAskBeforeLeaving(lost: boolean): void {
	useEffect(() => {
		if (!lost) return;
		const leaving = (event: BeforeUnloadEvent) => event.preventDefault();
		window.addEventListener('beforeunload', leaving);
		return () => window.removeEventListener('beforeunload', leaving);
	}, [lost]);
}

/** Whether the component is still on the page, for answers that come after it was left. */
export function useShown(): RefObject<boolean> {
	const shown = useRef(false);
	useEffect(() => {
		shown.current = true;
		return () => {
			shown.current = false;
		};
	}, []);
	return shown;
}
