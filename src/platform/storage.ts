// Opens the storage of attached files that is configured: the data folder, or S3.
import { join } from 'node:path';
import { type Blobs, folderStorage, receiver, type Storage } from './blobs.ts';
import type { Config } from './config.ts';

/** S3 is loaded when it is first used: its client takes 0.2 s that an installation without it need not spend. */
function lazily(make: () => Promise<Storage>): Storage {
	let made: Promise<Storage> | undefined;
	const storage = () => {
		made ??= make();
		return made;
	};
	return {
		keep: async (...given) => (await storage()).keep(...given),
		get: async (...given) => (await storage()).get(...given),
		size: async (...given) => (await storage()).size(...given),
		remove: async (...given) => (await storage()).remove(...given),
		probe: async () => (await storage()).probe(),
	};
}

/** The storage of this configuration; nothing is opened before it is needed. */
export function openBlobs(config: Config): Blobs {
	const files = join(config.dataDir, 'files');
	const { filesBucket } = config;
	const storage = filesBucket
		? lazily(async () => (await import('./blobs-s3.ts')).s3Storage({ ...config, filesBucket }))
		: folderStorage(join(files, 'blobs'));
	return { ...storage, receive: receiver(join(files, 'incoming')) };
}
