// A certificate for tests, made on the spot: self-signed, for localhost, valid for a day. The few bytes of DER that it takes (RFC 5280).
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

const der = (tag: number, ...parts: Buffer[]): Buffer => {
	const body = Buffer.concat(parts);
	const { length } = body;
	const head = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
	return Buffer.concat([Buffer.from([tag, ...head]), body]);
};
const sequence = (...parts: Buffer[]) => der(0x30, ...parts);
/** An object identifier from its bytes. */
const oid = (hex: string) => der(0x06, Buffer.from(hex, 'hex'));
const time = (at: number) => der(0x17, Buffer.from(`${new Date(at).toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`));
const pem = (body: Buffer) =>
	`-----BEGIN CERTIFICATE-----\n${body.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`;

/** A new certificate and its key, PEM; `name` is what it says of itself. */
export function testCertificate(name: string): { readonly cert: string; readonly key: string } {
	const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
	const ecdsaWithSha256 = sequence(oid('2a8648ce3d040302'));
	const subject = sequence(der(0x31, sequence(oid('550403'), der(0x0c, Buffer.from(name)))));
	const localhost = sequence(der(0x82, Buffer.from('localhost')), der(0x87, Buffer.from([127, 0, 0, 1])));
	const told = sequence(
		der(0xa0, der(0x02, Buffer.from([2]))),
		der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
		ecdsaWithSha256,
		subject,
		sequence(time(Date.now() - 3_600_000), time(Date.now() + 86_400_000)),
		subject,
		publicKey.export({ type: 'spki', format: 'der' }),
		der(0xa3, sequence(sequence(oid('551d11'), der(0x04, localhost)))),
	);
	const signature = sign('sha256', told, privateKey);
	return {
		cert: pem(sequence(told, ecdsaWithSha256, der(0x03, Buffer.from([0]), signature))),
		key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
	};
}
