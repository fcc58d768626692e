// What the tests of SQL for people share: connections as a person's login, and the job that reads what they wrote.
import pg from 'pg';
import { peopleRole, urlFor } from '../../platform/migrate.ts';
import { type TestServices, testServices } from '../../platform/testing.ts';
import { readQueued } from './crm-jobs.ts';

export interface CrmTest extends TestServices {
	/** The operator's login. */
	readonly people: pg.Client;
	connect(login?: string, password?: string): Promise<pg.Client>;
	/** Runs the job now. */
	read(): Promise<void>;
}

/** A fresh database with a connection as clientele_sql. */
export async function crmTest(): Promise<CrmTest> {
	const test = await testServices();
	const clients: pg.Client[] = [];
	const connect = async (login = peopleRole, password?: string): Promise<pg.Client> => {
		const url = new URL(urlFor(test.ownerUrl, login));
		if (password) url.password = password;
		const client = new pg.Client({ connectionString: url.toString() });
		await client.connect();
		clients.push(client);
		return client;
	};
	return {
		...test,
		people: await connect(),
		connect,
		read: () => readQueued(test.services),
		drop: async () => {
			await Promise.all(clients.map((client) => client.end()));
			await test.drop();
		},
	};
}

/** What a statement that is refused answers: SQLSTATE, sentence, hint, column. */
export async function refusal(client: pg.Client, sql: string, values?: unknown[]): Promise<pg.DatabaseError> {
	try {
		await client.query(sql, values);
	} catch (cause) {
		if (cause instanceof pg.DatabaseError) return cause;
		throw cause;
	}
	throw new Error(`not refused: ${sql}`);
}
