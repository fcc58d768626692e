// Writes a file under another name until it is whole, so that a failure leaves the file before it as it was.
import { createWriteStream, type WriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { commandError } from './messages.ts';

/** @throws AppError file_unwritable, and whatever `write` throws */
export async function writeWhole<T>(path: string, write: (stream: WriteStream) => Promise<T>): Promise<T> {
	const file = resolve(path);
	const unfinished = `${file}.${process.pid}.part`;
	const refuse = (thrown: unknown): never => {
		throw commandError('file_unwritable', { file, reason: (thrown as NodeJS.ErrnoException).code ?? String(thrown) });
	};
	await open(unfinished, 'w').then((handle) => handle.close(), refuse);
	try {
		const written = await write(createWriteStream(unfinished));
		await rename(unfinished, file).catch(refuse);
		return written;
	} finally {
		await rm(unfinished, { force: true });
	}
}
