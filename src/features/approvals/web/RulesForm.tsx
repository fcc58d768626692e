// From which numbers of customers on a second person has to agree.
import { Alert, Button, Group, NumberInput, Stack, Text, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { client } from '../../../web/client.ts';
import { fieldErrors, useExplain, useTell } from '../../../web/shared/problem.ts';
import { useCommonWords } from '../../../web/words.ts';
import type { ApprovalRules } from '../schema.ts';
import { approvalRulesQuery } from './queries.ts';
import { useApprovalWords } from './words.ts';

export function RulesForm() {
	const rules = useQuery(approvalRulesQuery).data;
	return rules ? <Form key={JSON.stringify(rules)} rules={rules} /> : null;
}

function Form({ rules }: { readonly rules: ApprovalRules }) {
	const say = useApprovalWords();
	const common = useCommonWords();
	const explain = useExplain();
	const tell = useTell();
	const queryClient = useQueryClient();
	const form = useForm({ initialValues: rules });
	const save = useMutation({
		mutationFn: (body: ApprovalRules) => client.approvals.putApprovalRules({ body }),
		onSuccess: (stored) => {
			queryClient.setQueryData(approvalRulesQuery.queryKey, stored);
			tell.done(say('rules_saved'));
		},
		onError: (cause) => form.setErrors(fieldErrors(cause)),
	});
	const numbers = { min: 0, max: 1_000_000_000, allowDecimal: false, allowNegative: false, hideControls: true, w: 160 };
	return (
		<form
			onSubmit={form.onSubmit(({ export_rows, delete_rows }) =>
				save.mutate({ export_rows: Number(export_rows), delete_rows: Number(delete_rows) }),
			)}
		>
			<Stack gap="sm" mt="md">
				<div>
					<Title order={2}>{say('rules')}</Title>
					<Text size="sm" c="dimmed">
						{say('rules_lead')}
					</Text>
				</div>
				{save.isError && (
					<Alert color="red" role="alert">
						{explain(save.error)}
					</Alert>
				)}
				<Group align="flex-end" gap="sm">
					<NumberInput label={say('export_rows')} {...numbers} {...form.getInputProps('export_rows')} />
					<NumberInput label={say('delete_rows')} {...numbers} {...form.getInputProps('delete_rows')} />
					<Button type="submit" variant="default" loading={save.isPending} disabled={!form.isDirty()}>
						{common('save')}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}
