// Gives the focus back to what had it before a dialogue came. Mantine does so only where a dialogue stays in the page and is told to close;
// ours are mostly taken out of it, and the next Tab would begin at the top of the page.

/** What had the focus lately, the last at the end: where a menu opened the dialogue, its item is gone and its button is not. */
const trail: HTMLElement[] = [];
const remembered = 12;

let dialogue: Element | null = null;
const watch = new MutationObserver(() => {
	if (!dialogue || dialogue.isConnected) return;
	dialogue = null;
	watch.disconnect();
	if (document.activeElement !== null && document.activeElement !== document.body) return;
	trail.findLast((element) => element.isConnected && element.checkVisibility())?.focus({ preventScroll: true });
});

/** Listens for as long as the page is there. */
export function giveFocusBack(): void {
	document.addEventListener('focusin', ({ target }) => {
		if (!(target instanceof HTMLElement)) return;
		trail.push(target);
		if (trail.length > remembered) trail.shift();
		const within = target.closest('[role=dialog]');
		if (within === dialogue) return;
		dialogue = within;
		watch.disconnect();
		if (within) watch.observe(document.body, { childList: true, subtree: true });
	});
}
