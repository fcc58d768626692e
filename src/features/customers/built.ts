// SQL that is built at run time: kysely's template, compiled and run with every value bound.
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler, type RawBuilder } from 'kysely';
import type { Queryable } from '../../platform/database.ts';

export const compiler = new Kysely<Record<string, never>>({
	dialect: {
		createAdapter: () => new PostgresAdapter(),
		createDriver: () => new DummyDriver(),
		createIntrospector: (db) => new PostgresIntrospector(db),
		createQueryCompiler: () => new PostgresQueryCompiler(),
	},
});

export type Sql = RawBuilder<unknown>;

/** The pattern of LIKE for what holds this text as it stands. */
export const like = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`;

/** Texts of lists that came more than once, with the name under which a connection keeps their plan: parsing and planning cost 0.7 ms of 2. */
const statementNames = new Map<string, string>();
const statementLimit = 200;

/** Runs SQL made with kysely's template; as a named statement where its text comes again. */
export async function run<R extends Record<string, unknown>>(client: Queryable, query: Sql): Promise<R[]> {
	const { sql: text, parameters } = query.compile(compiler);
	const name = statementNames.get(text);
	if (name === undefined && statementNames.size < statementLimit) statementNames.set(text, `list_${statementNames.size}`);
	return (await client.query<R>({ name, text, values: [...parameters] })).rows;
}
