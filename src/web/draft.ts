// Unfinished edits that outlive a reload, a closed tab and a session that ended: the hook for fields and forms.
import { useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import { type Drafts, draftsOf, storage } from './draft-store.ts';
import { useUser } from './session.ts';

/** Milliseconds of standing still until what was typed is kept. */
const settle = 300;

/** What a component may know and do about its draft. */
export interface Draft {
	/** What is shown was typed before: on another visit, or before a reload. */
	readonly restored: boolean;
	/** What stood there changed since the draft was begun. */
	readonly overtaken: boolean;
	/** Forgets the draft: after saving, and when the person cancels. */
	readonly clear: () => void;
}

const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

function draftsHere(user_id: number | undefined): Drafts | null {
	const place = storage();
	return place && user_id !== undefined ? draftsOf(place, user_id) : null;
}

function useDrafts(): Drafts | null {
	const user_id = useUser()?.id;
	return useMemo(() => draftsHere(user_id), [user_id]);
}

/** Forgets what others left unfinished on this device, and what is too old: once, in the frame behind the sign-in. */
export function useTidyDrafts(): void {
	const drafts = useDrafts();
	useEffect(() => drafts?.tidy(), [drafts]);
}

/** Whether something unfinished is kept under this name: an editor may open with it. */
export function useHasDraft(name: string): boolean {
	const drafts = useDrafts();
	return useMemo(() => drafts?.find(name) != null, [drafts, name]);
}

/**
 * State of an unfinished edit, kept on this device until clear(): `const [body, setBody, draft] = useDraft(`note:${id}`, '')`.
 * The name tells the field and the customer it belongs to; `initial` is what stands there now, and typing it again leaves nothing kept.
 * The name must not change while the component lives.
 */
export function useDraft<T>(name: string, initial: T): readonly [T, (next: T | ((before: T) => T)) => void, Draft] {
	const drafts = useDrafts();
	const [begun] = useState(() => ({ base: initial, kept: drafts?.find<T>(name) ?? null }));
	const [value, setValue] = useState<T>(() => (begun.kept ? begun.kept.value : initial));
	const latest = useRef(value);
	/** What was typed and is not written yet. */
	const due = useRef(false);
	const unkept = useRef(false);
	const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

	const flush = () => {
		clearTimeout(timer.current);
		if (!due.current) return;
		due.current = false;
		const typed = latest.current;
		unkept.current = false;
		if (same(typed, begun.base)) drafts?.drop(name);
		else unkept.current = !drafts?.keep(name, { value: typed, base: begun.kept ? begun.kept.base : begun.base });
	};
	const flushNow = useEffectEvent(flush);

	useEffect(() => {
		const leaving = (event: BeforeUnloadEvent) => {
			flushNow();
			// Asked only where the edit would be lost.
			if (unkept.current) event.preventDefault();
		};
		const hidden = () => flushNow();
		window.addEventListener('beforeunload', leaving);
		window.addEventListener('pagehide', hidden);
		return () => {
			window.removeEventListener('beforeunload', leaving);
			window.removeEventListener('pagehide', hidden);
			flushNow();
		};
	}, []);

	const change = (next: T | ((before: T) => T)) => {
		latest.current = typeof next === 'function' ? (next as (before: T) => T)(latest.current) : next;
		setValue(latest.current);
		due.current = true;
		clearTimeout(timer.current);
		timer.current = setTimeout(flush, settle);
	};

	const clear = () => {
		clearTimeout(timer.current);
		due.current = false;
		unkept.current = false;
		drafts?.drop(name);
	};

	return [value, change, { restored: begun.kept !== null, overtaken: begun.kept !== null && !same(begun.kept.base, begun.base), clear }];
}
