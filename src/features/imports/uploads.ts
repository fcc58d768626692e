// Uploaded files that are no longer needed.
import { rm } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { Config } from '../../platform/config.ts';
import { asOwner } from '../../platform/database.ts';
import type { Services } from '../../platform/services.ts';
import { forgetFile, lockUpload } from './queries.ts';

/** What the names of uploaded files that lie here begin with. */
export const uploadsFolder = ({ dataDir }: Pick<Config, 'dataDir'>): string => dataDir + sep;

/** Where an upload lies, also where its row names the folder of before. */
export const uploadPath = ({ dataDir }: Pick<Config, 'dataDir'>, file: string): string =>
	file.startsWith(dataDir + sep) ? file : join(dataDir, 'files', 'imports', file.split(/[/\\]/).at(-1)!);

/** Removes the uploaded file of an import that is at its end. The bytes go before the row forgets them: after a crash in between the next try finds them gone. */
export async function removeUpload({ database, config }: Pick<Services, 'database' | 'config'>, id: number): Promise<void> {
	await asOwner(database, async (client) => {
		const file = await lockUpload(client, id, uploadsFolder(config));
		if (file === null) return;
		await rm(uploadPath(config, file), { force: true });
		await forgetFile(client, id);
	});
}
