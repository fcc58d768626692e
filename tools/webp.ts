// The width and height that the head of a WebP file tells, so that a page can keep the room of a picture that is still loading.

/**
 * @returns width and height in pixels
 * @throws Error where the bytes are no WebP file
 * @see https://developers.google.com/speed/webp/docs/riff_container
 */
export function sizeOfWebp(bytes: Buffer): [width: number, height: number] {
	if (bytes.length < 30 || bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.toString('latin1', 8, 12) !== 'WEBP') {
		throw new Error('This is no WebP file.');
	}
	const kind = bytes.toString('latin1', 12, 16);
	if (kind === 'VP8X') return [bytes.readUIntLE(24, 3) + 1, bytes.readUIntLE(27, 3) + 1];
	if (kind === 'VP8 ') return [bytes.readUInt16LE(26) & 0x3fff, bytes.readUInt16LE(28) & 0x3fff];
	const bits = bytes.readUInt32LE(21);
	return [(bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1];
}
