// The chain: what an entry, a block and a checkpoint are hashed and signed over. Pure; sealing and verifying compute with the same functions.
import { createHash, hash, type KeyObject, sign, verify } from 'node:crypto';

/**
 * The columns of an entry in the order in which they are hashed, as COPY writes them in UTC with ISO dates: the same text on every version and
 * after a dump and restore. New columns are added at the end, and only with a way to tell older blocks from newer ones.
 */
export const entryColumns = [
	...['id', 'customer_id', 'at', 'xact', 'user_id', 'seen_by', 'key_id', 'session_id', 'channel', 'ip', 'request', 'action', 'entity'],
	...['entity_id', 'detail', 'count', 'digest_before', 'digest_after', 'sealed', 'scope_id', 'owner_id'],
] as const;

/** For the transaction at hand: how times and dates are written. */
export const canonical = "set local timezone = 'UTC'; set local datestyle = 'ISO, MDY'";

/** Bytes of a leaf. */
export const leafBytes = 32;

/** A leaf that no entry has: in its place an entry was gone before it could be sealed. */
export const missingLeaf = Buffer.alloc(leafBytes);

/** The hash of an entry: SHA-256 of its line. */
export const leafOf = (line: Buffer): Buffer => hash('sha256', line, 'buffer');

/** A block as it is hashed: times and ids as PostgreSQL writes them. */
export interface Block {
	readonly number: number;
	readonly kind: 'entries' | 'dropped';
	readonly at: string;
	readonly count: number;
	readonly first_at: string;
	readonly last_at: string;
	readonly ids: string;
	readonly leaves: Buffer;
	readonly previous: Buffer;
}

/** What stands before the first block. */
export const beginning = Buffer.alloc(32);

export function hashOfBlock({ number, kind, at, count, first_at, last_at, ids, leaves, previous }: Block): Buffer {
	return createHash('sha256')
		.update(`clientele audit block\n${number}\n${kind}\n${at}\n${count}\n${first_at}\n${last_at}\n${ids}\n${previous.toString('hex')}\n`)
		.update(leaves)
		.digest();
}

/** A checkpoint: the signature of a block, which vouches for all before it. */
export interface Checkpoint {
	readonly block: number;
	readonly at: string;
	/** Hash of the block, hex. */
	readonly hash: string;
	/** Fingerprint of the key. */
	readonly key: string;
	/** Ed25519, base64. */
	readonly signature: string;
}

const signedText = ({ block, at, hash }: Pick<Checkpoint, 'block' | 'at' | 'hash'>) =>
	Buffer.from(`clientele audit checkpoint\n${block}\n${at}\n${hash}\n`);

/** The name of a public key: the first 16 bytes of SHA-256 over its DER, hex. */
export function fingerprint(key: KeyObject): string {
	return hash('sha256', key.export({ type: 'spki', format: 'der' }), 'hex').slice(0, 32);
}

export function signCheckpoint(key: KeyObject, name: string, one: Pick<Checkpoint, 'block' | 'at' | 'hash'>): Checkpoint {
	return { ...one, key: name, signature: sign(null, signedText(one), key).toString('base64') };
}

export function isSigned(one: Checkpoint, key: KeyObject): boolean {
	return verify(null, signedText(one), key, Buffer.from(one.signature, 'base64'));
}

const droppedText = (proof: Buffer, month: string) => Buffer.concat([Buffer.from(`clientele audit dropped\n${month}\n`), proof]);

/** What a block of kind `dropped` holds in place of leaves: SHA-256 over the hashes of the blocks whose entries went, and its signature. */
export function signDropped(key: KeyObject, month: string, blocks: readonly Buffer[]): Buffer {
	const proof = createHash('sha256').update(Buffer.concat(blocks)).digest();
	return Buffer.concat([proof, sign(null, droppedText(proof, month), key)]);
}

export function isDropped(leaves: Buffer, month: string, blocks: readonly Buffer[], keys: readonly KeyObject[]): boolean {
	const proof = createHash('sha256').update(Buffer.concat(blocks)).digest();
	if (!proof.equals(leaves.subarray(0, 32))) return false;
	return keys.some((key) => verify(null, droppedText(proof, month), key, leaves.subarray(32)));
}
