// The configuration of the program: read once from environment variables, checked, and handed on as one frozen object.
import { resolve } from 'node:path';
import { z } from 'zod';
import { networkOf } from './addresses.ts';
import { AppError, type ErrorSpec, type FieldProblem, type Words } from './errors.ts';

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

export interface Config {
	/** Address to listen on. Only this machine by default. */
	readonly host: string;
	/** TCP port, 0 lets the system choose one. */
	readonly port: number;
	/** Absolute path of the data folder. */
	readonly dataDir: string;
	/** Another PostgreSQL to use; without it the embedded one in `dataDir` is started. */
	readonly databaseUrl?: string;
	/** With `adminPassword`: the first administrator is created without a person. */
	readonly adminEmail?: string;
	readonly adminPassword?: string;
	/** Signs session cookies; several machines on one database share it. Without it one is made and kept in `dataDir`. */
	readonly secret?: string;
	/** Master keys, base64, several with commas between them: the first encrypts, the others still open. See keyring-master.ts for where else they come from. */
	readonly key?: string;
	/** A file with one master key a line. */
	readonly keyFile?: string;
	/** A command of the shell that prints them. */
	readonly keyCommand?: string;
	/** The private key that signs the audit's checkpoints, PEM (Ed25519); without it `audit-key` in `dataDir`. */
	readonly auditKey?: string;
	/** A file with it. */
	readonly auditKeyFile?: string;
	/** Where checkpoints of the audit are kept besides: a folder, `command:…`, or `log`. */
	readonly auditCheckpoints?: string;
	/** A file of SHA-1 hashes of leaked passwords, in their order (breached-passwords.ts). */
	readonly breachedPasswords?: string;
	readonly logLevel: LogLevel;
	/** ISO 3166-1 alpha-2; phone numbers without a country code are read as numbers of this country. */
	readonly defaultCountry: string;
	/** Where people reach the program from outside, without a slash at the end. For links in mails and behind a proxy. */
	readonly publicUrl?: string;
	/** How many proxies a request passes on its way, each of which adds to X-Forwarded-For; counts with `publicUrl` alone. */
	readonly proxies: number;
	/** Files with a certificate (and those that signed it) and its private key, PEM: the program speaks TLS itself. Read again when they change. */
	readonly tlsCert?: string;
	readonly tlsKey?: string;
	/** Requests without TLS to this port are sent to the address with it. */
	readonly redirectPort?: number;
	/** The largest file that may be attached, in bytes. */
	readonly filesLimit: number;
	/** The most that the files of one customer may hold together, in bytes. */
	readonly customerFilesLimit: number;
	/** The largest file that may be uploaded to import, in bytes. */
	readonly importLimit: number;
	/** What uploads leave free on the disk of the data folder, in bytes. */
	readonly diskReserve: number;
	/** Attached files are kept in this bucket of S3, or of what speaks its protocol; without it in `dataDir`. */
	readonly filesBucket?: string;
	/** Address of the S3 server; without it Amazon's. */
	readonly filesEndpoint?: string;
	readonly filesRegion?: string;
	/** Put before each key in the bucket. */
	readonly filesPrefix?: string;
	/** With `filesSecretKey`; without them the S3 client looks for credentials where Amazon's programs do. */
	readonly filesAccessKey?: string;
	readonly filesSecretKey?: string;
	/** Requests a minute of a person, or of a key that names no number; 0: as many as they like. */
	readonly ratePerson: number;
	/** Requests a minute from one address without sign-in; 0: as many as they like. */
	readonly rateAnonymous: number;
	/** Networks inside to which the program may connect when a person gives an address (webhooks). */
	readonly outboundNetworks: readonly string[];
	/** The mail server, smtp(s)://user:password@host:port, and the address that mail comes from; without them no mail is sent. */
	readonly smtpUrl?: string;
	readonly mailFrom?: string;
}

/** Characters of the secret, wherever it comes from. */
export const minSecretLength = 32;

/** The environment variable behind each setting: the name a person has to correct. */
const variables = {
	host: 'HOST',
	port: 'PORT',
	dataDir: 'CLIENTELE_DATA',
	databaseUrl: 'DATABASE_URL',
	adminEmail: 'CLIENTELE_ADMIN_EMAIL',
	adminPassword: 'CLIENTELE_ADMIN_PASSWORD',
	secret: 'CLIENTELE_SECRET',
	key: 'CLIENTELE_KEY',
	keyFile: 'CLIENTELE_KEY_FILE',
	keyCommand: 'CLIENTELE_KEY_COMMAND',
	auditKey: 'CLIENTELE_AUDIT_KEY',
	auditKeyFile: 'CLIENTELE_AUDIT_KEY_FILE',
	auditCheckpoints: 'CLIENTELE_AUDIT_CHECKPOINTS',
	breachedPasswords: 'CLIENTELE_BREACHED_PASSWORDS',
	logLevel: 'LOG_LEVEL',
	defaultCountry: 'CLIENTELE_COUNTRY',
	publicUrl: 'PUBLIC_URL',
	proxies: 'CLIENTELE_PROXIES',
	tlsCert: 'TLS_CERT',
	tlsKey: 'TLS_KEY',
	redirectPort: 'HTTP_REDIRECT_PORT',
	filesLimit: 'CLIENTELE_FILES_MAX_MB',
	customerFilesLimit: 'CLIENTELE_FILES_CUSTOMER_MAX_MB',
	importLimit: 'CLIENTELE_IMPORT_MAX_MB',
	diskReserve: 'CLIENTELE_DISK_RESERVE_MB',
	filesBucket: 'CLIENTELE_FILES_S3_BUCKET',
	filesEndpoint: 'CLIENTELE_FILES_S3_ENDPOINT',
	filesRegion: 'CLIENTELE_FILES_S3_REGION',
	filesPrefix: 'CLIENTELE_FILES_S3_PREFIX',
	filesAccessKey: 'CLIENTELE_FILES_S3_ACCESS_KEY',
	filesSecretKey: 'CLIENTELE_FILES_S3_SECRET',
	ratePerson: 'CLIENTELE_RATE_PERSON',
	rateAnonymous: 'CLIENTELE_RATE_ANONYMOUS',
	outboundNetworks: 'CLIENTELE_OUTBOUND_NETWORKS',
	smtpUrl: 'CLIENTELE_SMTP_URL',
	mailFrom: 'CLIENTELE_MAIL_FROM',
} as const satisfies Record<keyof Config, string>;

const megabyteWords = (least: number, most: number, example: number): Words => ({
	'zh-CN': `写 ${least} 到 ${most} 之间的整数（MB），例如 ${example}。`,
	en: `Give a whole number of megabytes from ${least} to ${most}, for example ${example}.`,
});

/** What each setting has to look like. Values are never repeated in the sentence: some of them are secrets. */
const expected: Readonly<Record<keyof Config, Words>> = {
	host: {
		'zh-CN': '写一个主机名或 IP 地址,例如 127.0.0.1 或 0.0.0.0。',
		en: 'Give a host name or an IP address such as 127.0.0.1 or 0.0.0.0.',
	},
	port: { 'zh-CN': '写 0 到 65535 之间的整数,例如 8080。', en: 'Give a whole number from 0 to 65535, for example 8080.' },
	dataDir: { 'zh-CN': '写一个文件夹路径。', en: 'Give the path of a folder.' },
	databaseUrl: {
		'zh-CN': '按 postgres://用户:密码@主机:5432/数据库 的形式填写。',
		en: 'Write it as postgres://user:password@host:5432/database.',
	},
	adminEmail: {
		'zh-CN': '写一个邮箱地址,并同时设置 CLIENTELE_ADMIN_PASSWORD。',
		en: 'Give an e-mail address, and set CLIENTELE_ADMIN_PASSWORD as well.',
	},
	adminPassword: {
		'zh-CN': '至少 10 个字符,最多 256 个,并同时设置 CLIENTELE_ADMIN_EMAIL。',
		en: 'Use 10 to 256 characters, and set CLIENTELE_ADMIN_EMAIL as well.',
	},
	secret: {
		'zh-CN': `至少 ${minSecretLength} 个字符，可用 openssl rand -base64 32 生成。`,
		en: `It takes at least ${minSecretLength} characters. Make one with: openssl rand -base64 32`,
	},
	key: {
		'zh-CN': '每个密钥是 32 字节的 base64（可用 openssl rand -base64 32 生成），多个用逗号分隔。',
		en: 'Each key is 32 bytes in base64 (openssl rand -base64 32 makes one), several with commas between them.',
	},
	keyFile: {
		'zh-CN': '写一个文件路径；CLIENTELE_KEY、CLIENTELE_KEY_FILE、CLIENTELE_KEY_COMMAND 只能设置一个。',
		en: 'Give the path of a file; only one of CLIENTELE_KEY, CLIENTELE_KEY_FILE and CLIENTELE_KEY_COMMAND may be set.',
	},
	keyCommand: {
		'zh-CN': '写一条输出密钥的命令；CLIENTELE_KEY、CLIENTELE_KEY_FILE、CLIENTELE_KEY_COMMAND 只能设置一个。',
		en: 'Give a command that prints the keys; only one of CLIENTELE_KEY, CLIENTELE_KEY_FILE and CLIENTELE_KEY_COMMAND may be set.',
	},
	auditKey: {
		'zh-CN': '写一个 Ed25519 私钥（PEM，openssl genpkey -algorithm ed25519）。',
		en: 'Give an Ed25519 private key in PEM (openssl genpkey -algorithm ed25519 makes one).',
	},
	auditKeyFile: {
		'zh-CN': '写一个文件路径；与 CLIENTELE_AUDIT_KEY 只能设置一个。',
		en: 'Give the path of a file, and do not set CLIENTELE_AUDIT_KEY as well.',
	},
	auditCheckpoints: {
		'zh-CN': '写一个文件夹路径，或 command:命令，或 log。',
		en: 'Give the path of a folder, command: with a command behind it, or log.',
	},
	breachedPasswords: { 'zh-CN': '写一个文件路径。', en: 'Give the path of a file.' },
	logLevel: { 'zh-CN': `可用的值:${logLevels.join('、')}。`, en: `Use one of ${logLevels.join(', ')}.` },
	defaultCountry: { 'zh-CN': '写两个字母的国家或地区代码,例如 CN 或 DE。', en: 'Give a country code of two letters such as CN or DE.' },
	tlsCert: {
		'zh-CN': '写 PEM 证书文件的路径，并同时设置 TLS_KEY。',
		en: 'Give the path of a certificate in PEM, and set TLS_KEY as well.',
	},
	tlsKey: {
		'zh-CN': '写 PEM 私钥文件的路径，并同时设置 TLS_CERT。',
		en: 'Give the path of a private key in PEM, and set TLS_CERT as well.',
	},
	redirectPort: {
		'zh-CN': '写 1 到 65535 之间的整数，例如 80，并同时设置 TLS_CERT。',
		en: 'Give a whole number from 1 to 65535, for example 80, and set TLS_CERT as well.',
	},
	publicUrl: { 'zh-CN': '写完整网址,例如 https://crm.example.com。', en: 'Give a full address such as https://crm.example.com.' },
	proxies: {
		'zh-CN': '写 1 到 10 之间的整数：请求经过几层代理。',
		en: 'Give a whole number from 1 to 10: how many proxies a request passes.',
	},
	filesLimit: megabyteWords(1, 5_000, 25),
	customerFilesLimit: megabyteWords(1, 1_000_000, 1_000),
	importLimit: megabyteWords(1, 1_000_000, 2_000),
	diskReserve: megabyteWords(0, 1_000_000, 1_000),
	filesBucket: {
		'zh-CN': '写存储桶的名称（3 到 63 个小写字母、数字、点或连字符）；其他 CLIENTELE_FILES_S3_… 变量都需要它。',
		en: 'Give the name of a bucket (3 to 63 small letters, digits, dots, hyphens); the other CLIENTELE_FILES_S3_… variables need it.',
	},
	filesEndpoint: {
		'zh-CN': '写 S3 服务器的完整网址,例如 https://minio.example.com:9000。',
		en: 'Give the full address of the S3 server such as https://minio.example.com:9000.',
	},
	filesRegion: { 'zh-CN': '写区域代码,例如 cn-north-1。', en: 'Give the code of a region such as eu-central-1.' },
	filesPrefix: {
		'zh-CN': '写以斜杠结尾的前缀,例如 clientele/；不能以斜杠开头。',
		en: 'Give a prefix that ends with a slash, such as clientele/, and does not begin with one.',
	},
	filesAccessKey: { 'zh-CN': '与 CLIENTELE_FILES_S3_SECRET 一起设置。', en: 'Set it together with CLIENTELE_FILES_S3_SECRET.' },
	filesSecretKey: { 'zh-CN': '与 CLIENTELE_FILES_S3_ACCESS_KEY 一起设置。', en: 'Set it together with CLIENTELE_FILES_S3_ACCESS_KEY.' },
	ratePerson: {
		'zh-CN': '写每分钟的请求次数（0 到 1000000 之间的整数，0 表示不限）。',
		en: 'Give requests a minute as a whole number from 0 (no limit) to 1000000.',
	},
	rateAnonymous: {
		'zh-CN': '写每分钟的请求次数（0 到 1000000 之间的整数，0 表示不限）。',
		en: 'Give requests a minute as a whole number from 0 (no limit) to 1000000.',
	},
	outboundNetworks: {
		'zh-CN': '写允许连接的内部网络，用逗号分隔，例如 10.1.0.0/16,fd00::/8。',
		en: 'Give the networks to allow, separated by commas, such as 10.1.0.0/16,fd00::/8.',
	},
	smtpUrl: {
		'zh-CN': '按 smtp://用户:密码@主机:587 或 smtps://用户:密码@主机:465 的形式填写,并同时设置 CLIENTELE_MAIL_FROM。',
		en: 'Write it as smtp://user:password@host:587 or smtps://user:password@host:465, and set CLIENTELE_MAIL_FROM as well.',
	},
	mailFrom: {
		'zh-CN': '写发件人的邮箱地址,例如 crm@example.com,并同时设置 CLIENTELE_SMTP_URL。',
		en: 'Give the address that mail comes from, such as crm@example.com, and set CLIENTELE_SMTP_URL as well.',
	},
};

const regionNames = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });

function isCountry(code: string): boolean {
	return /^[A-Z]{2}$/.test(code) && code !== 'ZZ' && regionNames.of(code) !== undefined;
}

function urlWithProtocol(...protocols: string[]) {
	return z.string().refine((value) => {
		const url = URL.canParse(value) ? new URL(value) : undefined;
		return url !== undefined && protocols.includes(url.protocol);
	});
}

const requestsAMinute = z
	.string()
	.regex(/^\d{1,7}$/)
	.transform(Number)
	.refine((count) => count <= 1_000_000);

const pathText = z
	.string()
	.refine((path) => !path.includes('\0'))
	.transform((path) => resolve(path));

const megabytes = (least: number, most: number) =>
	z
		.string()
		.regex(/^\d{1,7}$/)
		.transform(Number)
		.refine((value) => value >= least && value <= most)
		.transform((value) => value * 1_000_000);

const shape = z
	.object({
		host: z
			.string()
			.regex(/^[A-Za-z0-9.:_-]+$/)
			.default('127.0.0.1'),
		port: z
			.string()
			.regex(/^\d{1,5}$/)
			.transform(Number)
			.refine((port) => port <= 65535)
			.default(8080),
		dataDir: z
			.string()
			.refine((path) => !path.includes('\0'))
			.default('./data')
			.transform((path) => resolve(path)),
		databaseUrl: urlWithProtocol('postgres:', 'postgresql:').optional(),
		adminEmail: z.email().optional(),
		adminPassword: z.string().min(10).max(256).optional(),
		secret: z.string().min(minSecretLength).optional(),
		key: z
			.string()
			.regex(/^[\w+/-]{43}=?(?:\s*,\s*[\w+/-]{43}=?)*$/)
			.optional(),
		keyFile: pathText.optional(),
		keyCommand: z.string().optional(),
		auditKey: z.string().max(2_000).optional(),
		auditKeyFile: pathText.optional(),
		auditCheckpoints: z
			.string()
			.max(2_000)
			.refine((target) => !target.includes('\0') && !/^command:\s*$/.test(target))
			.transform((target) => (target === 'log' || target.startsWith('command:') ? target : resolve(target)))
			.optional(),
		breachedPasswords: pathText.optional(),
		logLevel: z.enum(logLevels).default('info'),
		defaultCountry: z.string().toUpperCase().refine(isCountry).default('CN'),
		tlsCert: pathText.optional(),
		tlsKey: pathText.optional(),
		redirectPort: z
			.string()
			.regex(/^[1-9]\d{0,4}$/)
			.transform(Number)
			.refine((port) => port <= 65535)
			.optional(),
		publicUrl: urlWithProtocol('http:', 'https:')
			.transform((url) => url.replace(/\/+$/, ''))
			.optional(),
		proxies: z
			.string()
			.regex(/^([1-9]|10)$/)
			.transform(Number)
			.default(1),
		filesLimit: megabytes(1, 5_000).default(25_000_000),
		customerFilesLimit: megabytes(1, 1_000_000).default(1_000_000_000),
		importLimit: megabytes(1, 1_000_000).default(2_000_000_000),
		diskReserve: megabytes(0, 1_000_000).default(1_000_000_000),
		filesBucket: z
			.string()
			.regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/)
			.optional(),
		filesEndpoint: urlWithProtocol('http:', 'https:').optional(),
		filesRegion: z
			.string()
			.regex(/^[a-z0-9-]{2,40}$/)
			.optional(),
		filesPrefix: z
			.string()
			.max(500)
			.regex(/^[^/\s][^\s]*\/$/)
			.optional(),
		filesAccessKey: z.string().max(500).optional(),
		filesSecretKey: z.string().max(500).optional(),
		// Somebody who scrolls through a long list sends some five a second; an office behind one address opens the page with four each.
		ratePerson: requestsAMinute.default(1_200),
		rateAnonymous: requestsAMinute.default(300),
		outboundNetworks: z
			.string()
			.transform((text) => text.split(',').map(networkOf))
			.refine((networks): networks is string[] => networks.every((network) => network !== null))
			.default([]),
		smtpUrl: urlWithProtocol('smtp:', 'smtps:')
			.refine((url) => new URL(url).hostname !== '')
			.optional(),
		mailFrom: z.email().max(254).optional(),
	})
	.superRefine((value, context) => {
		if (value.adminEmail && !value.adminPassword) context.addIssue({ code: 'custom', path: ['adminPassword'] });
		if (value.adminPassword && !value.adminEmail) context.addIssue({ code: 'custom', path: ['adminEmail'] });
		if (value.auditKeyFile && value.auditKey) context.addIssue({ code: 'custom', path: ['auditKeyFile'] });
		if (value.tlsCert && !value.tlsKey) context.addIssue({ code: 'custom', path: ['tlsKey'] });
		if (!value.tlsCert && value.tlsKey) context.addIssue({ code: 'custom', path: ['tlsCert'] });
		if (!value.tlsCert && value.redirectPort) context.addIssue({ code: 'custom', path: ['redirectPort'] });
		if (value.keyFile && value.key) context.addIssue({ code: 'custom', path: ['keyFile'] });
		if (value.keyCommand && (value.key || value.keyFile)) context.addIssue({ code: 'custom', path: ['keyCommand'] });
		if (value.filesAccessKey && !value.filesSecretKey) context.addIssue({ code: 'custom', path: ['filesSecretKey'] });
		if (value.filesSecretKey && !value.filesAccessKey) context.addIssue({ code: 'custom', path: ['filesAccessKey'] });
		if (value.smtpUrl && !value.mailFrom) context.addIssue({ code: 'custom', path: ['mailFrom'] });
		if (value.mailFrom && !value.smtpUrl) context.addIssue({ code: 'custom', path: ['smtpUrl'] });
		const ofBucket = [value.filesEndpoint, value.filesRegion, value.filesPrefix, value.filesAccessKey, value.filesSecretKey];
		if (!value.filesBucket && ofBucket.some(Boolean)) context.addIssue({ code: 'custom', path: ['filesBucket'] });
	});

/** Whether browsers reach the program over https: by its own certificate, or through a proxy that has one. */
export const servesHttps = ({ publicUrl, tlsCert }: Pick<Config, 'publicUrl' | 'tlsCert'>): boolean =>
	publicUrl === undefined ? tlsCert !== undefined : publicUrl.startsWith('https:');

/**
 * Reads the configuration. An empty variable counts as one that is not set.
 * @throws AppError `config_invalid` about the first wrong variable; `problems` lists all of them with the variable's name as path.
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>> = process.env): Config {
	const given = Object.entries(variables).flatMap(([key, variable]) => {
		const value = env[variable]?.trim();
		return value ? [[key, value]] : [];
	});
	const result = shape.safeParse(Object.fromEntries(given));
	if (result.success) return Object.freeze(result.data);

	const wrong = [...new Set(result.error.issues.map((issue) => issue.path[0] as keyof Config))];
	const problems: FieldProblem[] = wrong.map((key) => ({ path: variables[key], code: 'invalid', words: expected[key] }));
	throw configError(wrong[0] as keyof Config, problems);
}

/** Every sentence ends differently and in two languages, so the table of errors is this function. */
function configError(key: keyof Config, problems: readonly FieldProblem[]): AppError {
	const sentence: ErrorSpec = {
		status: 500,
		'zh-CN': `环境变量 {variable} 的值不正确。${expected[key]['zh-CN']}`,
		en: `The environment variable {variable} has a wrong value. ${expected[key].en}`,
	};
	return new AppError('config_invalid', sentence, { variable: variables[key] }, problems);
}
