// The customer that the page shows, for all its parts: reading, taking a newer answer, writing with the version the edit was based on.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useState } from 'react';
import { Problem } from '../../../../client.ts';
import { client } from '../../../../web/client.ts';
import { useMay } from '../../../../web/session.ts';
import type { CustomerPatch, Profile } from '../../schema.ts';
import { FieldText, useValueText } from '../FieldValue.tsx';
import type { ShownField } from '../fields.ts';
import { profileQuery, provenanceQuery } from '../queries.ts';
import { useCustomerWords } from '../words.ts';
import { Conflict, type ConflictProps, type Sides } from './Conflict.tsx';

/** How an edit goes on after somebody else changed the same customer. */
export interface Meeting {
	/** Sends it again, on what stands now. */
	readonly send: () => Promise<unknown>;
	/** Given where both changed the same: asked before. */
	readonly sides?: Sides;
}

interface CustomerOfPage {
	readonly profile: Profile;
	/** False in the trash and for readers. */
	readonly editable: boolean;
	/** Shows a profile that the server just answered with. */
	readonly take: (profile: Profile) => void;
	/** Reads the customer anew after a change of a part that answers with itself alone. */
	readonly reread: () => Promise<void>;
	/**
	 * Sends a change with its version. Where somebody else was faster `meet` compares it with what stands now (null: nothing is left to do);
	 * where both changed the same the person chooses, and the promise settles after that. Throws what the server refused, and the conflict where the
	 * person chose neither.
	 */
	readonly write: (send: () => Promise<unknown>, meet: (fresh: Profile, cause: Problem) => Meeting | null) => Promise<void>;
	/** Writes one field of the profile that the edit began from. */
	readonly save: (field: ShownField, value: unknown, version: number) => Promise<void>;
}

const Context = createContext<CustomerOfPage | null>(null);

export function useCustomer(): CustomerOfPage {
	const customer = useContext(Context);
	if (!customer) throw new Error('useCustomer is for parts of the customer page');
	return customer;
}

/** What the sources say of this customer; undefined until it is read. */
export function useProvenance() {
	const { profile } = useCustomer();
	return useQuery(provenanceQuery(profile.id)).data?.units;
}

/** The value of a field or custom attribute. */
export function storedValue(profile: Profile, field: ShownField): unknown {
	return field.attribute ? profile.attributes[field.attribute.name] : profile[field.name as keyof Profile];
}

function patchOf(field: ShownField, value: unknown): CustomerPatch {
	const stated = field.name === 'tags' ? (value ?? []) : value;
	return (field.attribute ? { attributes: { [field.attribute.name]: stated } } : { [field.name]: stated }) as CustomerPatch;
}

/** The answer to a change of what somebody else changed or removed meanwhile. */
function overtaken(cause: unknown): cause is Problem {
	if (!(cause instanceof Problem)) return false;
	return cause.status === 412 || (cause.status === 404 && cause.code !== 'customer_not_found');
}

export function CustomerProvider({ profile, children }: { readonly profile: Profile; readonly children: ReactNode }) {
	const queryClient = useQueryClient();
	const may = useMay();
	const say = useCustomerWords();
	const valueText = useValueText();
	const [conflict, setConflict] = useState<ConflictProps | null>(null);
	const { id } = profile;

	const take = (next: Profile) => {
		queryClient.setQueryData(profileQuery(id).queryKey, next);
		for (const part of ['provenance', 'statements', 'changes']) void queryClient.invalidateQueries({ queryKey: ['customer', id, part] });
		void queryClient.invalidateQueries({ queryKey: ['customers'] });
	};

	const write: CustomerOfPage['write'] = async (send, meet) => {
		try {
			await send();
		} catch (cause) {
			if (!overtaken(cause)) throw cause;
			const fresh = await queryClient.fetchQuery({ ...profileQuery(id), staleTime: 0 });
			take(fresh);
			const met = meet(fresh, cause);
			if (!met) return;
			const { sides } = met;
			if (sides) {
				const by = typeof cause.document.changed_by === 'string' ? cause.document.changed_by : null;
				const choice = await new Promise<Parameters<ConflictProps['choose']>[0]>((choose) => setConflict({ ...sides, by, choose }));
				setConflict(null);
				if (choice === 'theirs') return;
				if (choice === 'neither') throw new Problem({ ...cause.document, title: say('conflict', { field: sides.label }) });
			}
			await write(met.send, meet);
		}
	};

	const shown = (field: ShownField, value: unknown) => valueText(field, value) && <FieldText field={field} value={value} />;
	const save: CustomerOfPage['save'] = (field, value, version) => {
		const sending = (on: number) => async () =>
			take(await client.customers.updateCustomer({ params: { id }, body: patchOf(field, value) }, { version: on }));
		return write(sending(version), (fresh) => ({
			send: sending(fresh.version),
			sides: { label: field.label, theirs: shown(field, storedValue(fresh, field)), mine: shown(field, value) },
		}));
	};

	const reread = async () => {
		for (const part of ['changes', 'notes', 'relationships', 'network'])
			void queryClient.invalidateQueries({ queryKey: ['customer', id, part] });
		await queryClient.invalidateQueries({ queryKey: profileQuery(id).queryKey });
	};
	const editable = profile.state === 'active' && may('customers.write');
	return (
		<Context value={{ profile, editable, take, reread, write, save }}>
			{children}
			{conflict && <Conflict {...conflict} />}
		</Context>
	);
}
