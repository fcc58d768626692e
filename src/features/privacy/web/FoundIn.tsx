// Links to where something was found: the customer, and the attachment itself.
import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { addressOf } from '../../../client.ts';
import { useFieldRights, useMay } from '../../../web/session.ts';
import { fileEndpoints } from '../../customers/endpoints-files.ts';
import type { Finding } from '../endpoints-findings.ts';
import { useFindingWords } from './words-findings.ts';

export function CustomerLink({ customer }: { readonly customer: Finding['customer'] }) {
	const say = useFindingWords();
	return (
		<Anchor renderRoot={(props) => <Link to="/customers/$id" params={{ id: String(customer.id) }} search={{}} {...props} />}>
			{customer.name ?? say('nameless')}
		</Anchor>
	);
}

export interface FileLinkProps {
	readonly customer_id: number;
	readonly id: number;
	readonly file: { readonly name: string; readonly inline: boolean };
	/** Where a viewer of PDF begins. */
	readonly page?: number | undefined;
}

/** Opens an attachment that a browser shows, and downloads others; a name alone for whoever may not read attachments. */
export function FileLink({ customer_id, id, file: { name, inline }, page }: FileLinkProps) {
	const may = useMay();
	const { reads } = useFieldRights();
	if (!may('customers.read') || !reads('sensitive')) return <>{name}</>;
	const address = addressOf(fileEndpoints.downloadFile, {
		params: { id: customer_id, file_id: id },
		...(inline && { query: { inline: '1' } }),
	});
	const how = inline ? { target: '_blank', rel: 'noopener' } : { download: name };
	return (
		<Anchor href={inline && page ? `${address}#page=${page}` : address} {...how}>
			{name}
		</Anchor>
	);
}
