// The title of the browser's tab.
import { useEffect } from 'react';
import { useInstallation } from '../look.ts';

/** Sets the document's title to "<title> · <name of the installation>" while the component is shown; undefined leaves it to another part of the page. */
export function useTitle(title: string | null | undefined): void {
	const { name } = useInstallation();
	useEffect(() => {
		if (title !== undefined) document.title = title ? `${title} · ${name}` : name;
	}, [title, name]);
}
