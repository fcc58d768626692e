// What the readers of text give and refuse: the only names that other parts of the program need to know.

/** Where in or about a file a text stands, as far as it is told cheaply. All count from 1. */
export interface Place {
	readonly sheet?: string;
	/** As in spreadsheets: B12. */
	readonly cell?: string;
	readonly page?: number;
	readonly slide?: number;
	readonly paragraph?: number;
	readonly line?: number;
	/** A record of an address book. */
	readonly row?: number;
	/** What stands beside the text itself. */
	readonly part?: Part;
}

export type Part = 'header' | 'footer' | 'note' | 'comment' | 'drawing' | 'link' | 'properties' | 'head' | 'attachment' | 'name';

/** A text of at most some ten thousand characters, which cuts no number and no address in two. */
export interface Piece {
	readonly text: string;
	readonly place: Place;
}

/** Why a file, or a part of it, could not be read. */
export type UnreadReason =
	| 'picture'
	| 'media'
	| 'archive'
	| 'old_office'
	| 'kind'
	| 'encrypted'
	| 'damaged'
	/** It unpacks to far more than its size. */
	| 'bomb'
	| 'too_large'
	| 'no_text'
	/** Some of its pages hold no text. */
	| 'pages'
	/** Some text is in fonts that neither stand in the file nor say which letters they draw. */
	| 'fonts'
	/** Files inside of it; its text was read. */
	| 'attachments';

/** What was given before it was thrown stands. */
export class Unread extends Error {
	constructor(readonly reason: UnreadReason) {
		super(reason);
	}
}

/** The pieces of a file in its order, some at a time. Throws Unread, also after the last one where something was left out. */
export type Pieces = AsyncGenerator<readonly Piece[], void>;
