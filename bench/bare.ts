// The yardstick of reads: a bare Fastify handler with one prepared statement that returns the same JSON, as the owner, with no key, context or
// row-level security. Prints its address. Usage: npx tsx bench/bare.ts <owner url>
import Fastify from 'fastify';
import pg from 'pg';
import { profileSql } from '../src/features/customers/queries.ts';

const pool = new pg.Pool({ connectionString: process.argv[2], max: 12 });
const app = Fastify();
app.get<{ Params: { id: string } }>('/customers/:id', async (request, reply) => {
	const { rows } = await pool.query<{ profile: string }>({ name: 'profile', text: profileSql, values: [Number(request.params.id)] });
	reply.type('application/json; charset=utf-8');
	return rows[0]?.profile;
});
console.log(await app.listen({ port: 0, host: '127.0.0.1' }));
