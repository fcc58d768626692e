// Every place of every reply and body with the kind of personal data that stands there: a new endpoint or field changes the list, so that somebody decides (decision 0020).
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { features } from './features.ts';
import type { Endpoint, Endpoints } from './platform/endpoint.ts';
import { placesOf } from './platform/masking.ts';

const endpoints: [string, Endpoint][] = Object.values(features as Readonly<Record<string, Endpoints>>).flatMap((one) =>
	Object.entries(one),
);

/** Places of one shape in the order of what is said of them: `personal (name): name family_name`. */
function linesOf(part: string, schema: Endpoint['reply']): string[] {
	const bySaying = new Map<string, Set<string>>();
	for (const [path, says] of placesOf(schema)) {
		const paths = bySaying.get(says) ?? new Set();
		bySaying.set(says, paths.add(path === '' ? '(whole)' : path));
	}
	return [...bySaying].map(([says, paths]) => `    ${part} ${says}: ${[...paths].join(' ')}`);
}

test('each place is of the kind that was decided (npx vitest run src/endpoints-personal.test.ts -u writes the list anew: read what changed)', async () => {
	const text = endpoints.flatMap(([name, { method, path, params, query, body, reply }]) => [
		`${name}: ${method} ${path}`,
		...Object.entries({ params, query, body, reply }).flatMap(([part, schema]) => (schema ? linesOf(part, schema) : [])),
	]);
	await expect(`${text.join('\n')}\n`).toMatchFileSnapshot(join(import.meta.dirname, 'endpoints-personal.golden.txt'));
});
