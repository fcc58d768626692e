// Messages of the live stream put together: while nobody looks at the page they wait, and the page is told once.
import type { LiveChange } from '../features/live/schema.ts';

/** Customers named one by one; beyond, what is shown is read anew. */
const mostIds = 500;
const mostDetails = 50;

/** One change of each kind, as if all had come in one message. */
export function mergeChanges(changes: readonly LiveChange[]): LiveChange[] {
	const kinds = new Map<string, LiveChange>();
	for (const { kind, ids, gone, many, details } of changes) {
		const all = kinds.get(kind) ?? { kind, ids: [], gone: [], many: false, details: [] };
		// The later word counts: a customer may come back into sight.
		const now = new Set(ids);
		const left = new Set(gone);
		const merged = {
			ids: [...new Set([...all.ids.filter((id) => !left.has(id)), ...ids])],
			gone: [...new Set([...all.gone.filter((id) => !now.has(id)), ...gone])],
			details: [...new Map([...all.details, ...details].map((one) => [JSON.stringify(one), one])).values()].slice(-mostDetails),
		};
		const tooMany = all.many || many || merged.ids.length + merged.gone.length > mostIds;
		kinds.set(kind, { kind, ...merged, ...(tooMany && { ids: [], gone: [] }), many: tooMany });
	}
	return [...kinds.values()];
}

/** The keys of what the page has read that a change makes old, besides lists of customers, which mend themselves row by row. */
export function staleKeys({ kind, ids, gone, many, details }: LiveChange): (readonly (string | number)[])[] {
	if (kind === 'customers') return many ? [['customer']] : [...ids, ...gone].map((id) => ['customer', id]);
	if (kind === 'settings') return details.map(({ what }) => [String(what)]);
	const own = kind === 'imports' ? details.map(({ id }) => ['import', Number(id)]) : [];
	return [[kind], ...own];
}
