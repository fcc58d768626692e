// Which changes concern a person, and how they are put together until the next message.
import { may, type Principal } from '../../platform/auth.ts';
import { mostIds } from '../../platform/events.ts';
import type { Changed } from '../../platform/listener.ts';
import type { LiveChange } from './schema.ts';

/** What belongs to one person and is listed for administrators as well. */
const seenByAdministrators: ReadonlySet<string> = new Set(['imports', 'exports']);

/** Details of one kind in a message; more of them say no more than that there were many. */
const mostDetails = 50;

type Person = Pick<Principal, 'user_id' | 'permissions' | 'scopes'>;

/** Whether a person is to learn of a change at all; which of its customers, row-level security decides later. */
export function concerns({ user_id, kind }: Pick<Changed, 'user_id' | 'kind'>, person: Person): boolean {
	return user_id === null || user_id === person.user_id || (may(person, 'users.manage') && seenByAdministrators.has(kind));
}

type Left = Pick<Changed, 'left_scope_id' | 'left_owner_id'>;

/** Whether a customer that left these places was seen in one of them by this person. */
function sawThem(places: readonly Left[], person: Person): boolean {
	return places.some(
		({ left_scope_id, left_owner_id }) =>
			left_scope_id !== null && (person.scopes.includes(left_scope_id) || left_owner_id === person.user_id),
	);
}

interface Gathered {
	readonly ids: Set<number>;
	/** Customers that were moved, with the places they left. */
	readonly left: Map<number, Left[]>;
	many: boolean;
	readonly details: Map<string, LiveChange['details'][number]>;
}

/** What waits for the next message to one person. */
export class Waiting {
	readonly #kinds = new Map<string, Gathered>();

	get empty(): boolean {
		return this.#kinds.size === 0;
	}

	add(rows: readonly Changed[], person: Person): void {
		for (const row of rows) {
			if (!concerns(row, person)) continue;
			const known = this.#kinds.get(row.kind);
			const all = known ?? { ids: new Set(), left: new Map(), many: false, details: new Map() };
			if (!known) this.#kinds.set(row.kind, all);
			if (row.customer_ids === null) all.many = true;
			for (const id of row.customer_ids ?? []) {
				all.ids.add(id);
				if (row.left_scope_id !== null) all.left.set(id, [...(all.left.get(id) ?? []), row]);
			}
			if (all.ids.size > mostIds) all.many = true;
			if (Object.keys(row.detail).length > 0 && all.details.size < mostDetails) all.details.set(JSON.stringify(row.detail), row.detail);
		}
	}

	/** The customers whose visibility is to be asked for. */
	get ids(): number[] {
		return [...new Set([...this.#kinds.values()].flatMap(({ many, ids }) => (many ? [] : [...ids])))];
	}

	/** The changes as this person may know them, with the rights of this moment; what turns out not to concern him is left out. */
	changes(visible: ReadonlySet<number>, person: Person): LiveChange[] {
		return [...this.#kinds].flatMap(([kind, { ids, left, many, details }]) => {
			const change: LiveChange = {
				kind,
				ids: many ? [] : [...ids].filter((id) => visible.has(id)),
				gone: many ? [] : [...left].flatMap(([id, places]) => (!visible.has(id) && sawThem(places, person) ? id : [])),
				many,
				details: [...details.values()],
			};
			const hidden = ids.size > 0 && !many && change.ids.length === 0 && change.gone.length === 0;
			return hidden ? [] : [change];
		});
	}
}
