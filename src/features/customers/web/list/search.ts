// The address of the list: what is searched, filtered and sorted by stands in it, so that it can be sent to a colleague.
import { type Condition, operators } from '../../schema.ts';

export interface ListSearch {
	readonly q?: string;
	readonly filter?: Condition[];
	readonly sort?: string;
	readonly state?: 'deleted';
	/** The dialogue that is open. */
	readonly dialog?: 'new';
}

function isCondition(value: unknown): value is Condition {
	if (typeof value !== 'object' || value === null) return false;
	const { field, op } = value as Record<string, unknown>;
	return typeof field === 'string' && (operators as readonly unknown[]).includes(op);
}

/** Reads the address; parts that make no sense are left out instead of failing the page. */
export function readListSearch(search: Record<string, unknown>): ListSearch {
	const filter = Array.isArray(search.filter) ? search.filter.filter(isCondition) : [];
	return {
		...(search.q !== undefined && search.q !== '' && { q: String(search.q) }),
		...(filter.length > 0 && { filter }),
		...(typeof search.sort === 'string' && { sort: search.sort }),
		...(search.state === 'deleted' && { state: 'deleted' as const }),
		...(search.dialog === 'new' && { dialog: 'new' as const }),
	};
}
