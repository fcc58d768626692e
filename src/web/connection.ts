// Whether the server can be reached: told by requests that fail, by the live stream and by the browser, and asked for until it answers again.
import { useSyncExternalStore } from 'react';

/** The server was not reached. A TypeError, as fetch() throws, and told apart from mistakes in our own script. */
export class Unreachable extends TypeError {
	override readonly name = 'Unreachable';
}

/** 'back': it answers again since a moment. */
export type Connection = 'connected' | 'lost' | 'back';

/** Milliseconds between two questions while the connection is lost, and for which it is told that it is back. */
const askEvery = 3_000;
const backFor = 4_000;

let state: Connection = 'connected';
let timer: ReturnType<typeof setTimeout> | undefined;
let asking = false;
const watchers = new Set<() => void>();
const returners = new Set<() => void>();

function become(next: Connection): void {
	clearTimeout(timer);
	if (next === 'lost') timer = setTimeout(() => void ask(), askEvery);
	if (next === 'back') timer = setTimeout(() => become('connected'), backFor);
	if (next === state) return;
	state = next;
	for (const told of watchers) told();
	if (next === 'back') for (const told of returners) told();
}

async function ask(): Promise<void> {
	if (asking) return;
	asking = true;
	try {
		await fetch('/api/health', { cache: 'no-store', signal: AbortSignal.timeout(5_000) });
		answered();
	} catch {
		become('lost');
	} finally {
		asking = false;
	}
}

/** The server has answered something. */
export function answered(): void {
	if (state === 'lost') become('back');
}

/** A request did not reach the server, or the stream broke: the server is asked whether it is there. */
export function doubt(): void {
	if (state !== 'lost') void ask();
}

/** Hears when the connection has come back. */
export function onReturn(told: () => void): () => void {
	returners.add(told);
	return () => returners.delete(told);
}

window.addEventListener('offline', () => become('lost'));
window.addEventListener('online', () => void ask());
if (!navigator.onLine) become('lost');

function watch(told: () => void): () => void {
	watchers.add(told);
	return () => watchers.delete(told);
}

export function useConnection(): Connection {
	return useSyncExternalStore(watch, () => state);
}
