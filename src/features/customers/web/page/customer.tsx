// The customer that the page shows, for all its parts: reading, taking a newer answer, saving with the version the edit was based on.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useState } from 'react';
import { Problem } from '../../../../client.ts';
import { client } from '../../../../web/client.ts';
import { useMay } from '../../../../web/session.ts';
import type { CustomerPatch, Profile } from '../../schema.ts';
import type { ShownField } from '../fields.ts';
import { profileQuery, provenanceQuery } from '../queries.ts';
import { Conflict, type ConflictProps } from './Conflict.tsx';

interface CustomerOfPage {
	readonly profile: Profile;
	/** False in the trash and for readers. */
	readonly editable: boolean;
	/** Shows a profile that the server just answered with. */
	readonly take: (profile: Profile) => void;
	/**
	 * Saves one field. Where somebody else changed it meanwhile the person chooses between both values; the promise settles after that.
	 * Throws what the server refused.
	 */
	readonly save: (field: ShownField, value: unknown) => Promise<void>;
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

export function CustomerProvider({ profile, children }: { readonly profile: Profile; readonly children: ReactNode }) {
	const queryClient = useQueryClient();
	const may = useMay();
	const [conflict, setConflict] = useState<ConflictProps | null>(null);
	const { id } = profile;

	const take = (next: Profile) => {
		queryClient.setQueryData(profileQuery(id).queryKey, next);
		for (const part of ['provenance', 'statements']) void queryClient.invalidateQueries({ queryKey: ['customer', id, part] });
		void queryClient.invalidateQueries({ queryKey: ['customers'] });
	};

	const send = async (field: ShownField, value: unknown, version: number): Promise<void> => {
		try {
			take(await client.customers.updateCustomer({ params: { id }, body: patchOf(field, value) }, { version }));
		} catch (cause) {
			if (!(cause instanceof Problem) || cause.status !== 412) throw cause;
			const fresh = await queryClient.fetchQuery({ ...profileQuery(id), staleTime: 0 });
			const keepMine = await new Promise<boolean>((choose) =>
				setConflict({ field, theirs: storedValue(fresh, field), mine: value, choose }),
			);
			setConflict(null);
			if (keepMine) await send(field, value, fresh.version);
		}
	};

	const editable = profile.state === 'active' && may('customers.write');
	return (
		<Context value={{ profile, editable, take, save: (field, value) => send(field, value, profile.version) }}>
			{children}
			{conflict && <Conflict {...conflict} />}
		</Context>
	);
}
