// Things asked for one by one, read together in one request.

interface Waiter<T> {
	readonly resolve: (found: T | null) => void;
	readonly reject: (cause: unknown) => void;
}

/**
 * Gives a function that reads one thing by its id. What is asked for in the same moment goes in one request.
 * @param read the things under these ids; those that are missing come back as null. `most` ids at once.
 */
export function batched<T, Id extends number | string = number>(
	most: number,
	read: (ids: readonly Id[]) => Promise<ReadonlyMap<Id, T>>,
): (id: Id) => Promise<T | null> {
	let waiting = new Map<Id, Waiter<T>[]>();
	const readSome = async (asked: readonly (readonly [Id, readonly Waiter<T>[]])[]) => {
		try {
			const found = await read(asked.map(([id]) => id));
			for (const [id, waiters] of asked) for (const { resolve } of waiters) resolve(found.get(id) ?? null);
		} catch (cause) {
			for (const [, waiters] of asked) for (const { reject } of waiters) reject(cause);
		}
	};
	const readAll = () => {
		const asked = [...waiting];
		waiting = new Map();
		for (let at = 0; at < asked.length; at += most) void readSome(asked.slice(at, at + most));
	};
	return (id) =>
		new Promise((resolve, reject) => {
			// What is drawn at once asks at once: the request goes out after the last of them.
			if (waiting.size === 0) setTimeout(readAll);
			waiting.set(id, [...(waiting.get(id) ?? []), { resolve, reject }]);
		});
}
