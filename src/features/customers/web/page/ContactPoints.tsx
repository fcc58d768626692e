// E-mails, phones, handles: copied by a press, called, written to and opened by a button; added, changed, removed.
import { ActionIcon, Badge, Button, Group, Text } from '@mantine/core';
import { IconExternalLink, IconMail, IconMessageCircle, IconPhone, IconPlus } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useSpoken } from '../../../../web/i18n.ts';
import { useTell } from '../../../../web/shared/problem.ts';
import { contactLabels } from '../../messages.ts';
import type { Profile } from '../../schema.ts';
import { useCustomerWords } from '../words.ts';
import { usePageWords } from '../words-page.ts';
import { Card } from './Card.tsx';
import { ContactDialogue, type ContactPoint, usePoints } from './ContactDialogue.tsx';
import { CopyValue } from './CopyValue.tsx';
import { contactText, type Way, wayTo } from './contact-links.ts';
import { useCustomer } from './customer.tsx';
import classes from './Lines.module.css';
import { LineTools } from './LineTools.tsx';
import { Provenance } from './Provenance.tsx';
import { useFew } from './useFew.tsx';

/** A value from the provenance of a set: an object, or the bare text. */
function valueText(value: unknown): string {
	return typeof value === 'object' && value !== null ? String((value as { value?: string }).value ?? '') : String(value);
}

export const wayIcons = { call: IconPhone, write: IconMail, chat: IconMessageCircle, open: IconExternalLink } as const;

/** The web opens beside the page, which tells it nothing of where it was asked from. */
export const wayProps = ({ how, href }: Way) =>
	how === 'call' || how === 'write' ? { href } : { href, target: '_blank', rel: 'noopener noreferrer nofollow' };

export function ContactPoints() {
	const say = useCustomerWords();
	const { profile, editable } = useCustomer();
	const [dialogue, setDialogue] = useState<ContactPoint | 'new' | null>(null);
	const [shown, more] = useFew(profile.contact_points, ({ kind }) => kind);
	return (
		<Card
			title={say('contacts')}
			action={
				editable && (
					<Button
						size="compact-sm"
						variant="subtle"
						leftSection={<IconPlus size={14} aria-hidden="true" />}
						onClick={() => setDialogue('new')}
					>
						{say('add_contact')}
					</Button>
				)
			}
		>
			{profile.contact_points.length === 0 && (
				<Text size="sm" c="dimmed">
					{say('no_contacts')}
				</Text>
			)}
			<ul className={classes.lines}>
				{shown.map((point) => (
					<Line key={point.key} point={point} edit={() => setDialogue(point)} />
				))}
			</ul>
			{more}
			{dialogue && <ContactDialogue point={dialogue === 'new' ? undefined : dialogue} close={() => setDialogue(null)} />}
		</Card>
	);
}

function Line({ point, edit }: { readonly point: ContactPoint; readonly edit: () => void }) {
	const say = useCustomerWords();
	const page = usePageWords();
	const spoken = useSpoken();
	const tell = useTell();
	const { profile } = useCustomer();
	const points = usePoints();
	const text = contactText(point.kind, point.value);
	const remove = useMutation({ mutationFn: (base: Profile) => points.remove(base, point.key), onError: tell.failed });
	const way = wayTo(point);
	const WayIcon = way && wayIcons[way.how];
	return (
		<li className={`${classes.line} ${classes.labelled}`} data-sourced>
			<div className={classes.label}>{spoken(contactLabels[point.kind])}</div>
			<div className={classes.value}>
				<Group gap={6} className={classes.fill}>
					<CopyValue value={point.value} text={text} />
					{point.is_primary && profile.contact_points.some(({ kind, key }) => kind === point.kind && key !== point.key) && (
						<Badge variant="light" tt="none" radius="sm" fw={500}>
							{say('primary')}
						</Badge>
					)}
					{point.label && (
						<Text size="xs" c="dimmed" className={classes.text}>
							{point.label}
						</Text>
					)}
				</Group>
			</div>
			<Group gap={2} wrap="nowrap">
				<LineTools
					name={text}
					why={say('remove_value_why')}
					edit={edit}
					remove={() => remove.mutate(profile)}
					removing={remove.isPending}
				/>
				<Provenance unit={`contact_points/${point.key}`} label={text} textOf={(value) => contactText(point.kind, valueText(value))} />
				{way && WayIcon ? (
					<ActionIcon component="a" variant="light" aria-label={page(`${way.how}_of`, { value: text })} {...wayProps(way)}>
						<WayIcon size={16} />
					</ActionIcon>
				) : (
					<span className={classes.room} />
				)}
			</Group>
		</li>
	);
}
