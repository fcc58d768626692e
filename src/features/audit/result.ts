// What verifying found last, as it is kept for the page.
import type { Verified } from './verify.ts';

export interface StoredResult extends Omit<Verified, 'outside'> {
	readonly at: string;
}
