// The look of the installation: name, logo, colour. What this device saw last is shown at once (scheme.js); what the server says replaces it.
import { queryOptions, useQuery } from '@tanstack/react-query';
import { defaultColour, defaultName, type Installation } from '../features/operations/schema.ts';
import { client } from './client.ts';
import { queryClient } from './queries.ts';
import { sheetOf } from './shared/colour.ts';
import { keep, kept } from './shared/kept.ts';

interface Kept extends Pick<Installation, 'name' | 'colour' | 'logo'> {
	/** The shades as scheme.js takes them; empty where the product's own colour stands. */
	readonly css: string;
}

const plain: Installation = { name: defaultName, colour: defaultColour, logo: null, country: 'CN', notes_encrypted: false, version: 0 };

/** Puts the shades of a colour on the page; remembered by `remember`. */
export function showColour(colour: string): string {
	const css = colour === defaultColour ? '' : sheetOf(colour);
	const sheet = new CSSStyleSheet();
	sheet.replaceSync(css);
	document.adoptedStyleSheets = [sheet];
	return css;
}

/** Shows what the installation looks like, and remembers it for the next visit. */
function show({ name, colour, logo }: Installation): void {
	const before = kept<Kept>('look');
	if (before?.name === name && before.colour === colour && before.logo === logo) return;
	keep('look', { name, colour, logo, css: showColour(colour) } satisfies Kept);
}

export const installationQuery = queryOptions({
	queryKey: ['installation'],
	queryFn: async ({ signal }) => {
		const installation = await client.operations.getInstallation(undefined, { signal });
		show(installation);
		return installation;
	},
	staleTime: 5 * 60_000,
});

/** The installation as it is known: from the server, before that as it was at the last visit. */
export function useInstallation(): Installation {
	const { data } = useQuery(installationQuery);
	return data ?? { ...plain, ...kept<Kept>('look') };
}

/** On the first visit of a device there is nothing to show before: waits a moment, so that no other name and colour flashes up. */
export async function firstLook(): Promise<void> {
	const arrived = queryClient.prefetchQuery(installationQuery);
	if (kept<Kept>('look') !== null) return;
	await Promise.race([arrived, new Promise((resolve) => setTimeout(resolve, 400))]);
}
