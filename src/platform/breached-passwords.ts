// A large collection of leaked passwords that the operator gives: a file of SHA-1 hashes in their order, `HASH:COUNT` a line, as the downloader of
// Have I Been Pwned writes it (some 40 GB). It is never loaded: each look-up halves a range of bytes until one block is left, 24 reads of 4 KiB in 40 GB.
import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { type AppError, defineErrors } from './errors.ts';

export const breachedError = defineErrors({
	breached_unreadable: {
		status: 503,
		'zh-CN': '无法读取泄露密码文件 {file}：{reason}。请改正路径或权限，或不再设置 CLIENTELE_BREACHED_PASSWORDS。',
		en: 'The file of leaked passwords {file} cannot be read: {reason}. Correct its path or its rights, or no longer set CLIENTELE_BREACHED_PASSWORDS.',
	},
	breached_empty: {
		status: 503,
		'zh-CN': '泄露密码文件 {file} 是空的。请重新下载，或不再设置 CLIENTELE_BREACHED_PASSWORDS。',
		en: 'The file of leaked passwords {file} is empty. Download it again, or no longer set CLIENTELE_BREACHED_PASSWORDS.',
	},
	breached_malformed: {
		status: 503,
		'zh-CN':
			'泄露密码文件 {file} 在第 {at} 字节处不是“SHA-1 哈希:次数”的行。需要单个文件（不是按前缀分开的文件），用 SHA-1（不是 NTLM），每行 40 个十六进制字符。',
		en: 'The file of leaked passwords {file} has no line of the form SHA-1:COUNT at byte {at}. It has to be one file, not one for each prefix, of SHA-1 and not of NTLM: 40 hexadecimal characters a line.',
	},
	breached_unordered: {
		status: 503,
		'zh-CN': '泄露密码文件 {file} 在第 {at} 字节处没有按哈希排序。请用 LC_ALL=C sort 排序，或下载按哈希排序的文件。',
		en: 'The file of leaked passwords {file} is not ordered by hash at byte {at}. Order it with LC_ALL=C sort, or download the one ordered by hash.',
	},
});

/** Bytes of one read: whole lines are found in it wherever it begins, since a line takes some 50. */
const block = 4_096;
/** Places that are looked at when the file is checked, besides its first line and its last. */
const samples = 64;

interface Line {
	/** In capital letters. */
	readonly hash: string;
	/** Where it begins. */
	readonly at: number;
}

/** An open file, its lines found by the byte. */
class HashFile {
	constructor(
		private readonly handle: FileHandle,
		readonly file: string,
		readonly size: number,
	) {}

	/** The lines that begin in [from, to), at most a block of them. @param whole whether a line begins at `from`, and not somewhere behind it */
	async lines(from: number, to: number, whole: boolean): Promise<Line[]> {
		// One byte more in front tells whether a line begins here; a line more behind lets the last one end.
		const start = whole ? from : Math.max(0, from - 1);
		const bytes = Buffer.alloc(Math.min(block + 128, this.size - start));
		const { bytesRead } = await this.handle.read(bytes, 0, bytes.length, start);
		const text = bytes.toString('latin1', 0, bytesRead);
		const found: Line[] = [];
		let place = whole || from === 0 ? 0 : text.indexOf('\n') + 1;
		if (place === 0 && !whole && from > 0) {
			// The last line has no end; elsewhere one ends in every block.
			if (start + bytesRead >= this.size) return [];
			throw this.malformed(from);
		}
		while (start + place < Math.min(to, start + block) && place < text.length) {
			const end = text.indexOf('\n', place);
			const line = /^([0-9A-F]{40})(?::\d{1,18})?\r?$/i.exec(text.slice(place, end < 0 ? undefined : end));
			if (!line) throw this.malformed(start + place);
			found.push({ hash: line[1]!.toUpperCase(), at: start + place });
			place = end < 0 ? text.length : end + 1;
		}
		return found;
	}

	/** Whether the hash stands in the file. What is looked for begins in [from, to), where a line begins at `from`. */
	async has(hash: string): Promise<boolean> {
		let [from, to] = [0, this.size];
		while (to - from > block) {
			const [line] = await this.lines(Math.floor((from + to) / 2), to, false);
			if (line === undefined) throw this.malformed(from);
			if (line.hash === hash) return true;
			if (line.hash < hash) from = line.at;
			else to = line.at;
		}
		return (await this.lines(from, to, true)).some((line) => line.hash === hash);
	}

	malformed(at: number): AppError {
		return breachedError('breached_malformed', { file: this.file, at });
	}
}

async function opened<T>(file: string, work: (hashes: HashFile) => Promise<T>): Promise<T> {
	let handle: FileHandle | undefined;
	try {
		handle = await open(file);
		const { size } = await handle.stat();
		if (size === 0) throw breachedError('breached_empty', { file });
		return await work(new HashFile(handle, file, size));
	} catch (cause) {
		const { code } = cause as NodeJS.ErrnoException;
		if (cause instanceof Error && 'syscall' in cause) throw breachedError('breached_unreadable', { file, reason: code ?? '?' });
		throw cause;
	} finally {
		await handle?.close();
	}
}

/**
 * Whether a password stands in the file: as it was typed, or as it is compared with at the sign-in (NFKC).
 * @throws AppError breached_unreadable, breached_empty, breached_malformed: without the file nobody can say so
 */
export function isBreached(file: string, password: string): Promise<boolean> {
	const forms = new Set([password, password.normalize('NFKC')]);
	return opened(file, async (hashes) => {
		for (const form of forms) if (await hashes.has(createHash('sha1').update(form).digest('hex').toUpperCase())) return true;
		return false;
	});
}

/**
 * Looks at samples over the whole file: that it can be read, has the form and is in order. `size` in bytes, `lines` estimated.
 * @throws AppError breached_unreadable, breached_empty, breached_malformed, breached_unordered
 */
export function checkBreached(file: string): Promise<{ size: number; lines: number }> {
	return opened(file, async (hashes) => {
		const { size } = hashes;
		let before: Line | undefined;
		let [count, bytes] = [0, 0];
		for (let sample = 0; sample <= samples; sample += 1) {
			const from = sample === samples ? Math.max(0, size - block) : Math.floor((size / samples) * sample);
			const lines = await hashes.lines(from, size, from === 0);
			for (const line of lines) {
				if (before && line.at > before.at && line.hash < before.hash) throw breachedError('breached_unordered', { file, at: line.at });
				if (!before || line.at > before.at) before = line;
			}
			if (lines.length > 1) {
				count += lines.length - 1;
				bytes += lines.at(-1)!.at - lines[0]!.at;
			}
		}
		return { size, lines: count === 0 ? 1 : Math.round((size / bytes) * count) };
	});
}
