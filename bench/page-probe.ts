// What the page's benchmark puts into each page before anything else runs: it tells when something stands painted, what was asked of the server,
// tasks and shifts. It is sent to the browser as text, so it uses nothing from outside itself.

export interface Asked {
	readonly url: string;
	readonly began: number;
	/** Null until the answer's head came. */
	ended: number | null;
}

export interface Probe {
	/** When the last key or button went down, or text came from an input method: the time of the event itself. In milliseconds of the page, as all below. */
	pressed: number;
	/** Requests since `forget()`. */
	readonly asked: Asked[];
	readonly tasks: { readonly start: number; readonly duration: number }[];
	readonly shifts: { readonly start: number; readonly value: number; readonly recentInput: boolean }[];
	readonly forget: () => void;
	/** The request for a path that searches for this text. */
	readonly askedFor: (path: string, search: string) => Asked | undefined;
	/** The time at which what holds was painted: the first task after the frame in which it held first. */
	readonly painted: (holds: () => boolean, patience?: number) => Promise<number>;
	/** The same, and from then on the page answers: a task that is posted runs within 50 ms. */
	readonly usable: (holds: () => boolean, patience?: number) => Promise<{ readonly painted: number; readonly usable: number }>;
	/** Nothing was asked, answered or drawn for this long. */
	readonly quiet: (milliseconds: number) => Promise<void>;
	/** The element of the list that scrolls. */
	readonly scroller: () => HTMLElement | null;
	/** The lines in sight: how many are there, and how many of them are still grey. */
	readonly sight: () => { readonly lines: number; readonly grey: number };
	/** Gaps between frames from now on, in milliseconds, until the returned function is called. */
	readonly frames: () => () => number[];
}

declare global {
	interface Window {
		probe: Probe;
	}
}

export function installProbe(): void {
	const asked: Asked[] = [];
	const tasks: Probe['tasks'] = [];
	const shifts: Probe['shifts'] = [];
	let lastChange = 0;
	let keyIsDown = false;

	const bareFetch = window.fetch.bind(window);
	window.fetch = async (input, init) => {
		const one: Asked = { url: input instanceof Request ? input.url : String(input), began: performance.now(), ended: null };
		asked.push(one);
		try {
			return await bareFetch(input, init);
		} finally {
			one.ended = performance.now();
			lastChange = one.ended;
		}
	};

	const down = (event: Event) => {
		keyIsDown = event.type === 'keydown';
		window.probe.pressed = event.timeStamp;
	};
	addEventListener('keydown', down, { capture: true });
	addEventListener('pointerdown', down, { capture: true });
	// What an input method brings comes without a key.
	const brought = (event: Event) => {
		if (!keyIsDown) window.probe.pressed = event.timeStamp;
		keyIsDown = false;
	};
	addEventListener('beforeinput', brought, { capture: true });

	new PerformanceObserver((list) => {
		for (const { startTime, duration } of list.getEntries()) tasks.push({ start: startTime, duration });
	}).observe({ type: 'longtask', buffered: true });
	new PerformanceObserver((list) => {
		for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[])
			shifts.push({ start: entry.startTime, value: entry.value, recentInput: entry.hadRecentInput });
	}).observe({ type: 'layout-shift', buffered: true });
	new MutationObserver(() => {
		lastChange = performance.now();
	}).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });

	/** Runs in a task of its own. */
	const post = (run: () => void) => {
		const channel = new MessageChannel();
		channel.port1.onmessage = run;
		channel.port2.postMessage(null);
	};

	/** Live changes go on for ever, and a count to the end goes on in the background. */
	const isAwaited = ({ url, ended }: Asked) => ended === null && !/\/live|exact=true/.test(url);

	const painted: Probe['painted'] = (holds, patience = 10_000) =>
		new Promise((done, failed) => {
			let over = false;
			const check = () => {
				if (over || !holds()) return;
				over = true;
				watch.disconnect();
				clearTimeout(late);
				requestAnimationFrame(() => post(() => done(performance.now())));
			};
			const watch = new MutationObserver(check);
			const late = setTimeout(() => {
				over = true;
				watch.disconnect();
				failed(new Error(`not on the page at ${location.href} after ${patience} ms: ${holds}`));
			}, patience);
			watch.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
			// What changes without the document changing (the address) is seen at the next frame.
			const look = () => {
				check();
				if (!over) requestAnimationFrame(look);
			};
			look();
		});

	window.probe = {
		pressed: 0,
		asked,
		tasks,
		shifts,
		forget: () => {
			asked.length = 0;
			tasks.length = 0;
			shifts.length = 0;
		},
		askedFor: (path, search) =>
			asked.find(({ url }) => {
				const { pathname, searchParams } = new URL(url, location.href);
				return pathname === path && searchParams.get('search') === search;
			}),
		painted,
		usable: async (holds, patience) => {
			const seen = await painted(holds, patience);
			for (;;) {
				const began = performance.now();
				await new Promise<void>((done) => requestAnimationFrame(() => post(done)));
				if (performance.now() - began < 50) return { painted: seen, usable: began };
			}
		},
		quiet: async (milliseconds) => {
			lastChange = performance.now();
			while (performance.now() - lastChange < milliseconds || asked.some(isAwaited))
				await new Promise((done) => requestAnimationFrame(done));
		},
		scroller: () => document.querySelector<HTMLElement>('[role=grid]')?.parentElement ?? null,
		sight: () => {
			const box = window.probe.scroller()?.getBoundingClientRect();
			if (!box) return { lines: 0, grey: 0 };
			const middle = box.left + 20;
			let lines = 0;
			let grey = 0;
			// Asked of the screen, as a person sees it: what lies at the points down the list, one for each half row.
			for (let y = box.top + 50; y < box.bottom - 4; y += 20) {
				const line = document.elementFromPoint(middle, y)?.closest('[role=row]');
				if (line) lines++;
				if (!line || line.getAttribute('aria-busy') === 'true') grey++;
			}
			return { lines, grey };
		},
		frames: () => {
			const gaps: number[] = [];
			let before = performance.now();
			let on = true;
			const look = (now: number) => {
				gaps.push(now - before);
				before = now;
				if (on) requestAnimationFrame(look);
			};
			requestAnimationFrame(look);
			return () => {
				on = false;
				// The first one began between two frames.
				return gaps.slice(1);
			};
		},
	};
}
