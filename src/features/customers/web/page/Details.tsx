// The golden values and the custom attributes, each edited in place, each with its source; fields that say nothing are folded away.
import { Button, Collapse } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useHasDraft } from '../../../../web/draft.ts';
import { useLanguage } from '../../../../web/i18n.ts';
import { useFieldRights } from '../../../../web/session.ts';
import type { CustomerField, CustomerPatch } from '../../schema.ts';
import { FieldText } from '../FieldValue.tsx';
import { fieldOf, type ShownField, useFields } from '../fields.ts';
import { layoutQuery } from '../queries.ts';
import { useCustomerWords } from '../words.ts';
import { usePageWords } from '../words-page.ts';
import { Card } from './Card.tsx';
import { storedValue, useCustomer } from './customer.tsx';
import classes from './Details.module.css';
import { draftName, InlineField } from './InlineField.tsx';
import { Provenance } from './Provenance.tsx';

const common = ['kind', 'company', 'job_title', 'industry', 'gender', 'birth_date', 'language', 'identity_number', 'tax_id'] as const;
/** An organisation has neither a job nor a birthday; what was stated all the same is shown. */
const ofPersons: ReadonlySet<CustomerField> = new Set(['job_title', 'gender', 'birth_date', 'identity_number']);
const nameParts = ['name_prefix', 'family_name', 'given_name', 'middle_name', 'name_suffix'] as const;

export function Details() {
	const say = useCustomerWords();
	const language = useLanguage();
	const { profile } = useCustomer();
	const { hides } = useFieldRights();
	const [open, setOpen] = useState(false);
	const person = profile.kind === 'person';
	const shown = common.filter((name) => person || !ofPersons.has(name) || profile[name] !== null);
	return (
		<Card title={say('details')}>
			<Fields fields={shown.map((name) => fieldOf(name, language)).filter(({ personal }) => !hides(personal))} />
			{person && !hides('personal') && (
				<>
					<Unfold open={open} toggle={() => setOpen(!open)}>
						{say('name_parts')}
					</Unfold>
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
				<Fields fields={shown} />
			</Card>
		));
}

const isAbsent = (value: unknown) => value === null || value === undefined || (Array.isArray(value) && value.length === 0);

function Unfold({ open, toggle, children }: { readonly open: boolean; readonly toggle: () => void; readonly children: string }) {
	const Icon = open ? IconChevronDown : IconChevronRight;
	return (
		<Button
			variant="subtle"
			size="compact-sm"
			mt={4}
			ml={-8}
			mr={16}
			aria-expanded={open}
			leftSection={<Icon size={14} aria-hidden="true" />}
			onClick={toggle}
		>
			{children}
		</Button>
	);
}

/** Fields that were empty when the page came are folded; one that is emptied meanwhile stays where it is. */
function Fields({ fields }: { readonly fields: readonly ShownField[] }) {
	const say = usePageWords();
	const { profile, editable } = useCustomer();
	const [open, setOpen] = useState(false);
	const [filled] = useState(() => new Set(fields.filter((field) => !isAbsent(storedValue(profile, field))).map(({ name }) => name)));
	const isEmpty = (field: ShownField) => !filled.has(field.name) && isAbsent(storedValue(profile, field));
	const empty = fields.filter(isEmpty).length;
	// One line less is not worth a button.
	const folds = empty > 1 || (empty > 0 && !editable);
	return (
		<>
			<dl className={classes.lines}>
				{fields.map((field) => (
					<FieldLine key={field.name} field={field} folded={folds && !open && isEmpty(field)} />
				))}
			</dl>
			{folds && (
				<Unfold open={open} toggle={() => setOpen(!open)}>
					{open ? say('empty_hide') : say('empty_show', { count: empty })}
				</Unfold>
			)}
		</>
	);
}

interface FieldLineProps {
	readonly field: ShownField;
	readonly withSource?: boolean;
	/** Not shown, unless something unfinished was typed into it. */
	readonly folded?: boolean;
}

function FieldLine({ field, withSource = true, folded = false }: FieldLineProps) {
	const { profile } = useCustomer();
	const unfinished = useHasDraft(draftName(profile.id, field));
	const patchOf = (value: unknown) =>
		(field.attribute ? { attributes: { [field.attribute.name]: value } } : { [field.name]: value }) as CustomerPatch;
	if (folded && !unfinished) return null;
	return (
		<div className={classes.line} data-sourced>
			<dt className={classes.label}>{field.label}</dt>
			<dd className={classes.value}>
				<div className={classes.field}>
					<InlineField field={field} />
				</div>
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
