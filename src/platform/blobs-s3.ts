// Blobs in S3 or what speaks its protocol (MinIO, Ceph, OSS …). Loaded only where it is configured.
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import {
	DeleteObjectCommand,
	GetObjectCommand,
	HeadObjectCommand,
	PutObjectCommand,
	S3Client,
	S3ServiceException,
} from '@aws-sdk/client-s3';
import { blobError, blobPath, newBlobKey, type Storage } from './blobs.ts';
import type { Config } from './config.ts';

/** Signing wants a region, also where the endpoint knows none. */
const usualRegion = 'us-east-1';

export type S3Config = Pick<Config, 'filesEndpoint' | 'filesRegion' | 'filesPrefix' | 'filesAccessKey' | 'filesSecretKey'> & {
	readonly filesBucket: string;
};

function clientOf({ filesEndpoint, filesRegion, filesAccessKey, filesSecretKey }: S3Config): S3Client {
	const region = filesRegion ?? (filesEndpoint && usualRegion);
	return new S3Client({
		// Without either the client reads AWS_REGION and its own files.
		...(region && { region }),
		// Other servers than Amazon's hardly ever have a host name for each bucket, and not all of them know its newer checksums.
		...(filesEndpoint && { endpoint: filesEndpoint, forcePathStyle: true }),
		...(filesAccessKey && filesSecretKey && { credentials: { accessKeyId: filesAccessKey, secretAccessKey: filesSecretKey } }),
		requestChecksumCalculation: 'WHEN_REQUIRED',
		responseChecksumValidation: 'WHEN_REQUIRED',
		requestHandler: { connectionTimeout: 5_000, requestTimeout: 120_000 },
	});
}

function missing(cause: unknown): boolean {
	return cause instanceof S3ServiceException && cause.$metadata.httpStatusCode === 404 && cause.name !== 'NoSuchBucket';
}

async function onS3<T>(work: () => Promise<T>): Promise<T> {
	try {
		return await work();
	} catch (cause) {
		if (missing(cause)) throw blobError('blob_missing');
		const { name, code } = cause as Error & { code?: string };
		throw blobError('storage_unreachable', { reason: code ?? name });
	}
}

/** Keeps blobs in a bucket. */
export function s3Storage(config: S3Config): Storage {
	const client = clientOf(config);
	const prefix = config.filesPrefix ?? '';
	const at = (name: string) => ({ Bucket: config.filesBucket, Key: `${prefix}${name}` });
	const remove = (name: string) => onS3(async () => void (await client.send(new DeleteObjectCommand(at(name)))));
	return {
		keep: (key, { path, bytes }) =>
			onS3(async () => {
				const body = { Body: createReadStream(path), ContentLength: bytes, ContentType: 'application/octet-stream' };
				await client.send(new PutObjectCommand({ ...at(blobPath(key)), ...body }));
			}),
		get: (key, range) =>
			onS3(async () => {
				const { Body } = await client.send(
					new GetObjectCommand({ ...at(blobPath(key)), ...(range && { Range: `bytes=${range.start}-${range.end}` }) }),
				);
				return Body as Readable;
			}),
		size: async (key) => {
			try {
				return (await client.send(new HeadObjectCommand(at(blobPath(key))))).ContentLength ?? 0;
			} catch (cause) {
				if (missing(cause)) return null;
				return onS3(() => Promise.reject(cause));
			}
		},
		remove: (key) => remove(blobPath(key)),
		probe: async () => {
			const name = `probe-${newBlobKey()}`;
			await onS3(() => client.send(new PutObjectCommand({ ...at(name), Body: 'clientele' })));
			await remove(name);
		},
	};
}
