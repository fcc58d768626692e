// Stands in the place of zod when the page is built: pages read names, paths and words from schema.ts and check nothing, which is the server's part. Leaves
// out 90 kB of script and the time to make some hundred shapes at each start.

/** What would give a page an answer that only the real library has. */
const refused = new Set<PropertyKey>(['parse', 'safeParse', 'parseAsync', 'safeParseAsync', 'options', 'toJSONSchema', Symbol.iterator]);

/** Every shape made of shapes in any way; making one always works, asking it anything does not. */
export const z: unknown = new Proxy(() => {}, {
	get: (_, name) => {
		if (refused.has(name)) throw new Error(`A page cannot use ${String(name)} of a shape: it is there on the server only`);
		return z;
	},
	apply: () => z,
});
