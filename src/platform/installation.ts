// What an administrator set for the whole installation and every feature needs: the country of phone numbers without a country code.
import type { Config } from './config.ts';
import type { Database } from './database.ts';

/** The row of `settings` that holds it: name, colour, country, logo, version. */
export const installationRow = 'installation';

/** Milliseconds after which the setting is read again: another process may have changed it. */
const fresh = 2_000;

const reread = new WeakMap<Database, () => Promise<void>>();

/**
 * The configuration with the settings in the database before it: `defaultCountry` is the one that an administrator chose, where one did. It
 * is read now, and again behind whoever asks for it later.
 */
export async function withSettings(config: Config, database: Database): Promise<Config> {
	let country: string | null = null;
	let readAt = 0;
	const read = async () => {
		readAt = Date.now();
		const { rows } = await database.app.query<{ country: string | null }>(
			"select value->>'country' as country from settings where name = $1",
			[installationRow],
		);
		country = rows[0]?.country ?? null;
	};
	// A database that is not migrated, or does not answer, is told by whatever else asks it.
	await read().catch(() => {});
	reread.set(database, read);
	return Object.freeze({
		...config,
		get defaultCountry() {
			if (Date.now() - readAt > fresh) read().catch(() => {});
			return country ?? config.defaultCountry;
		},
	});
}

/** Reads the settings anew after they were changed here. */
export async function settingsChanged(database: Database): Promise<void> {
	await reread.get(database)?.();
}
