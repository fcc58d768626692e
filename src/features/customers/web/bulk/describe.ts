// A bulk change in a few words, and its state.
import { useQuery } from '@tanstack/react-query';
import { useFormat } from '../../../../web/shared/format.ts';
import type { Tone } from '../../../../web/shared/StatusDot.tsx';
import { personQuery } from '../../../access/web/person-query.ts';
import { type BulkEditRow, type BulkState, isMove } from '../../endpoints-bulk.ts';
import { useValueText } from '../FieldValue.tsx';
import { useFields, useTeamName } from '../fields.ts';
import type { Action } from './queries.ts';
import { useBulkWords } from './words.ts';

export const tones: Readonly<Record<BulkState, Tone>> = {
	draft: 'neutral',
	waiting: 'careful',
	queued: 'neutral',
	running: 'busy',
	cancelled: 'neutral',
	failed: 'bad',
	done: 'good',
	undoing: 'busy',
	undone: 'neutral',
};

/** What a bulk change does: "Company: Acme", "Tags added: vip". */
export function Description({ action }: Pick<BulkEditRow, 'action'>): string {
	const say = useBulkWords();
	const fields = useFields();
	const text = useValueText();
	const format = useFormat();
	const asked = action as Action;
	const owner_id = isMove(asked) ? (asked.owner_id ?? null) : null;
	const owner = useQuery({ ...personQuery(owner_id ?? 0), enabled: owner_id !== null }).data;
	const team = useTeamName(isMove(asked) ? asked.scope_id : undefined);
	if ('delete' in asked) return say('what_delete');
	if ('restore' in asked) return say('what_restore');
	if (isMove(asked)) {
		const given = owner_id === null ? say('what_nobody') : say('what_owner', { name: owner?.name ?? `#${owner_id}` });
		return [
			...(asked.owner_id === undefined ? [] : [given]),
			...(asked.scope_id === undefined ? [] : [say('what_team', { name: team ?? `#${asked.scope_id}` })]),
		].join(' · ');
	}
	if ('set' in asked) {
		const { attributes = {}, ...own } = asked.set;
		const values = [...Object.entries(own), ...Object.entries(attributes).map(([name, value]) => [`attributes.${name}`, value] as const)];
		return values
			.map(([name, value]) => {
				const field = fields.find((one) => one.name === name);
				const label = field?.label ?? name;
				if (value === null) return say('what_cleared', { field: label });
				return say('what_set', { field: label, value: field ? text(field, value) : String(value) });
			})
			.join(' · ');
	}
	const { add_tags = [], remove_tags = [] } = asked;
	return [
		...(add_tags.length > 0 ? [say('what_added', { tags: format.list(add_tags) })] : []),
		...(remove_tags.length > 0 ? [say('what_removed', { tags: format.list(remove_tags) })] : []),
	].join(' · ');
}

/** What came of it, in one or two sentences. */
export function useOutcome(): (row: BulkEditRow, number: (value: number) => string) => string {
	const say = useBulkWords();
	return (row, number) => {
		if (row.state === 'queued') return say('queued');
		if (row.state === 'waiting') return say('waiting', { total: number(row.total) });
		if (row.state === 'running') return say('running', { done: number(row.done), total: number(row.total) });
		if (row.state === 'undoing') return say('undoing', { done: number(row.undo?.done ?? 0), total: number(row.changed) });
		if (row.state === 'undone') {
			const { back = 0, kept = 0 } = row.undo ?? {};
			return [say('result_undone', { back: number(back) }), ...(kept > 0 ? [say('result_kept', { kept: number(kept) })] : [])].join(' · ');
		}
		const rest = row.unchanged + row.refused > 0;
		return [
			say('result', { changed: number(row.changed) }),
			...(rest ? [say('result_rest', { unchanged: number(row.unchanged), refused: number(row.refused) })] : []),
		].join(' · ');
	};
}
