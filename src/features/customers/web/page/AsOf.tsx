// The values of this customer as they stood at a moment: to look at, not to edit.
import { Alert, Button, Text } from '@mantine/core';
import { IconClockHour4 } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Problem } from '../../../../client.ts';
import { useFormat } from '../../../../web/shared/format.ts';
import { Failed, Loading } from '../../../../web/shared/states.tsx';
import { FieldText, TagBadges } from '../FieldValue.tsx';
import { useFields } from '../fields.ts';
import { asOfQuery } from '../queries.ts';
import { useHistoryWords } from '../words-history.ts';
import { ChangeLine } from './ChangeLine.tsx';
import { useCustomer } from './customer.tsx';
import classes from './History.module.css';

/** Told by their sets, or of no use here. */
const elsewhere = new Set(['id', 'email', 'phone', 'city', 'region', 'postal_code', 'country', 'created_at', 'updated_at']);

/** @param at day and time as an input gives them, in the person's time zone */
export function AsOf({ at, close }: { readonly at: string; readonly close: () => void }) {
	const say = useHistoryWords();
	const format = useFormat();
	const fields = useFields();
	const { profile } = useCustomer();
	const moment = new Date(at).toISOString();
	const stood = useQuery(asOfQuery(profile.id, moment));
	const values = stood.data;
	const shown = fields.filter(({ name }) => !elsewhere.has(name));
	const valueAt = (name: string) =>
		name.startsWith('attributes.') ? values?.attributes?.[name.slice(11)] : values?.[name as keyof typeof values];
	return (
		<Alert color="gray" icon={<IconClockHour4 aria-hidden="true" />} title={say('as_of_title', { when: format.moment(moment) })}>
			<Text size="xs" c="dimmed">
				{say('as_of_why')}
			</Text>
			{stood.isPending && <Loading lines={4} />}
			{stood.isError &&
				(stood.error instanceof Problem && stood.error.status === 404 ? (
					<Text size="sm" mt="xs">
						{say('as_of_nothing')}
					</Text>
				) : (
					<Failed cause={stood.error} retry={stood.refetch} />
				))}
			{values && (
				<dl className={classes.changes}>
					{shown.map((field) => {
						const value = valueAt(field.name);
						if (value === null || value === undefined || (Array.isArray(value) && value.length === 0)) return null;
						return (
							<div key={field.name} className={classes.change}>
								<dt>{field.label}</dt>
								<dd>
									{field.name === 'tags' ? (
										<TagBadges tags={value as string[]} wrap />
									) : (
										<span dir="auto" className={classes.text}>
											<FieldText field={field} value={value} />
										</span>
									)}
								</dd>
							</div>
						);
					})}
					{(['contact_points', 'addresses'] as const).flatMap((set) =>
						(values[set] ?? []).map((member) => (
							<ChangeLine key={member.key} change={{ unit: `${set}/${member.key}`, before: null, after: member }} first />
						)),
					)}
				</dl>
			)}
			<Button size="compact-sm" variant="default" mt="sm" onClick={close}>
				{say('as_of_close')}
			</Button>
		</Alert>
	);
}
