// E-mails, phones, handles: copied by a press, called, written to and opened by a button; added, changed, removed.
import { ActionIcon, Badge, Group, Text } from '@mantine/core';
import { IconExternalLink, IconMail, IconMessageCircle, IconPhone } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { memo } from 'react';
import { useSpoken } from '../../../../web/i18n.ts';
import { useFieldRights } from '../../../../web/session.ts';
import { useTell } from '../../../../web/shared/problem.ts';
import { contactLabels } from '../../messages.ts';
import type { Profile } from '../../schema.ts';
import { useCustomerWords } from '../words.ts';
import { usePageWords } from '../words-page.ts';
import { ContactDialogue, type ContactPoint, usePoints } from './ContactDialogue.tsx';
import { CopyValue } from './CopyValue.tsx';
import { contactText, type Way, wayTo } from './contact-links.ts';
import { useCustomer } from './customer.tsx';
import classes from './Lines.module.css';
import { LineTools } from './LineTools.tsx';
import { Masked } from './Masked.tsx';
import { MembersCard } from './MembersCard.tsx';
import { Provenance } from './Provenance.tsx';

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
	const { profile } = useCustomer();
	const { writes, hides } = useFieldRights();
	if (hides('contact')) return null;
	return (
		<MembersCard
			writable={writes('contact')}
			title={say('contacts')}
			add={say('add_contact')}
			none={say('no_contacts')}
			members={profile.contact_points}
			kindOf={({ kind }) => kind}
			line={(point, edit) => <Line point={point} edit={edit} />}
			dialogue={(point, close) => <ContactDialogue point={point} close={close} />}
		/>
	);
}

/** Drawn anew only where it changes: hundreds of lines may stand above the one that is added. */
const Line = memo(function Line({ point, edit }: { readonly point: ContactPoint; readonly edit: (point: ContactPoint) => void }) {
	const say = useCustomerWords();
	const page = usePageWords();
	const spoken = useSpoken();
	const tell = useTell();
	const { profile } = useCustomer();
	const points = usePoints();
	const text = contactText(point.kind, point.value);
	const remove = useMutation({ mutationFn: (base: Profile) => points.remove(base, point.key), onError: tell.failed });
	const { reads, writes } = useFieldRights();
	const masked = !reads('contact');
	const way = masked ? null : wayTo(point);
	const WayIcon = way && wayIcons[way.how];
	return (
		<li className={`${classes.line} ${classes.labelled}`} data-sourced>
			<div className={classes.label}>{spoken(contactLabels[point.kind])}</div>
			<div className={classes.value}>
				<Group gap={6} className={classes.fill}>
					{masked ? (
						<div className={classes.masked}>
							<Masked
								field={`contact_points/${point.key}`}
								label={spoken(contactLabels[point.kind])}
								textOf={(value) => contactText(point.kind, String(value))}
							>
								{text}
							</Masked>
						</div>
					) : (
						<CopyValue value={point.value} text={text} />
					)}
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
					writable={writes('contact')}
					name={text}
					why={say('remove_value_why')}
					edit={() => edit(point)}
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
});
