// Talking to the browser about passkeys; its library is loaded when one is used.
import type { PublicKeyCredentialCreationOptionsJSON, PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/browser';
import type { PasskeyAnswer } from '../schema.ts';

/** The person closed the browser's dialogue, or it found no passkey. */
export class PasskeyCancelled extends Error {
	override readonly name = 'PasskeyCancelled';
}

export const passkeysSupported = typeof PublicKeyCredential === 'function';

async function asked(work: () => Promise<object>): Promise<PasskeyAnswer> {
	try {
		return { ...((await work()) as PasskeyAnswer), clientExtensionResults: {} };
	} catch (cause) {
		if (cause instanceof Error && ['NotAllowedError', 'AbortError', 'InvalidStateError'].includes(cause.name)) throw new PasskeyCancelled();
		throw cause;
	}
}

/** Lets the browser answer a challenge with a passkey. @throws PasskeyCancelled */
export async function answerChallenge(options: Record<string, unknown>): Promise<PasskeyAnswer> {
	const { startAuthentication } = await import('@simplewebauthn/browser');
	return asked(() => startAuthentication({ optionsJSON: options as unknown as PublicKeyCredentialRequestOptionsJSON }));
}

/** Lets the browser make a passkey. @throws PasskeyCancelled */
export async function makePasskey(options: Record<string, unknown>): Promise<PasskeyAnswer> {
	const { startRegistration } = await import('@simplewebauthn/browser');
	return asked(() => startRegistration({ optionsJSON: options as unknown as PublicKeyCredentialCreationOptionsJSON }));
}
