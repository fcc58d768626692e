// Requests made up from the OpenAPI document: values as a schema asks for them, and such as nobody expects.
import fc from 'fast-check';

export type Json = { readonly [key: string]: unknown };

/** Values worth more than chance, by the name of the field or parameter in which they stand. */
export type Hints = (name: string) => fc.Arbitrary<unknown> | undefined;

/** Texts that break what trusts them: SQL, markup, formulas, paths, formats, ends of text, names that every object has. */
export const hostileTexts: readonly string[] = [
	"'",
	"'; drop table customers; --",
	"' or '1'='1",
	"') union select body from notes --",
	'"; select pg_sleep(10); --',
	'$$; select 1; $$',
	"\\'; --",
	'{"$gt": ""}',
	'%',
	'_%\\',
	'a\0b',
	'\u202e\u200b\ufeff',
	'\ud800',
	'\udc00\ud800',
	'👩‍👩‍👧',
	'İıßŉ',
	'{{7*7}}<%= 7*7 %>',
	'<script>alert(1)</script>',
	'"><img src=x onerror=alert(1)>',
	'javascript:alert(1)',
	'=1+1|cmd',
	'../../../../etc/passwd',
	'..\\..\\x',
	'C:\\x',
	'CON',
	'/dev/null',
	'a\r\nBcc: x@example.com',
	'__proto__',
	'constructor',
	'toString',
	'hasOwnProperty',
	'null',
	'undefined',
	'NaN',
	'1e400',
	'-0',
	'0x10',
	'1_000',
	'٣',
	'9007199254740993',
	'9223372036854775808',
	'-1',
	'2024-02-30',
	'0000-00-00',
	'+275760-09-13T00:00:00.001Z',
	'9999-12-31T23:59:59.999999999+23:59',
	'infinity',
	'now',
	'',
	' ',
	'\n',
	'x'.repeat(5_000),
	'张'.repeat(3_000),
	'('.repeat(500),
	'a,'.repeat(2_000),
];

const hostileText = fc.oneof(fc.constantFrom(...hostileTexts), fc.string({ unit: 'binary', maxLength: 30 }));
const deep = (depth: number) => Array.from({ length: depth }).reduce<unknown>((inner) => [inner], 1);
/** What stands where something else was expected. */
const hostile: fc.Arbitrary<unknown> = fc.oneof(
	{ arbitrary: hostileText, weight: 4 },
	fc.constantFrom(0, -1, 0.5, -0, 1e308, -1e308, 5e-324, 2 ** 31, 2 ** 53, 2 ** 63, 1e21),
	fc.constantFrom(null, true, false, [], {}, [null], [[]], { id: 1 }, { toString: 1 }, deep(300), Array(2_000).fill(0)),
	fc.constant(JSON.parse('{"__proto__": {"permissions": ["all"]}, "constructor": {"prototype": 1}}')),
);

const within = (low: number, high: number, isWhole: boolean): fc.Arbitrary<number> => {
	const [min, max] = [Math.max(low, -Number.MAX_SAFE_INTEGER), Math.min(high, Number.MAX_SAFE_INTEGER)];
	const any = isWhole ? fc.integer({ min, max }) : fc.double({ min, max, noNaN: true });
	return fc.oneof(any, fc.constantFrom(min, max, ...(min <= 1 && max >= 1 ? [1] : [])));
};

function textOf({ pattern, format, minLength = 0, maxLength = 60 }: Json): fc.Arbitrary<unknown> {
	const [least, most] = [minLength as number, maxLength as number];
	const day = fc.date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }).map((date) => date.toISOString());
	if (format === 'date') return day.map((text) => text.slice(0, 10));
	if (format === 'date-time') return day;
	if (format === 'uri')
		return fc.constantFrom('http://127.0.0.1:1/', 'http://169.254.169.254/latest', 'https://[::1]/', 'https://x:y@127.1/');
	// Anything but NUL, and what the engine of values cannot read: an address within the site.
	if (typeof pattern === 'string' && !['^[^\\0]*$', '^\\/(?![/\\\\])'].includes(pattern))
		return fc.stringMatching(new RegExp(pattern)).map((text) => (text.length > most ? text.slice(0, most) : text));
	const fitting = fc.string({ unit: 'grapheme', minLength: least, maxLength: Math.max(least, Math.min(most, 40)) });
	const filled = fc.constantFrom('x', '张', '👩').map((one) => one.repeat(Math.floor(Math.min(most, 3_000) / one.length)));
	return fc.oneof({ arbitrary: fitting, weight: 4 }, filled, fc.constantFrom('/customers', ...hostileTexts));
}

/** Values as a schema asks for them, those at its limits often. */
export function valuesOf(schema: Json, hints: Hints, name = ''): fc.Arbitrary<unknown> {
	const hint = hints(name);
	const asked = asSchemaSays(schema, hints, name);
	return hint ? fc.oneof({ arbitrary: hint, weight: 4 }, asked) : asked;
}

function asSchemaSays(schema: Json, hints: Hints, name: string): fc.Arbitrary<unknown> {
	if ('const' in schema) return fc.constant(schema.const);
	if (schema.enum) return fc.constantFrom(...(schema.enum as unknown[]));
	const either = (schema.anyOf ?? schema.oneOf) as Json[] | undefined;
	if (either) return fc.oneof(...either.map((one) => valuesOf(one, hints, name)));
	switch (schema.type) {
		case 'string':
			return textOf(schema);
		case 'integer':
		case 'number': {
			const { minimum = -1e15, exclusiveMinimum, maximum = 1e15 } = schema as Record<string, number>;
			return within(exclusiveMinimum === undefined ? minimum : exclusiveMinimum + 1, maximum, schema.type === 'integer');
		}
		case 'boolean':
			return fc.boolean();
		case 'null':
			return fc.constant(null);
		case 'array': {
			const { items = {}, minItems = 0, maxItems = 3 } = schema as { items?: Json; minItems?: number; maxItems?: number };
			return fc.array(valuesOf(items, hints, name.replace(/s$/, '')), {
				minLength: minItems,
				maxLength: Math.max(minItems, Math.min(maxItems, 3)),
			});
		}
		case 'object': {
			const {
				properties = {},
				required = [],
				propertyNames,
				additionalProperties,
			} = schema as Record<string, Json> & {
				required?: string[];
			};
			if (propertyNames && additionalProperties)
				return fc.dictionary(valuesOf(propertyNames, hints, 'field').map(String), valuesOf(additionalProperties as Json, hints, 'value'), {
					maxKeys: 3,
				});
			const fields = Object.entries(properties as Record<string, Json>);
			const must = required as readonly string[];
			return fc.record(Object.fromEntries(fields.map(([key, one]) => [key, valuesOf(one, hints, key)])), {
				requiredKeys: must as never,
			});
		}
		default:
			return hostile;
	}
}

/** A value with one place in it that is as nobody expects. */
function spoiled(value: unknown, place: number, by: unknown): unknown {
	if (Array.isArray(value) && value.length > 0) {
		const at = place % value.length;
		return value.map((one, index) => (index === at ? spoiled(one, Math.floor(place / value.length), by) : one));
	}
	const keys = value !== null && typeof value === 'object' ? Object.keys(value) : [];
	if (keys.length === 0) return by;
	const at = place % (keys.length + 1);
	if (at === keys.length) return { ...(value as object), [typeof by === 'string' ? by.slice(0, 40) : 'id']: by };
	const key = keys[at]!;
	return { ...(value as object), [key]: spoiled((value as Json)[key], Math.floor(place / keys.length), by) };
}

const mostlySound = (sound: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
	fc.oneof(
		{ arbitrary: sound, weight: 5 },
		{ arbitrary: fc.tuple(sound, fc.nat(10_000), hostile).map(([value, place, by]) => spoiled(value, place, by)), weight: 4 },
		{ arbitrary: hostile, weight: 1 },
	);

export interface Made {
	readonly url: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly payload?: string | Buffer;
}

interface Operation {
	readonly parameters: readonly { readonly name: string; readonly in: string; readonly schema: Json; readonly required: boolean }[];
	readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Json }>> };
}

const wellFormed = (text: string) => Buffer.from(text).toString();
const encoded = (value: unknown) =>
	encodeURIComponent(wellFormed(value !== null && typeof value === 'object' ? JSON.stringify(value) : String(value)));

/** What a file holds, as far as those who take one look at it: a table, something that is none, an archive, a picture, much of nothing. */
const file = fc.oneof(
	fc
		.array(fc.array(hostileText, { minLength: 2, maxLength: 4 }), { maxLength: 5 })
		.map((rows) => Buffer.from(`name,email,phone\n${rows.map((row) => row.join(',')).join('\n')}`)),
	fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
	fc.constantFrom(
		Buffer.alloc(0),
		Buffer.alloc(3_000_000, ','),
		Buffer.from('PK\x03\x04\x14\0\0\0\x08\0', 'latin1'),
		Buffer.from('{"name": {"name": [1]}}\n{'),
		Buffer.from('BEGIN:VCARD\nFN;CHARSET=x:=\nEND'),
		Buffer.concat([Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), Buffer.alloc(40)]),
		Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
		Buffer.from([0xff, 0xfe, 0x3d, 0xd8]),
	),
);

/** Whole requests to one operation. */
export function requestsTo(path: string, { parameters, requestBody }: Operation, hints: Hints): fc.Arbitrary<Made> {
	const inPath = parameters.filter((one) => one.in === 'path');
	const inQuery = parameters.filter((one) => one.in === 'query');
	const params = fc.tuple(...inPath.map(({ name, schema }) => fc.oneof({ arbitrary: valuesOf(schema, hints, name), weight: 9 }, hostile)));
	const pairs = fc.tuple(
		...inQuery.map(({ name, schema, required }) =>
			fc.option(fc.tuple(fc.constant(name), mostlySound(valuesOf(schema, hints, name))), { nil: undefined, freq: required ? 20 : 1 }),
		),
	);
	const further = fc.oneof(
		{ arbitrary: fc.constant(''), weight: 12 },
		fc.constantFrom('&limit=1&limit=2', '&filter[a]=1', '&sort=', '&__proto__=1', '&%', '&%ff=%ff', '&a=%00', `&x=${'y'.repeat(3_000)}`),
	);
	const schema = requestBody?.content['application/json']?.schema;
	const body = schema
		? fc.oneof(
				{ arbitrary: mostlySound(valuesOf(schema, hints)).map((value) => JSON.stringify(value)), weight: 9 },
				fc.constantFrom('', '{', 'null', '[1,', '{"a":1,"a":2}', '"\\ud800"', `${'['.repeat(20_000)}${']'.repeat(20_000)}`, '\ufeff{}'),
			)
		: requestBody
			? file
			: fc.constant(undefined);
	const type = fc.oneof(
		{ arbitrary: fc.constant(schema ? 'application/json' : 'application/octet-stream'), weight: 15 },
		fc.constantFrom('text/plain', 'application/xml', 'application/json; charset=utf-16', 'multipart/form-data; boundary=x', 'x'),
	);
	const headers = fc.record(
		{
			'if-match': fc.constantFrom('"1"', '"0"', '*', 'W/"1"', '"x"', '1, 2', "'", '"99999999999999999999"'),
			'idempotency-key': fc.constantFrom('a', 'x'.repeat(201), "'; --", 'é'),
			'accept-language': fc.constantFrom('zh-CN', 'en', '*;q=x', 'x'.repeat(500)),
			range: fc.constantFrom('bytes=0-', 'bytes=-1', 'bytes=9-1', 'bytes=x', 'bytes=0-99999999999999999999'),
			'if-none-match': fc.constantFrom('*', '"1"'),
		},
		{ requiredKeys: [] },
	);
	return fc.tuple(params, pairs, further, body, type, headers).map(([values, asked, rest, payload, contentType, others]) => {
		const at = new Map(inPath.map(({ name }, index) => [name, values[index]]));
		const query = asked.flatMap((pair) => (pair ? [`${pair[0]}=${encoded(pair[1])}`] : [])).join('&');
		return {
			url: `${path.replace(/\{(\w+)\}/g, (_all, name: string) => encoded(at.get(name)))}?${query}${rest}`.replace(/\?$/, ''),
			headers: { ...others, ...(payload !== undefined && { 'content-type': contentType }) } as Record<string, string>,
			...(payload !== undefined && { payload: payload as string | Buffer }),
		};
	});
}
