// What of the audit is looked at, as it stands in the address of the page: a link leads to it, and going back finds it again.

export interface AuditSearch {
	/** The first part of actions. */
	readonly feature?: string;
	readonly result?: 'done' | 'refused';
	readonly person?: number;
	readonly customer?: number;
	/** Days of the person's own clock. */
	readonly since?: string;
	readonly until?: string;
}

const number = (value: unknown) => (/^[1-9]\d{0,14}$/.test(String(value)) ? Number(value) : undefined);
const day = (value: unknown) =>
	/^\d{4}-\d\d-\d\d$/.test(String(value)) && !Number.isNaN(Date.parse(String(value))) ? String(value) : undefined;

/** What of an address is meant for this page. */
export function readAuditSearch(search: Record<string, unknown>): AuditSearch {
	const { feature, result } = search;
	// What is not meant is said to be undefined: the router puts this over the address as it stands.
	return {
		feature: typeof feature === 'string' && /^[a-z_]{1,30}$/.test(feature) ? feature : undefined,
		result: result === 'done' || result === 'refused' ? result : undefined,
		person: number(search.person),
		customer: number(search.customer),
		since: day(search.since),
		until: day(search.until),
	};
}

const startOf = (date: string, days = 0): string => {
	const start = new Date(`${date}T00:00:00`);
	start.setDate(start.getDate() + days);
	return start.toISOString();
};

/** The same as the interface takes it. */
export function asked({ feature, result, person, customer, since, until }: AuditSearch) {
	return {
		...(feature && { action: `${feature}.` }),
		...(result && { result }),
		...(person !== undefined && { user_id: person }),
		...(customer !== undefined && { customer_id: customer }),
		...(since && { from: startOf(since) }),
		...(until && { to: startOf(until, 1) }),
	};
}
