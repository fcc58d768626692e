// Scrolling over more rows than a browser can lay out: Chromium ends at 33 million pixels, Firefox at 17 million; a million rows of 40 pixels are 40 million.
// The document is as high as it may be; short ways move pixel by pixel, long ways (the bar dragged) in proportion. Pure; useScaledScroll.ts does the listening.

/** The height a document is given at most, in pixels. */
export const tallest = 12_000_000;

export interface Extent {
	/** Height of all rows. */
	readonly full: number;
	/** Height of the part in sight. */
	readonly view: number;
}

/** The height that is laid out. */
export const laidOut = ({ full }: Extent): number => Math.min(full, tallest);

const lastOf = (height: number, view: number) => Math.max(0, height - view);

/** The first pixel of the rows in sight, where the document is scrolled to `scroll`. */
export function topOf(extent: Extent, scroll: number): number {
	const laid = lastOf(laidOut(extent), extent.view);
	if (laid === 0) return 0;
	if (extent.full <= tallest) return Math.min(scroll, laid);
	return Math.min(1, scroll / laid) * lastOf(extent.full, extent.view);
}

/** Where the document stands when `top` is the first pixel in sight. */
export function scrollOf(extent: Extent, top: number): number {
	const last = lastOf(extent.full, extent.view);
	if (last === 0) return 0;
	if (extent.full <= tallest) return top;
	return (Math.min(top, last) / last) * lastOf(laidOut(extent), extent.view);
}

/**
 * The first pixel in sight after the document went from `before` to `after`. A way shorter than two views is one with wheel, finger or keys and goes
 * as far as it looks; at either end of the document the rows are at theirs as well.
 */
export function moved(extent: Extent, top: number, before: number, after: number): number {
	const last = lastOf(extent.full, extent.view);
	if (extent.full <= tallest) return Math.max(0, Math.min(last, after));
	const way = after - before;
	if (Math.abs(way) > extent.view * 2) return topOf(extent, after);
	return Math.max(0, Math.min(last, top + way));
}
