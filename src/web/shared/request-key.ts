// Keys that make repeating a request harmless (Idempotency-Key).

/** 128 random bits as text. Not crypto.randomUUID, which browsers offer on https and localhost alone. */
export function newRequestKey(): string {
	return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
