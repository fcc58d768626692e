// What a bulk change would do, before it is done: how many change, and some of them before and after.
import { Alert, Stack, Table, Text } from '@mantine/core';
import { useLanguage } from '../../../../web/i18n.ts';
import { useFormat } from '../../../../web/shared/format.ts';
import { TableBox } from '../../../../web/shared/TableBox.tsx';
import type { BulkEditDraft } from '../../endpoints-bulk.ts';
import { choiceLabels } from '../../messages.ts';
import { FieldText } from '../FieldValue.tsx';
import { type ShownField, useFields } from '../fields.ts';
import classes from './bulk.module.css';
import { useBulkWords } from './words.ts';

export function useTotal(): (draft: { readonly total: number; readonly exact: boolean }) => string {
	const say = useBulkWords();
	const format = useFormat();
	return ({ total, exact }) => (exact ? format.number(total) : say('about', { count: format.number(total) }));
}

export function Preview({ draft }: { readonly draft: BulkEditDraft }) {
	const say = useBulkWords();
	const format = useFormat();
	const total = useTotal()(draft);
	const { checked, changed, unchanged, refused, reasons } = draft.effect;
	const whole = draft.exact && checked === draft.total;
	const counts = { total, checked: format.number(checked), changed: format.number(changed), unchanged: format.number(unchanged + refused) };
	return (
		<Stack gap="sm">
			<Text size="sm" role="status">
				{whole && changed === 0 ? say('effect_none') : say(whole ? 'effect_all' : 'effect_first', counts)}
			</Text>
			{refused > 0 && (
				<Alert color="yellow" p="sm">
					<Text size="sm">{say('effect_refused', { count: format.number(refused) })}</Text>
					<ul className={classes.reasons}>
						{reasons.slice(0, 5).map((one) => (
							<li key={one.id}>
								{one.name ?? say('nameless')}: {one.message}
							</li>
						))}
					</ul>
				</Alert>
			)}
			<Losing losing={draft.losing} />
			{draft.samples.length > 0 && (
				<div className={classes.samples}>
					<TableBox label={say('samples')} head={[say('customer'), say('before'), say('after')]}>
						{draft.samples.map((sample) => (
							<Table.Tr key={sample.id}>
								<Table.Td>
									<Text size="sm">{sample.name ?? say('nameless')}</Text>
								</Table.Td>
								<Table.Td>
									<Values values={sample.before} />
								</Table.Td>
								<Table.Td>
									<Values values={sample.after} strong />
								</Table.Td>
							</Table.Tr>
						))}
					</TableBox>
				</div>
			)}
		</Stack>
	);
}

/** Who loses sight of what changes: told before it is done. */
function Losing({ losing: { self, owners } }: Pick<BulkEditDraft, 'losing'>) {
	const say = useBulkWords();
	const format = useFormat();
	if (self === 0 && owners.length === 0) return null;
	return (
		<Alert color="yellow" p="sm">
			{self > 0 && <Text size="sm">{say('losing_self', { count: format.number(self) })}</Text>}
			{owners.slice(0, 5).map(({ id, name, customers }) => (
				<Text key={id} size="sm">
					{say('losing_owner', { name, count: format.number(customers) })}
				</Text>
			))}
		</Alert>
	);
}

function Values({ values, strong = false }: { readonly values: Readonly<Record<string, unknown>>; readonly strong?: boolean }) {
	const say = useBulkWords();
	const language = useLanguage();
	const fields = useFields();
	const { owner, owner_id, state, ...rest } = values;
	const texts: { key: string; field?: ShownField; value: unknown }[] = Object.entries(rest).map(([key, value]) => ({
		key,
		field: fields.find(({ name }) => name === key),
		value,
	}));
	if (owner_id !== undefined) texts.push({ key: 'owner', value: owner ?? (owner_id === null ? say('nobody') : `#${owner_id}`) });
	if (state !== undefined) texts.push({ key: 'state', value: choiceLabels.state[state as keyof typeof choiceLabels.state][language] });
	return texts.map(({ key, field, value }) => {
		const empty = value === null || value === undefined || (Array.isArray(value) && value.length === 0);
		return (
			<Text key={key} size="sm" c={strong && !empty ? undefined : 'dimmed'} fw={strong ? 550 : undefined} component="div">
				{empty ? say('nothing') : field ? <FieldText field={field} value={value} /> : String(value)}
			</Text>
		);
	});
}
