// Which places of a list are in sight, and how to get to others: the listening behind scaled.ts.
import { type RefObject, useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from 'react';
import { type Extent, laidOut, moved, scrollOf } from './scaled.ts';

interface Sight {
	/** Places in sight, with some before and behind. */
	readonly first: number;
	readonly last: number;
	/** Added to the pixel of a row to get its pixel in the document. */
	readonly shift: number;
	/** A long way was gone just now; false half a second later. */
	readonly jumping: boolean;
}

export interface ScaledScroll extends Sight {
	/** The height to lay out, in pixels. */
	readonly height: number;
	/** The first place that is wholly in sight, and how many fit. */
	readonly view: () => { readonly first: number; readonly fit: number };
	/** Brings a place into sight by the shortest way; nothing moves where it is already. */
	readonly reveal: (place: number) => void;
	/** Puts a place at the upper end, `pixels` of it above. */
	readonly place: (place: number, pixels?: number) => void;
	/** The upper end as a place and the pixels of it that are above. */
	readonly upper: () => { readonly place: number; readonly pixels: number };
}

const overscan = 10;

interface Options {
	/** The element that scrolls; its first child, of `head` pixels, stays at the top. */
	readonly box: RefObject<HTMLElement | null>;
	readonly count: number;
	/** Pixels of a row. */
	readonly row: number;
	readonly head: number;
}

export function useScaledScroll({ box, count, row, head }: Options): ScaledScroll {
	const at = useRef({ top: 0, scroll: 0, view: 600 });
	const [sight, setSight] = useState<Sight>({ first: 0, last: 30, shift: 0, jumping: false });
	const extent = (): Extent => ({ full: count * row, view: at.current.view });

	const look = useEffectEvent((jumping?: boolean) => {
		const { top, scroll, view } = at.current;
		const first = Math.max(0, Math.floor(top / row) - overscan);
		const last = Math.min(count - 1, Math.ceil((top + view) / row) + overscan);
		// Whole pixels: rows would be drawn between two otherwise.
		const shift = Math.round(scroll - top);
		setSight((before) => {
			const next = { first, last, shift, jumping: jumping ?? before.jumping };
			const same =
				next.first === before.first && next.last === before.last && next.shift === before.shift && next.jumping === before.jumping;
			return same ? before : next;
		});
	});

	/** Goes to a pixel of the rows. */
	const go = useEffectEvent((top: number) => {
		const element = box.current;
		if (!element) return;
		const last = Math.max(0, count * row - at.current.view);
		at.current.top = Math.max(0, Math.min(last, top));
		element.scrollTop = scrollOf(extent(), at.current.top);
		at.current.scroll = element.scrollTop;
		look();
	});

	const onScroll = useEffectEvent((): boolean => {
		const element = box.current!;
		const before = at.current.scroll;
		at.current.scroll = element.scrollTop;
		if (before === at.current.scroll) return false;
		at.current.top = moved(extent(), at.current.top, before, at.current.scroll);
		const far = Math.abs(at.current.scroll - before) > at.current.view * 2;
		look(far || undefined);
		// At an end of the document that is not one of the list, the document makes room.
		const atEnd = at.current.scroll <= 0 || at.current.scroll >= laidOut(extent()) - at.current.view - 1;
		if (atEnd && !far) align();
		return far;
	});

	/** Puts the document where the rows in sight are in proportion, without moving them. */
	const align = useEffectEvent(() => {
		const element = box.current;
		if (!element) return;
		element.scrollTop = scrollOf(extent(), at.current.top);
		at.current.scroll = element.scrollTop;
		look(false);
	});

	useEffect(() => {
		const element = box.current;
		if (!element) return;
		let resting: ReturnType<typeof setTimeout> | undefined;
		const listen = () => {
			onScroll();
			clearTimeout(resting);
			resting = setTimeout(() => align(), 250);
		};
		const measure = () => {
			at.current.view = Math.max(row, element.clientHeight - head);
			look();
		};
		const watch = new ResizeObserver(measure);
		watch.observe(element);
		element.addEventListener('scroll', listen, { passive: true });
		measure();
		return () => {
			clearTimeout(resting);
			watch.disconnect();
			element.removeEventListener('scroll', listen);
		};
	}, [box, head, row]);

	// A list that became shorter or longer: the same rows stay in sight as far as they can.
	// biome-ignore lint/correctness/useExhaustiveDependencies: the count is what changes
	useLayoutEffect(() => {
		// What the person scrolled since the last frame is not told yet, and must not be taken back.
		onScroll();
		go(at.current.top);
	}, [count, row]);

	return {
		...sight,
		height: laidOut(extent()),
		view: () => ({ first: Math.ceil(at.current.top / row), fit: Math.max(1, Math.floor(at.current.view / row)) }),
		upper: () => ({ place: Math.floor(at.current.top / row), pixels: at.current.top % row }),
		place: (place, pixels = 0) => go(place * row + pixels),
		reveal: (place) => {
			const { top, view } = at.current;
			if (place * row < top) go(place * row);
			else if ((place + 1) * row > top + view) go((place + 1) * row - view);
		},
	};
}
