// The yardstick of the page: a bare page of the same Fastify, 100 rows that a script of a few lines fetches once and writes down, and at /empty a
// scroller with nothing in it. Prints its address. Usage: npx tsx bench/bare-page.ts
import Fastify from 'fastify';
import { recordAt } from '../src/features/operations/world/world.ts';

const page = (body: string) => `<!doctype html><html lang="en"><meta charset="utf-8"><title>Bare</title><body>${body}</body></html>`;

const script = `const { items } = await (await fetch('/rows')).json();
document.querySelector('tbody').append(...items.map((row) => {
	const line = document.createElement('tr');
	line.dataset.place = '';
	for (const name of ['name', 'phone', 'email', 'company', 'city']) line.append(Object.assign(document.createElement('td'), { textContent: row[name] }));
	return line;
}));`;

const rows = JSON.stringify({ items: Array.from({ length: 100 }, (_, index) => recordAt(index)) });
const app = Fastify();
app.get('/', (_request, reply) =>
	reply.type('text/html').send(page('<table><tbody></tbody></table><script type="module" src="/rows.js"></script>')),
);
app.get('/rows.js', (_request, reply) => reply.type('text/javascript').send(script));
app.get('/rows', (_request, reply) => reply.type('application/json').send(rows));
app.get('/empty', (_request, reply) =>
	reply.type('text/html').send(page('<div id="box" style="height:600px;overflow:auto"><div style="height:1000000px"></div></div>')),
);
console.log(await app.listen({ port: 0, host: '127.0.0.1' }));
