// Work that goes on while its page may be left: asked about before the tab is closed, told elsewhere once the page is not there any more.
import { type RefObject, useEffect, useRef } from 'react';

let underWay = 0;
const ask = (event: BeforeUnloadEvent) => event.preventDefault();

/** Until the work has ended, also on other pages, the browser asks before the tab is closed or loaded anew: what is on its way would not arrive. */
export async function askBeforeLeaving<T>(work: Promise<T>): Promise<T> {
	underWay++;
	if (underWay === 1) window.addEventListener('beforeunload', ask);
	try {
		return await work;
	} finally {
		underWay--;
		if (underWay === 0) window.removeEventListener('beforeunload', ask);
	}
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
