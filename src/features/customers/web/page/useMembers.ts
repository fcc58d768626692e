// Writing the contact points and addresses of the customer on the page, so that nobody's change is lost.
import type { Profile } from '../../schema.ts';
import { useCustomerWords } from '../words.ts';
import { useCustomer } from './customer.tsx';
import { type Member, meet, type Said } from './members.ts';

/** The three requests of a set; `version` is the one that the change is based on. */
export interface MemberCalls<M extends Member> {
	readonly add: (said: Said<M>) => Promise<Profile>;
	readonly replace: (key: string, said: Said<M>, version: number) => Promise<Profile>;
	readonly remove: (key: string, version: number) => Promise<Profile>;
}

interface Members<M extends Member> {
	readonly add: (said: Said<M>) => Promise<void>;
	/** Changes the member under `key` of the profile that the edit began from. */
	readonly replace: (base: Profile, key: string, said: Said<M>) => Promise<void>;
	readonly remove: (base: Profile, key: string) => Promise<void>;
}

/** @param textOf what a member says, in one line */
export function useMembers<M extends Member>(
	membersOf: (profile: Profile) => readonly M[],
	calls: MemberCalls<M>,
	textOf: (said: Said<M>) => string,
): Members<M> {
	const say = useCustomerWords();
	const { take, write } = useCustomer();
	const lineOf = (said: Said<M>) => {
		const { label, is_primary } = said as M;
		return [textOf(said), label, is_primary && say('primary')].filter(Boolean).join(' · ');
	};
	const labelOf = (base: Profile, key: string) => textOf(membersOf(base).find((one) => one.key === key)!);
	return {
		add: async (said) => take(await calls.add(said)),
		replace: (base, key, said) =>
			write(
				async () => take(await calls.replace(key, said, base.version)),
				(fresh, cause) => {
					const { conflicts } = cause.document;
					const keys = (Array.isArray(conflicts) ? conflicts : []).map((one) => String(one).replace(/^[^/]*\//, ''));
					const met = meet(membersOf(base), membersOf(fresh), key, said, keys);
					return {
						send: async () => take(await (met.key === null ? calls.add(met.said) : calls.replace(met.key, met.said, fresh.version))),
						sides: met.ask
							? { label: labelOf(base, key), theirs: met.theirs ? lineOf(met.theirs) : say('removed'), mine: lineOf(met.said) }
							: undefined,
					};
				},
			),
		remove: (base, key) =>
			write(
				async () => take(await calls.remove(key, base.version)),
				(fresh) => {
					const stands = membersOf(fresh).find((one) => one.key === key);
					return (
						(stands && {
							send: async () => take(await calls.remove(key, fresh.version)),
							sides: { label: labelOf(base, key), theirs: lineOf(stands), mine: say('removed') },
						}) ??
						null
					);
				},
			),
	};
}
