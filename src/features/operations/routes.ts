// Handlers of the installation's settings and of the demo.
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { fileTypeFromBuffer } from 'file-type';
import { write } from '../../platform/database.ts';
import { FileReply, type Handlers } from '../../platform/http.ts';
import { versionOf } from '../../platform/if-match.ts';
import { settingsChanged } from '../../platform/installation.ts';
import type { Services } from '../../platform/services.ts';
import { isCountryCode } from '../../values/country.ts';
import { queueReseal } from '../customers/reseal.ts';
import { noteColumn } from '../customers/sealing.ts';
import * as queries from './installation-queries.ts';
import { installationError as error } from './messages.ts';
import { defaultColour, defaultName, type Installation, logoLimit, logoTypes, type operationsEndpoints } from './schema.ts';

function shown({ name, colour, country, logo, version, notes_encrypted }: queries.StoredInstallation, { config }: Services): Installation {
	return {
		name: name ?? defaultName,
		colour: colour ?? defaultColour,
		country: country ?? config.defaultCountry,
		logo: logo ? `/api/v1/installation/logo/${logo.hash}` : null,
		notes_encrypted: notes_encrypted ?? false,
		version: version ?? 0,
	};
}

/** Changes the installation's row under a lock, so that of two at once the second sees the first. */
async function change(
	{ services, principal }: { readonly services: Services; readonly principal: Parameters<typeof write>[1] },
	version: number | undefined,
	work: (client: Parameters<Parameters<typeof write>[2]>[0], before: queries.StoredInstallation) => Promise<queries.StoredInstallation>,
): Promise<Installation> {
	const next = await write(services.database, principal, async (client) => {
		const before = await queries.lockInstallation(client);
		const current = before.version ?? 0;
		if (version !== undefined && version !== current) throw error('installation_changed', {}, { extra: { current_version: current } });
		const after = { ...before, ...(await work(client, before)), version: current + 1 };
		await queries.storeInstallation(client, after);
		return after;
	});
	await settingsChanged(services.database);
	return shown(next, services);
}

/** The body of an upload, refused as soon as it is too large. */
async function bytesOf(body: unknown): Promise<Buffer> {
	if (!(body instanceof Readable)) throw error('logo_unreadable');
	const parts: Buffer[] = [];
	let size = 0;
	for await (const part of body as AsyncIterable<Buffer>) {
		size += part.length;
		if (size > logoLimit) throw error('logo_too_large', { size: logoLimit / 1024 });
		parts.push(part);
	}
	return Buffer.concat(parts);
}

export const operationsHandlers: Handlers<typeof operationsEndpoints, Services> = {
	getInstallation: async ({ services, database, reply }) => {
		reply.header('cache-control', 'no-cache');
		return shown(await queries.readInstallation(database.app), services);
	},
	putInstallation: async (call) => {
		const { country } = call.body;
		if (country !== undefined && !isCountryCode(country)) throw error('country_code_unknown', { country });
		const { notes_encrypted } = call.body;
		return change(call, versionOf(call.request), async (client, before) => {
			if (notes_encrypted !== undefined && notes_encrypted !== (before.notes_encrypted ?? false))
				await queueReseal(call.services, client, noteColumn, notes_encrypted);
			return call.body;
		});
	},
	putLogo: async (call) => {
		const picture = await bytesOf(call.request.body);
		const type = (await fileTypeFromBuffer(picture))?.mime;
		if (!logoTypes.some((one) => one === type)) throw error('logo_unreadable');
		return change(call, undefined, async (client) => {
			await queries.storeLogo(client, picture);
			return { logo: { hash: createHash('sha256').update(picture).digest('hex').slice(0, 16), type: type! } };
		});
	},
	deleteLogo: (call) =>
		change(call, undefined, async (client) => {
			await queries.storeLogo(client, null);
			return { logo: null };
		}),
	getLogo: async ({ database, params, reply }) => {
		const { logo } = await queries.readInstallation(database.app);
		const picture = logo?.hash === params.hash ? await queries.readLogo(database.app) : null;
		if (!logo || !picture) throw error('logo_not_found');
		// The address changes with the picture.
		reply.header('cache-control', 'public, max-age=31536000, immutable');
		return new FileReply(Readable.from(picture), `logo.${logo.type.split('/')[1]}`, logo.type);
	},

	getDemo: ({ database }) => queries.readDemo(database.owner),
	startDemo: async ({ services, database, principal, body }) => {
		const before = await queries.readDemo(database.owner);
		if (before.has_customers && before.state === 'none' && !body.confirm) throw error('demo_beside_customers');
		const next = { state: 'running', customers: body.customers, share: 0 } as const;
		await write(database, principal, async (client) => {
			if (!(await queries.moveDemo(client, ['none', 'ready', 'failed'], next))) throw error('demo_busy');
			await services.jobs.add(
				client,
				'operations.demo',
				{ user_id: principal.user_id, customers: body.customers },
				{ key: 'demo', maxAttempts: 3 },
			);
		});
		return queries.readDemo(database.owner);
	},
	removeDemo: async ({ services, database, principal }) => {
		const { customers } = await queries.readDemo(database.owner);
		await write(database, principal, async (client) => {
			// `none` as well: the demo may have been filled in on the command line.
			if (!(await queries.moveDemo(client, ['none', 'ready', 'failed'], { state: 'removing', customers, share: 0 })))
				throw error('demo_busy');
			await services.jobs.add(client, 'operations.remove_demo', { user_id: principal.user_id }, { key: 'demo', maxAttempts: 3 });
		});
		return queries.readDemo(database.owner);
	},
};
