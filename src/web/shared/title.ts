// The title of the browser's tab.
import { useEffect } from 'react';

/** Sets the document's title to "<title> · Clientele" while the component is shown. */
export function useTitle(title: string | null | undefined): void {
	useEffect(() => {
		document.title = title ? `${title} · Clientele` : 'Clientele';
	}, [title]);
}
