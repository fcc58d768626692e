// Who it is, at a glance: name, company and job, stage, owner, tags, the last change; calling and writing at once.
import { Badge } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useLanguage } from '../../../../web/i18n.ts';
import { Mark } from '../../../../web/shared/Mark.tsx';
import { RelativeTime } from '../../../../web/shared/RelativeTime.tsx';
import { useTitle } from '../../../../web/shared/title.ts';
import { choiceLabels } from '../../messages.ts';
import type { CustomerField, CustomerPatch } from '../../schema.ts';
import { TagBadges } from '../FieldValue.tsx';
import { fieldOf, useTeamName } from '../fields.ts';
import { useCustomerWords, useListWords } from '../words.ts';
import { usePageWords } from '../words-page.ts';
import { useCustomer } from './customer.tsx';
import classes from './Header.module.css';
import { HeaderActions } from './HeaderActions.tsx';
import { InlineField } from './InlineField.tsx';
import { Provenance } from './Provenance.tsx';

/** The name, as commands find it. */
export const nameField = 'customer-name';

/** The way back to the list, over the header of a page. */
export function BackToList() {
	const say = useCustomerWords();
	return (
		<Link to="/customers" search={{}} className={classes.back}>
			<IconArrowLeft size={14} aria-hidden="true" /> {say('back')}
		</Link>
	);
}

/** @param beside shown beside the list, which has the title of the page and its first heading */
export function Header({ beside = false }: { readonly beside?: boolean }) {
	const say = useCustomerWords();
	const list = useListWords();
	const page = usePageWords();
	const language = useLanguage();
	const { profile } = useCustomer();
	const owner = fieldOf('owner_id' as CustomerField, language);
	const team = useTeamName(profile.scope_id);
	const name = profile.name || profile.company || list('nameless');
	useTitle(beside ? undefined : name);
	const Heading = beside ? 'h2' : 'h1';
	const nameOf = (value: unknown) =>
		typeof value === 'object' && value !== null ? String((value as { name?: string }).name ?? '') : String(value);
	const place = [profile.city, profile.region].filter((one, at, all) => one && all.indexOf(one) === at).join(' ');
	const below = [profile.job_title, profile.company !== profile.name && profile.company, place].filter(Boolean).join(' · ');
	return (
		<header className={classes.header} data-beside={beside || undefined}>
			{!beside && <BackToList />}
			<div className={classes.top}>
				<Mark name={name} size={56} square={profile.kind === 'organisation'} />
				<div className={classes.who}>
					<Heading className="visually-hidden">{name}</Heading>
					<div className={classes.name} data-sourced>
						<InlineField field={fieldOf('name', language)} large id={beside ? undefined : nameField} />
						<Provenance
							unit="name"
							label={fieldOf('name', language).label}
							textOf={nameOf}
							patchOf={(value) => (typeof value === 'object' ? withoutSortName(value) : { name: String(value) })}
						/>
					</div>
					<div className={classes.below} dir="auto">
						{below}
					</div>
				</div>
				<HeaderActions name={name} />
			</div>
			<div className={classes.facts}>
				<Badge variant="light" color="gray" tt="none" radius="sm" size="lg" fw={500}>
					{choiceLabels.kind[profile.kind][language]}
				</Badge>
				<div className={classes.fact}>
					<InlineField field={fieldOf('lifecycle_stage', language)} invitation={fieldOf('lifecycle_stage', language).label} />
				</div>
				<div className={classes.fact}>
					<span className={classes.label}>{owner.label}</span>
					<InlineField field={owner} placeholder={page('owner_none')} />
				</div>
				{team && (
					<div className={classes.fact}>
						<span className={classes.label}>{fieldOf('scope_id' as CustomerField, language).label}</span>
						<span className={classes.plain}>{team}</span>
					</div>
				)}
				<div className={classes.tags}>
					<InlineField field={fieldOf('tags', language)} invitation={say('add_tag')}>
						<TagBadges tags={profile.tags} wrap />
					</InlineField>
				</div>
				<span className={classes.changed}>
					{page('changed')} <RelativeTime at={profile.updated_at} />
				</span>
			</div>
		</header>
	);
}

/** The unit of the name without what is computed from it. */
function withoutSortName(value: unknown): CustomerPatch {
	const { sort_name: _, ...stated } = value as Record<string, unknown>;
	return stated as CustomerPatch;
}
