// What is asked for, in a few words.
import { useFormat } from '../../../web/shared/format.ts';
import type { Approval } from '../schema.ts';
import { useApprovalWords } from './words.ts';

/** What is asked for, in a few words. */
export function useWhat(): (one: Approval) => string {
	const say = useApprovalWords();
	const format = useFormat();
	return ({ kind, amount, format: as }) => say(kind, { count: amount, amount: format.number(amount), format: (as ?? '').toUpperCase() });
}
