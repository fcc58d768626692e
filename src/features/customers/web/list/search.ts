// The address of the list: what is searched, filtered, sorted and grouped by stands in it, so that it can be sent to a colleague.
import { type Condition, operators } from '../../schema.ts';

export interface ListSearch {
	readonly q?: string;
	readonly filter?: Condition[];
	readonly sort?: string;
	/** The field whose values group the list. */
	readonly group?: string;
	readonly state?: 'deleted';
	/** The saved view that this began from. */
	readonly view?: number;
	/** The customer shown beside the list. */
	readonly peek?: number;
	/** The dialogue that is open. */
	readonly dialog?: 'new';
}

function isCondition(value: unknown): value is Condition {
	if (typeof value !== 'object' || value === null) return false;
	const { field, op } = value as Record<string, unknown>;
	return typeof field === 'string' && (operators as readonly unknown[]).includes(op);
}

const idOf = (value: unknown): number | null => (Number.isSafeInteger(Number(value)) && Number(value) > 0 ? Number(value) : null);

/** What is left of an address when a field is no longer there: a removed attribute, a mistyped name. */
export function withoutField({ filter, sort, group }: ListSearch, gone: string): Pick<ListSearch, 'filter' | 'sort' | 'group'> {
	const left = filter?.filter(({ field }) => field !== gone);
	return {
		filter: left?.length ? left : undefined,
		sort: sort?.replace(/^-/, '') === gone ? undefined : sort,
		group: group === gone ? undefined : group,
	};
}

/** Every part that the address can have: the router puts what is not named here in as it stands. */
const nothing = {
	q: undefined,
	filter: undefined,
	sort: undefined,
	group: undefined,
	state: undefined,
	view: undefined,
	peek: undefined,
	dialog: undefined,
};

/** Reads the address; parts that make no sense are taken out instead of failing the page. */
export function readListSearch(search: Record<string, unknown>): ListSearch {
	const filter = Array.isArray(search.filter) ? search.filter.filter(isCondition) : [];
	const view = idOf(search.view);
	const peek = idOf(search.peek);
	return {
		...nothing,
		...(search.q !== undefined && search.q !== '' && { q: String(search.q) }),
		...(filter.length > 0 && { filter }),
		...(typeof search.sort === 'string' && { sort: search.sort }),
		...(typeof search.group === 'string' && { group: search.group }),
		...(search.state === 'deleted' && { state: 'deleted' as const }),
		...(view !== null && { view }),
		...(peek !== null && { peek }),
		...(search.dialog === 'new' && { dialog: 'new' as const }),
	};
}
