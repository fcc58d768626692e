// The pair of keys that signs checkpoints: the private one lies outside the database, where its superuser cannot read it (decision 0022).
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../platform/config.ts';
import { keptSecret, readSecretFile } from '../../platform/secret-file.ts';
import { fingerprint } from './chain.ts';
import { auditError as error } from './messages.ts';

export interface SigningKey {
	readonly private: KeyObject;
	readonly public: KeyObject;
	readonly name: string;
}

type Where = Pick<Config, 'dataDir' | 'auditKey' | 'auditKeyFile'>;

export const keyFile = ({ dataDir }: Pick<Config, 'dataDir'>): string => join(dataDir, 'audit-key');

/** The last checkpoint, kept beside the key: whoever rewrites the chain in the database does not reach it. */
export const lastCheckpointFile = ({ dataDir }: Pick<Config, 'dataDir'>): string => join(dataDir, 'audit-checkpoint');

const newKey = (): string => generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString().trim();

/** A key as PEM, or as the base64 of its PEM or DER, as it fits into a variable. */
function parsed(text: string): KeyObject {
	try {
		if (text.includes('-----BEGIN')) return createPrivateKey(text.replaceAll('\\n', '\n'));
		const bytes = Buffer.from(text, 'base64');
		if (bytes.includes('-----BEGIN')) return createPrivateKey(bytes);
		return createPrivateKey({ key: bytes, format: 'der', type: 'pkcs8' });
	} catch {
		throw error('audit_key_unreadable');
	}
}

/** The key of this installation: from the environment, a file, or `audit-key` in the data folder, made when it is first needed. */
export function signingKey(config: Where): SigningKey {
	const text = config.auditKey ?? (config.auditKeyFile ? readKeyFile(config.auditKeyFile) : keptSecret(keyFile(config), newKey));
	const key = parsed(text);
	if (key.asymmetricKeyType !== 'ed25519') throw error('audit_key_unreadable');
	const open = createPublicKey(key);
	return { private: key, public: open, name: fingerprint(open) };
}

/** The key of this installation where it has one by now: whoever only verifies makes none. */
export function existingKey(config: Where): SigningKey | null {
	const there = config.auditKey !== undefined || config.auditKeyFile !== undefined || readSecretFile(keyFile(config)) !== null;
	return there ? signingKey(config) : null;
}

function readKeyFile(file: string): string {
	try {
		return readFileSync(file, 'utf8').trim();
	} catch {
		throw error('audit_key_unreadable');
	}
}
