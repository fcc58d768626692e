// Secrets that the program makes at its first start and keeps in the data folder, readable by their owner alone.
import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** The text of a file; null where there is none. */
export function readSecretFile(file: string): string | null {
	try {
		return readFileSync(file, 'utf8').trim();
	} catch (cause) {
		if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
		throw cause;
	}
}

/** Writes a file beside its place, so that a crash leaves no half of it, and puts it there with `place`. */
function written(file: string, text: string, place: (draft: string) => void): void {
	mkdirSync(dirname(file), { recursive: true });
	const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
	writeFileSync(draft, `${text}\n`, { mode: 0o600, flag: 'wx', flush: true });
	try {
		place(draft);
	} finally {
		rmSync(draft, { force: true });
	}
}

/** The text of a file that is made at the first start, by `make`. Two starts at once agree: linking fails where the other was first. */
export function keptSecret(file: string, make: () => string): string {
	const known = readSecretFile(file);
	if (known !== null) return known;
	written(file, make(), (draft) => {
		try {
			linkSync(draft, file);
		} catch (cause) {
			if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
		}
	});
	return readSecretFile(file)!;
}

/** Puts another text into the place of a secret, at once. */
export function replaceSecret(file: string, text: string): void {
	written(file, text, (draft) => renameSync(draft, file));
}
