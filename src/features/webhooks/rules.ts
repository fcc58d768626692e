// Pure decisions about webhooks: signatures as Standard Webhooks has them, when to try again, what an answer means.
import { createHmac, randomBytes } from 'node:crypto';

/** Pauses between attempts in seconds, as Standard Webhooks 1.0 suggests: some three days, then a delivery is given up. */
export const pauses = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400] as const;

/** Deliveries given up in a row after which a webhook is switched off. */
export const mostGivenUp = 3;

const prefix = 'whsec_';

/** A secret as receivers know it: 32 random bytes in base64 behind `whsec_`. */
export function newSecret(): string {
	return prefix + randomBytes(32).toString('base64');
}

export interface Message {
	readonly id: string;
	/** Seconds since 1970. */
	readonly timestamp: number;
	readonly body: string;
}

/** The headers that prove where a message comes from (Standard Webhooks 1.0: HMAC-SHA256 over id, time and body). */
export function signedHeaders(secret: string, { id, timestamp, body }: Message): Record<string, string> {
	const key = Buffer.from(secret.slice(prefix.length), 'base64');
	const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
	return { 'webhook-id': id, 'webhook-timestamp': String(timestamp), 'webhook-signature': `v1,${signature}` };
}

/** What the number of attempts so far leads to: seconds until the next one; null: given up. */
export function nextPause(attempts: number): number | null {
	return pauses[attempts - 1] ?? null;
}

/** Whether an answer says that the message arrived. A redirect does not: it is not followed. */
export const arrived = (status: number): boolean => status >= 200 && status < 300;

/** Whether the receiver says that he is gone for good. */
export const isGone = (status: number | null): boolean => status === 410;
