// Which customers are chosen: some by their ids, or all that the list holds but a few, however many that are. Pure.

export type Selection =
	| { readonly all: false; readonly ids: ReadonlySet<number> }
	/** All that the search and the filter find, without these. */
	| { readonly all: true; readonly except: ReadonlySet<number> };

export const nobody: Selection = { all: false, ids: new Set() };
export const everybody: Selection = { all: true, except: new Set() };

export const isChosen = (selection: Selection, id: number): boolean => (selection.all ? !selection.except.has(id) : selection.ids.has(id));

/** How many are chosen of `total`. */
export const chosenOf = (selection: Selection, total: number): number =>
	selection.all ? Math.max(0, total - selection.except.size) : selection.ids.size;

/** The selection with these chosen, or not. */
export function choose(selection: Selection, ids: readonly number[], on: boolean): Selection {
	const named = new Set(selection.all ? selection.except : selection.ids);
	for (const id of ids) {
		if (on !== selection.all) named.add(id);
		else named.delete(id);
	}
	return selection.all ? { all: true, except: named } : { all: false, ids: named };
}
