// Keys that make repeating a request harmless (Idempotency-Key).
import { useState } from 'react';
import { Problem } from '../../client.ts';

/** 128 random bits as text. Not crypto.randomUUID, which browsers offer on https and localhost alone. */
export function newRequestKey(): string {
	return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * One key for what a form creates until the server has answered: pressing again after a lost answer creates nothing twice.
 * `answered` is told the error, null where it went well.
 */
export function useRequestKey(): { readonly idempotencyKey: string; readonly answered: (cause: unknown) => void } {
	const [idempotencyKey, renew] = useState(newRequestKey);
	return {
		idempotencyKey,
		answered: (cause) => {
			if (!cause || cause instanceof Problem) renew(newRequestKey());
		},
	};
}
