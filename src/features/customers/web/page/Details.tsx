// The golden values and the custom attributes, each edited in place, each with its source.
import { Button, Collapse } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useLanguage } from '../../../../web/i18n.ts';
import type { CustomerField, CustomerPatch } from '../../schema.ts';
import { FieldText } from '../FieldValue.tsx';
import { fieldOf, type ShownField, useFields } from '../fields.ts';
import { layoutQuery } from '../queries.ts';
import { useCustomerWords } from '../words.ts';
import { Card } from './Card.tsx';
import { storedValue, useCustomer } from './customer.tsx';
import classes from './Details.module.css';
import { InlineField } from './InlineField.tsx';
import { Provenance } from './Provenance.tsx';

const common = ['kind', 'company', 'job_title', 'industry', 'gender', 'birth_date', 'language', 'tax_id'] as const;
/** An organisation has neither a job nor a birthday; what was stated all the same is shown. */
const ofPersons: ReadonlySet<CustomerField> = new Set(['job_title', 'gender', 'birth_date']);
const nameParts = ['name_prefix', 'family_name', 'given_name', 'middle_name', 'name_suffix'] as const;

export function Details() {
	const say = useCustomerWords();
	const language = useLanguage();
	const { profile } = useCustomer();
	const [open, setOpen] = useState(false);
	const person = profile.kind === 'person';
	const shown = common.filter((name) => person || !ofPersons.has(name) || profile[name] !== null);
	return (
		<Card title={say('details')}>
			<dl className={classes.lines}>
				{shown.map((name) => (
					<FieldLine key={name} field={fieldOf(name, language)} />
				))}
			</dl>
			{person && (
				<>
					<Button
						variant="subtle"
						size="compact-sm"
						mt="xs"
						aria-expanded={open}
						leftSection={open ? <IconChevronDown size={14} aria-hidden="true" /> : <IconChevronRight size={14} aria-hidden="true" />}
						onClick={() => setOpen(!open)}
					>
						{say('name_parts')}
					</Button>
					<Collapse expanded={open}>
						<dl className={classes.lines}>
							{nameParts.map((name) => (
								<FieldLine key={name} field={fieldOf(name, language)} withSource={false} />
							))}
						</dl>
					</Collapse>
				</>
			)}
		</Card>
	);
}

/** Custom attributes, a card for each group in the order that an administrator chose; those without a group come last. */
export function CustomAttributes() {
	const say = useCustomerWords();
	const chinese = useLanguage() === 'zh-CN';
	const groups = useQuery(layoutQuery).data?.groups ?? [];
	const fields = useFields().filter(({ attribute }) => attribute);
	const known = new Set(groups.map(({ id }) => id));
	const cards = [
		...groups.map((group) => ({
			key: group.id,
			title: chinese ? group.label_zh : group.label_en,
			shown: fields.filter(({ attribute }) => attribute!.group_id === group.id),
		})),
		{ key: 0, title: say('attributes'), shown: fields.filter(({ attribute }) => !known.has(attribute!.group_id ?? 0)) },
	];
	return cards
		.filter(({ shown }) => shown.length > 0)
		.map(({ key, title, shown }) => (
			<Card key={key} title={title}>
				<dl className={classes.lines}>
					{shown.map((field) => (
						<FieldLine key={field.name} field={field} />
					))}
				</dl>
			</Card>
		));
}

const isAbsent = (value: unknown) => value === null || value === undefined;

function FieldLine({ field, withSource = true }: { readonly field: ShownField; readonly withSource?: boolean }) {
	const { profile } = useCustomer();
	const patchOf = (value: unknown) =>
		(field.attribute ? { attributes: { [field.attribute.name]: value } } : { [field.name]: value }) as CustomerPatch;
	return (
		<div className={classes.line}>
			<dt className={classes.label}>{field.label}</dt>
			<dd className={classes.value}>
				<InlineField field={field} />
				{withSource && !isAbsent(storedValue(profile, field)) && (
					<Provenance
						unit={field.name}
						label={field.label}
						textOf={(value) => <FieldText field={field} value={value} />}
						patchOf={patchOf}
					/>
				)}
			</dd>
		</div>
	);
}
