// Entries in words: who, what was done, with what, from where. What this version has no words for is told by its name.
import { useSpoken } from '../../../web/i18n.ts';
import { fieldLabels } from '../../customers/messages.ts';
import { actionWords, channelWords, detailWords, entityWords } from '../actions.ts';
import type { AuditEntryRow } from '../schema.ts';
import { useAuditWords } from './words.ts';

type Spoken = ReturnType<typeof useSpoken>;

const named = (spoken: Spoken, words: object, name: string): string => {
	const known = (words as Readonly<Record<string, Parameters<Spoken>[0] | undefined>>)[name];
	return known ? spoken(known) : name;
};

/** Where people come from who have not signed in. */
const outside = new Set(['page', 'api', 'link', 'preference_centre']);

export function useTold() {
	const spoken = useSpoken();
	const say = useAuditWords();
	return {
		who: ({ user, channel }: Pick<AuditEntryRow, 'user' | 'channel'>) =>
			user ? (user.name ?? String(user.id)) : say(outside.has(channel) ? 'nobody' : 'program'),
		action: ({ action }: Pick<AuditEntryRow, 'action'>) => named(spoken, actionWords, action),
		/** With whom or what: by name where that is known, else by number. */
		thing: ({ entity, entity_id, about, count }: Pick<AuditEntryRow, 'entity' | 'entity_id' | 'about' | 'count'>) =>
			[named(spoken, entityWords, entity), about ?? entity_id ?? (count === null ? null : `× ${count}`)].filter(Boolean).join(' '),
		from: ({ channel, ip }: Pick<AuditEntryRow, 'channel' | 'ip'>) =>
			[named(spoken, channelWords, channel), ip].filter(Boolean).join(' · '),
		detail: (name: string) => named(spoken, detailWords, name),
		field: (name: string) => named(spoken, fieldLabels, name),
	};
}
