// Whether a text names a person, by words, numbers and cells of their own: "12" is no part of 2012, Andrea none of Andreas.

/** Keys under which sources know a person. A key means somebody in its own source alone. */
export interface SourceKey {
	readonly source_id: number;
	readonly key: string;
}

/** What other rows are searched for. */
export interface Terms {
	readonly names: readonly string[];
	/** Addresses and numbers. */
	readonly exact: readonly string[];
	/** Of these and of the names those that somebody else has as well, as a family its telephone: they tell nothing where a row is somebody else's. */
	readonly shared?: ReadonlySet<string>;
	readonly keys: readonly SourceKey[];
}

/** Whether a name means nobody else: as a rule two Chinese characters do, six Latin letters. */
const isTelling = (name: string): boolean => name.length >= (/\p{Script=Han}/u.test(name) ? 2 : 6);

export const tellingNames = ({ names }: Terms): string[] => names.filter(isTelling);

/** Terms that name the person beyond doubt wherever they stand. */
export const telling = (terms: Terms): string[] => [...tellingNames(terms), ...terms.exact];

/** A key long enough to mean somebody where nobody says that it is a key. */
export const isTellingKey = ({ key }: SourceKey): boolean => key.length >= 4;

// biome-ignore lint/suspicious/noControlCharactersInRegex: only what is not ASCII has other forms
const plain = (text: string): string => (/[^\x00-\x7f]/.test(text) ? text.normalize('NFKC') : text).toLowerCase();

/** A cell as it is compared with another: without regard to case, width and spaces around or between. */
export const asCell = (text: string): string => plain(text).replace(/\s+/g, ' ').trim();

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** What people write between the digits of a number: in brackets, a regular expression here and in PostgreSQL. */
export const numberSeparators = '\\s()./-';
const isNumber = (term: string): boolean => /^\d+$/.test(term);

/** The form in which a term stands in a text as itself: a number written anyhow, after a prefix of six digits at most; a word between others; Chinese anywhere. */
function formOf(term: string): RegExp {
	if (isNumber(term)) return new RegExp(`(?<!\\d{7})${[...term].join(`[${numberSeparators}]*`)}(?!\\d)`, 'u');
	if (/\p{Script=Han}/u.test(term)) return new RegExp(escaped(term), 'u');
	return new RegExp(`(?<![\\p{L}\\p{N}])${escaped(term)}(?![\\p{L}\\p{N}])`, 'u');
}

/** Whether texts mention one of these terms. Made once, for any number of texts. */
export function mentionOf(terms: readonly string[]): (text: string) => boolean {
	const all = [...new Set(terms.map(plain))].filter((term) => term !== '').map((term) => ({ term, form: formOf(term) }));
	const words = all.filter(({ term }) => !isNumber(term));
	const numbers = all.filter(({ term }) => isNumber(term));
	return (text) => {
		const said = plain(text);
		if (words.some(({ term, form }) => said.includes(term) && form.test(said))) return true;
		if (numbers.length === 0 || !/\d/.test(said)) return false;
		const digits = said.replace(/\D/g, '');
		return numbers.some(({ term, form }) => digits.includes(term) && form.test(said));
	};
}

/** A row of a file as an import kept it. */
export interface FileRow {
	readonly source_id: number;
	/** What stands where the source's key stands; null where there is no such column, or nothing in it. */
	readonly key: string | null;
	/** Customers whom the row stated, or was about. */
	readonly owners: readonly number[];
	/** Each cell that is kept, with its place. */
	readonly cells: readonly { readonly position: number; readonly value: string }[];
	/** Columns of names; null where nobody said what columns hold. */
	readonly nameColumns: ReadonlySet<number> | null;
	/** What was told about the row. */
	readonly texts: readonly string[];
}

/**
 * Tells rows that are about a person, or name it, from those of others. Whose a row is, is told by the customer that it stated and by the key of its
 * source; a row that is somebody else's goes only for what names this person beyond doubt outside its own name. A row of nobody known goes for a name alone.
 */
export function rowsAbout(terms: Terms, members: readonly number[]): (row: FileRow) => boolean {
	const saying = (list: readonly string[]) => ({
		anybody: mentionOf(list),
		nobodyElse: mentionOf(list.filter((term) => !terms.shared?.has(term))),
	});
	const [exact, name] = [saying(terms.exact), saying(tellingNames(terms))];
	const [names, telltale] = [terms.names, tellingNames(terms)].map((list) => new Set(list.map(asCell)));
	return ({ source_id, key, owners, cells, nameColumns, texts }) => {
		if (owners.some((id) => members.includes(id))) return true;
		const sameSource = terms.keys.filter((one) => one.source_id === source_id);
		if (key !== null && sameSource.some((one) => one.key === key)) return true;
		// The source knows the person by another key.
		const isOthers = owners.length > 0 || (key !== null && sameSource.length > 0);
		const of = isOthers ? 'nobodyElse' : 'anybody';
		if ([...cells.map(({ value }) => value), ...texts].some(exact[of])) return true;
		if (!isOthers && texts.some(name.anybody)) return true;
		return cells.some(({ position, value }) => {
			const cell = asCell(value);
			if (!isOthers && (telltale!.has(cell) || (key === null && names!.has(cell)))) return true;
			const isName = nameColumns ? nameColumns.has(position) : telltale!.has(cell);
			return !isName && name[of](value);
		});
	};
}
