// What a change would do to customers and values, in sentences.
import { Text } from '@mantine/core';
import type { z } from 'zod';
import { useFormat } from '../../../../web/shared/format.ts';
import type { attributeEndpoints, foreseen } from '../../endpoints-attributes.ts';
import { useRuleWords } from './words.ts';

export function ForeseenCustomers({ customers }: { readonly customers: z.output<typeof foreseen> }) {
	const say = useRuleWords();
	const format = useFormat();
	const numbers = { count: format.number(customers.changed), looked: format.number(customers.looked_at) };
	return (
		<Text size="sm">
			{customers.changed === 0 && customers.complete
				? say('would_change_none')
				: say(customers.complete ? 'would_change' : 'would_change_some', numbers)}
		</Text>
	);
}

export type AttributePreview = z.output<(typeof attributeEndpoints)['previewAttribute']['reply']>;

export function ForeseenAttribute({ preview: { values, customers } }: { readonly preview: AttributePreview }) {
	const say = useRuleWords();
	const format = useFormat();
	return (
		<>
			{values.misfits > 0 && (
				<Text size="sm">
					{say(values.complete ? 'misfits' : 'misfits_some', {
						count: format.number(values.misfits),
						looked: format.number(values.looked_at),
						examples: values.examples.slice(0, 3).join(', '),
					})}
				</Text>
			)}
			{customers && <ForeseenCustomers customers={customers} />}
		</>
	);
}
