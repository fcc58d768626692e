// The commands that stay: `serve` (web server and background work) and `work` (background work alone). They end on Ctrl-C and SIGTERM, within 5 s.
import { once } from 'node:events';
import type { Server as HttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { ensureAdministrator, setUpLink } from '../features/access/accounts.ts';
import { type Config, servesHttps } from '../platform/config.ts';
import { redirectServer, watchTls } from '../platform/tls.ts';
import { commandError } from './messages.ts';
import { type Opened, openLog, openServices } from './services.ts';
import { answer, fail, inWords, tell } from './terminal.ts';

/** The promise of the README; the process ends by then, whatever still hangs. In milliseconds. */
const stopWithin = 4_800;

/** What is open and has to be closed again, last one first. */
type Closing = (() => Promise<unknown>)[];

/** Serves the page and the interface until it is stopped. */
export async function serve(config: Config): Promise<void> {
	await untilStopped(config, async (closing, signal) => {
		// The web server's modules load while the database starts.
		const building = import('../app.ts');
		building.catch(() => {});
		const services = await openServices(config, { role: 'serve', signal });
		closing.push(() => services.close());
		const { buildApp } = await building;
		const app = await buildApp(services);
		closing.push(() => app.close());
		if (config.adminEmail && config.adminPassword) {
			await ensureAdministrator(services, { email: config.adminEmail, password: config.adminPassword });
		}
		signal.throwIfAborted();
		const address = await listen(app, config);
		if (config.tlsCert) closing.push(await lookAfterTls(app, services, address));
		if (isOpenInPlain(config)) tell(plainWords);
		const link = await setUpLink(services);
		const base = config.publicUrl ?? address;
		answer({ address, setup_link: link && base + link }, () => [
			inWords({ 'zh-CN': 'Clientele 已启动：{address}', en: 'Clientele runs at {address}' }, { address }),
			...(link
				? [
						inWords(
							{
								'zh-CN': '打开此一次性链接创建第一个管理员：\n{link}',
								en: 'Open this one-time link to create the first administrator:\n{link}',
							},
							{ link: base + link },
						),
					]
				: []),
		]);
		await work(services, closing);
	});
}

/** Does background work until it is stopped: as many such processes as wanted against one database. */
export async function workOnly(config: Config): Promise<void> {
	await untilStopped(config, async (closing, signal) => {
		const services = await openServices(config, { role: 'command', signal });
		closing.push(() => services.close());
		await work(services, closing);
		answer({ working: true }, () => [inWords({ 'zh-CN': '后台任务处理中。', en: 'Working on background jobs.' })]);
	});
}

async function work(services: Opened, closing: Closing): Promise<void> {
	const [{ keepWorking }, { keepSealing }] = await Promise.all([import('./working.ts'), import('../features/audit/sealing.ts')]);
	// Closed after all that writes entries.
	const sealing = keepSealing(services);
	closing.splice(1, 0, () => sealing.stop());
	const working = keepWorking(services);
	closing.push(() => working.stop());
}

/** Whether others reach the program without TLS, neither its own nor a proxy's. */
const isOpenInPlain = (config: Config): boolean => !servesHttps(config) && !/^(?:127\.|localhost$|::1$)/.test(config.host);

const plainWords = {
	'zh-CN':
		'警告：程序在网络上以未加密的 HTTP 提供服务，密码和客户资料可被截获。请设置 TLS_CERT 和 TLS_KEY，或在前面放置带 TLS 的代理并设置 PUBLIC_URL。',
	en: 'Warning: others on the network reach the program over plain HTTP, so passwords and customers can be read on the way. Set TLS_CERT and TLS_KEY, or put a proxy with TLS before it and set PUBLIC_URL.',
};

/** Begins to listen, and says in a sentence why not. */
async function listenOn({ host }: Config, port: number, begin: () => Promise<unknown>): Promise<void> {
	try {
		await begin();
	} catch (thrown) {
		const { code } = thrown as NodeJS.ErrnoException;
		if (code === 'EADDRINUSE') throw commandError('port_taken', { port });
		if (code === 'EACCES') throw commandError('port_refused', { port });
		if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN') throw commandError('host_unknown', { host });
		throw thrown;
	}
}

/** Keeps the certificate up to date, and sends plain requests where they belong. Returns what ends it. */
async function lookAfterTls(app: FastifyInstance, { config, log }: Opened, address: string): Promise<() => Promise<unknown>> {
	const unwatch = watchTls(app.server as HttpsServer, config, log);
	if (config.redirectPort === undefined) return async () => unwatch();
	// The name that was asked for, and the port that the program listens on.
	const { port } = new URL(address);
	const redirect = redirectServer(
		(host) => config.publicUrl ?? `https://${(host ?? 'localhost').replace(/:\d+$/, '')}${port ? `:${port}` : ''}`,
	);
	await listenOn(config, config.redirectPort, () => once(redirect.listen(config.redirectPort, config.host), 'listening'));
	return async () => {
		unwatch();
		redirect.closeAllConnections();
		redirect.close();
	};
}

async function listen(app: FastifyInstance, config: Config): Promise<string> {
	const { host, port } = config;
	await listenOn(config, port, () => app.listen({ host, port }));
	const actual = (app.server.address() as AddressInfo).port;
	const everywhere = host === '0.0.0.0' || host === '::';
	const name = everywhere ? 'localhost' : host.includes(':') ? `[${host}]` : host;
	return `${config.tlsCert ? 'https' : 'http'}://${name}:${actual}`;
}

/**
 * Starts, then waits for SIGINT or SIGTERM, then closes what was opened in the opposite order. A second signal ends the process at once.
 * A failure that nobody awaited, such as a connection lost at a bad moment, is logged and does not end the process.
 */
async function untilStopped(config: Config, start: (closing: Closing, signal: AbortSignal) => Promise<void>): Promise<void> {
	const closing: Closing = [];
	const stopping = new AbortController();
	const stopped = new Promise<void>((resolve) => {
		stopping.signal.addEventListener('abort', () => resolve(), { once: true });
	});
	const stop = () => {
		if (stopping.signal.aborted) process.exit(130);
		setTimeout(() => process.exit(1), stopWithin).unref();
		stopping.abort(commandError('stopped'));
	};
	process.on('SIGINT', stop).on('SIGTERM', stop);
	const log = openLog(config, 'serve');
	process.on('unhandledRejection', (thrown) => log.error({ err: thrown }, 'a failure that nobody awaited'));
	try {
		await start(closing, stopping.signal);
		await stopped;
		if (process.stderr.isTTY) tell({ 'zh-CN': '正在停止……', en: 'Stopping …' });
	} catch (thrown) {
		if (!stopping.signal.aborted) await fail(thrown);
	}
	for (const close of closing.reverse()) {
		await close().catch((thrown: unknown) => log.error({ err: thrown }, 'could not be closed in order'));
	}
	process.exit();
}
