// A file let go where nothing takes files would be opened by the browser in the place of the page, with all that is typed there.
import { useEffect } from 'react';

function refuse(event: DragEvent): void {
	const { defaultPrevented, dataTransfer, target } = event;
	// Whoever takes files has said so before the event comes up to the window, or says so there after this.
	if (defaultPrevented || !dataTransfer?.types.includes('Files')) return;
	if (target instanceof Element && target.closest('input[type=file]')) return;
	event.preventDefault();
	dataTransfer.dropEffect = 'none';
}

export function useStrayDrops(): void {
	useEffect(() => {
		addEventListener('dragover', refuse);
		addEventListener('drop', refuse);
		return () => {
			removeEventListener('dragover', refuse);
			removeEventListener('drop', refuse);
		};
	}, []);
}
