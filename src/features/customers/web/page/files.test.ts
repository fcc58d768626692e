// Tests of what a list of files shows of each.
import { expect, test } from 'vitest';
import { hasThumbnail, kindOf, stemLength } from './files.ts';

test.each([
	['image/png', 'picture'],
	['application/pdf', 'pdf'],
	['application/msword', 'document'],
	['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'document'],
	['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'sheet'],
	['text/csv', 'sheet'],
	['application/vnd.openxmlformats-officedocument.presentationml.presentation', 'slides'],
	['application/zip', 'archive'],
	['audio/mpeg', 'sound'],
	['video/mp4', 'film'],
	['message/rfc822', 'mail'],
	['text/plain', 'text'],
	['application/octet-stream', 'other'],
])('%s is shown as %s', (media_type, kind) => {
	expect(kindOf(media_type)).toBe(kind);
});

test('small pictures that a browser shows have a thumbnail', () => {
	const picture = { inline: true, media_type: 'image/png', bytes: 1_000 };
	expect(hasThumbnail(picture)).toBe(true);
	expect(hasThumbnail({ ...picture, bytes: 3_000_000 })).toBe(false);
	expect(hasThumbnail({ ...picture, media_type: 'image/svg+xml', inline: false })).toBe(false);
	expect(hasThumbnail({ ...picture, media_type: 'application/pdf' })).toBe(false);
});

test('the part of a name before its ending', () => {
	expect(['a.tar.gz', 'photo', '.env', '合同.pdf'].map(stemLength)).toEqual([5, 5, 4, 2]);
});
