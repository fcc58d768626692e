// The commands `migrate` and `psql-url`.
import { peopleRole, urlFor } from '../platform/roles.ts';
import type { Opened } from './services.ts';
import { answer, inWords, tell } from './terminal.ts';

/** Says what ran; opening the services has migrated already. */
export function migrated({ migrated: names }: Opened): void {
	answer({ migrations: names }, () =>
		names.length === 0
			? [inWords({ 'zh-CN': '数据库已是最新，没有要运行的迁移。', en: 'The database is up to date, no migration was needed.' })]
			: names.map((name) => inWords({ 'zh-CN': '已运行 {name}', en: 'Ran {name}' }, { name })),
	);
}

/** Prints an address for psql and other programs: the views of the schema crm, with the rights of people who use SQL. The role itself brings the search path. */
export function psqlUrl({ ownerUrl, ownsDatabase, keyring }: Opened): void {
	const url = urlFor(ownerUrl, peopleRole, keyring);
	answer({ url }, () => [url]);
	if (ownsDatabase) {
		tell({
			'zh-CN': '内置数据库只在程序运行时可用：请先用 npm start 启动，此地址不变。',
			en: 'The embedded database answers while the program runs: start it with npm start, the address stays the same.',
		});
	}
}
