// Rights to fields, applied to whole answers and bodies: a shape is compiled once to the places where something personal stands (decision 0020).
import type { z } from 'zod';
import type { Principal } from './auth.ts';
import type { Endpoint } from './endpoint.ts';
import { AppError, defineErrors, fill, languages, type Words } from './errors.ts';
import { type FieldRight, type FieldRights, fieldRights, type PersonalData } from './field.ts';
import { isSealed, valueOfText } from './keyring.ts';
import { masked } from './masks.ts';
import { isRule, type Marked, markOf, type Nature, type Walk } from './personal.ts';

/** The kinds in words. */
export const kindWords: Readonly<Record<Exclude<PersonalData, 'none'>, Words>> = {
	personal: { 'zh-CN': '个人信息', en: 'personal data' },
	contact: { 'zh-CN': '联系方式', en: 'ways to reach somebody' },
	identity: { 'zh-CN': '证件号码', en: 'identity numbers' },
	sensitive: { 'zh-CN': '敏感信息', en: 'sensitive data' },
};

const error = defineErrors({
	field_not_readable: {
		status: 403,
		'zh-CN': '您无权查看“{field}”，因此不能按它搜索、筛选、排序、分组或导出。请向管理员申请查看此类数据（{kind}）的权限。',
		en: 'You may not read “{field}”, so nothing can be searched, filtered, sorted, grouped or exported by it. Ask an administrator for the right to read this kind of data ({kind}).',
	},
	field_not_writable: {
		status: 403,
		'zh-CN': '您无权修改“{field}”。请向管理员申请修改此类数据（{kind}）的权限。',
		en: 'You may not change “{field}”. Ask an administrator for the right to write this kind of data ({kind}).',
	},
});

type Holder = Pick<Principal, 'field_rights'>;

/** What this person may do with values of a kind. */
export const rightTo = (rights: FieldRights, kind: PersonalData): FieldRight => (kind === 'none' ? 'write' : rights[kind]);

const reaches = (right: FieldRight, need: FieldRight): boolean => fieldRights.indexOf(right) >= fieldRights.indexOf(need);

/** Whether this person may read (or write) values of a kind. */
export const mayRead = ({ field_rights }: Holder, kind: PersonalData): boolean => reaches(rightTo(field_rights, kind), 'read');
export const mayWrite = ({ field_rights }: Holder, kind: PersonalData): boolean => rightTo(field_rights, kind) === 'write';

const restrictedKinds = ['personal', 'contact', 'identity', 'sensitive'] as const;

/** Whether this person may read (or write) values of every kind. */
export const readsAll = (who: Holder): boolean => restrictedKinds.every((kind) => mayRead(who, kind));
export const writesAll = (who: Holder): boolean => restrictedKinds.every((kind) => mayWrite(who, kind));

function refusal(code: 'field_not_readable' | 'field_not_writable', { field, kind }: Pick<Nature, 'field' | 'kind'>): AppError {
	const { spec } = error(code);
	const words = kindWords[kind as keyof typeof kindWords];
	const said = Object.fromEntries(languages.map((language) => [language, fill(spec[language], { kind: words[language] })]));
	return new AppError(code, { ...spec, ...said }, { field }, [], { field, kind });
}

/** Throws unless this person may read the field: what sorts, filters, groups, searches or exports by it asks this first. @throws AppError field_not_readable */
export function demandReadable(who: Holder, nature: Pick<Nature, 'field' | 'kind'>): void {
	if (!mayRead(who, nature.kind)) throw refusal('field_not_readable', nature);
}

/** @throws AppError field_not_writable */
export function demandWritable(who: Holder, nature: Pick<Nature, 'field' | 'kind'>): void {
	if (!mayWrite(who, nature.kind)) throw refusal('field_not_writable', nature);
}

/** Throws unless this person may read every kind: for what nobody can take apart, such as the cells of a file. */
export function demandAllReadable(who: Holder, field: string): void {
	for (const kind of restrictedKinds) demandReadable(who, { field, kind });
}

type Around = Readonly<Record<string, unknown>>;
type Walker = (value: unknown, walk: Walk, around: Around) => unknown;

/** The shapes inside of one that only says how it may be left out, or read. */
const wrapping = ['optional', 'nullable', 'default', 'prefault', 'readonly', 'nonoptional', 'catch'];

interface Def {
	readonly type: string;
	readonly innerType?: z.ZodType;
	readonly shape?: Readonly<Record<string, z.ZodType>>;
	readonly element?: z.ZodType;
	readonly valueType?: z.ZodType;
	readonly options?: readonly z.ZodType[];
	readonly in?: z.ZodType;
	readonly out?: z.ZodType;
}

const defOf = (schema: z.ZodType): Def => schema._zod.def as unknown as Def;

/** A pipe ends in a shape, or in a function that reads one. */
const pipeEnd = ({ in: from, out }: Def): z.ZodType => (defOf(out!).type === 'transform' ? from! : out!);

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The walker of a shape; null where nothing personal stands in it. `name`: under which it stands in its object. */
export function compile(schema: z.ZodType, name = ''): Walker | null {
	const marked = markOf(schema);
	if (marked) return markedWalker(schema, marked, name);
	const def = defOf(schema);
	if (wrapping.includes(def.type)) return compile(def.innerType!, name);
	switch (def.type) {
		case 'pipe':
			return compile(pipeEnd(def), name);
		case 'object': {
			const places = Object.entries(def.shape!).flatMap(([key, one]): [string, Walker][] => {
				const walker = compile(one, key);
				return walker ? [[key, walker]] : [];
			});
			if (places.length === 0) return null;
			return (value, walk) => {
				if (!isObject(value)) return value;
				for (const [key, walker] of places) if (value[key] !== undefined) value[key] = walker(value[key], walk, value);
				return value;
			};
		}
		case 'array':
			return eachOf(compile(def.element!, name));
		case 'record': {
			const walker = compile(def.valueType!, name);
			return (
				walker &&
				((value, walk) => {
					if (isObject(value)) for (const key of Object.keys(value)) value[key] = walker(value[key], walk, value);
					return value;
				})
			);
		}
		case 'union': {
			const walkers = def.options!.map((one) => compile(one, name)).filter((one) => one !== null);
			return walkers.length === 0 ? null : (value, walk, around) => walkers.reduce((is, walker) => walker(is, walk, around), value);
		}
		default:
			return null;
	}
}

function eachOf(walker: Walker | null): Walker | null {
	return (
		walker &&
		((value, walk, around) => {
			if (Array.isArray(value)) for (let at = 0; at < value.length; at++) value[at] = walker(value[at], walk, around);
			return value;
		})
	);
}

/** The shape under what says how it may be left out; and whether it may be null. */
function bare(schema: z.ZodType): { def: Def; nullable: boolean } {
	let def = defOf(schema);
	let nullable = false;
	for (; wrapping.includes(def.type) || def.type === 'pipe'; def = defOf(def.innerType ?? pipeEnd(def)))
		nullable ||= def.type === 'nullable';
	return { def, nullable };
}

/** What stands for a hidden value where nothing cannot be said. */
const emptyOf: Readonly<Record<string, () => unknown>> = { string: () => '', array: () => [], record: () => ({}) };

function markedWalker(schema: z.ZodType, marked: Marked, name: string): Walker | null {
	if (isRule(marked)) return (value, walk, around) => (value === null ? value : marked.apply(value, walk, around));
	if (marked.kind === 'none') return null;
	const { def, nullable } = bare(schema);
	const empty = nullable ? undefined : emptyOf[def.type];
	const nature: Nature = { kind: marked.kind, mask: marked.mask, field: marked.field ?? name };
	const inside = marked.mask === 'each' ? eachOf(def.element ? compile(def.element, name) : null) : null;
	return (value, walk, around) => {
		const left = walk.leaf(value, nature);
		if (left === null && value !== null && empty) return empty();
		return inside && left !== null ? inside(left, walk, around) : left;
	};
}

/** Every place of a shape with what is said of it, for the list of all places. */
export function* placesOf(schema: z.ZodType, path = ''): Generator<readonly [path: string, says: string]> {
	const marked = markOf(schema);
	const def = defOf(schema);
	if (marked) {
		yield [path, isRule(marked) ? marked.says : marked.kind === 'none' ? 'none' : `${marked.kind} (${marked.mask})`];
		if (isRule(marked) || marked.mask !== 'each') return;
	}
	if (wrapping.includes(def.type)) return yield* placesOf(def.innerType!, path);
	if (def.type === 'pipe') return yield* placesOf(pipeEnd(def), path);
	if (def.type === 'object') {
		for (const [key, one] of Object.entries(def.shape!)) yield* placesOf(one, path === '' ? key : `${path}.${key}`);
	} else if (def.type === 'array') yield* placesOf(def.element!, `${path}[]`);
	else if (def.type === 'record') yield* placesOf(def.valueType!, `${path}.*`);
	else if (def.type === 'union') for (const one of def.options!) yield* placesOf(one, path);
	else if (def.type !== 'null') yield [path, 'none'];
}

/** Under which keys of an answer something personal stands, with the kinds it may be of. An empty key: at its root. */
function* keysOf(schema: z.ZodType, name = ''): Generator<readonly [key: string, kinds: readonly PersonalData[]]> {
	const marked = markOf(schema);
	const def = defOf(schema);
	if (marked) {
		yield [name, isRule(marked) ? (marked.kinds ?? restrictedKinds) : [marked.kind]];
		const { element } = bare(schema).def;
		if (element) yield* keysOf(element, name);
	} else if (wrapping.includes(def.type)) yield* keysOf(def.innerType!, name);
	else if (def.type === 'pipe') yield* keysOf(pipeEnd(def), name);
	else if (def.type === 'object') for (const [key, one] of Object.entries(def.shape!)) yield* keysOf(one, key);
	else if (def.type === 'array') yield* keysOf(def.element!, name);
	else if (def.type === 'record') yield* keysOf(def.valueType!, name);
	else if (def.type === 'union') for (const one of def.options!) yield* keysOf(one, name);
}

/** Finds one of these keys with a value other than null and {} anywhere in a JSON text. A text that quotes such a line counts as well. */
const standing = (keys: readonly string[]): RegExp =>
	new RegExp(`"(?:${keys.map((key) => key.replace(/[^\w]/g, '\\$&')).join('|')})"\\s*:\\s*(?!\\s|null[\\s,}\\]]|\\{\\s*\\})`);

/** Reads natures for one request: custom attributes are what the database says. */
export type NaturesOf = () => Promise<(field: string) => Nature>;

/** What may leave of a value. */
const shown =
	(rights: FieldRights) =>
	(value: unknown, { kind, mask }: Nature): unknown => {
		const right = rightTo(rights, kind);
		if (reaches(right, 'read')) return value;
		if (right === 'hidden') return null;
		return mask === 'each' && Array.isArray(value) ? value : masked(mask, value);
	};

/** The walkers of one endpoint, compiled when somebody comes who may not do all. */
export class Places {
	readonly #endpoint: Endpoint;
	#reply: Walker | null | undefined;
	/** By the rights of people: what finds a value that they may not read; null where there can be none. */
	readonly #kept = new Map<string, RegExp | null>();
	#input: Readonly<Record<'params' | 'query' | 'body', Walker | null>> | undefined;

	constructor(endpoint: Endpoint) {
		this.#endpoint = endpoint;
	}

	/** Throws where input names a field that this person may not write. Of what only reads, nothing enters but the question. @throws AppError field_not_writable */
	async guard(who: Holder, input: Readonly<Record<'params' | 'query' | 'body', unknown>>, natures: NaturesOf): Promise<void> {
		const { method, params, query, body } = this.#endpoint;
		if (method === 'GET' || writesAll(who)) return;
		const walkerOf = (schema: z.ZodType | undefined) => (schema ? compile(schema) : null);
		this.#input ??= { params: walkerOf(params), query: walkerOf(query), body: walkerOf(body) };
		const { params: first, query: second, body: third } = this.#input;
		if (!first && !second && !third) return;
		const leaf: Walk['leaf'] = (value, nature, need = 'write') => {
			if (value !== undefined && !reaches(rightTo(who.field_rights, nature.kind), need))
				throw refusal(need === 'write' ? 'field_not_writable' : 'field_not_readable', nature);
			return value;
		};
		const walk: Walk = { leaf, of: await natures(), entering: true };
		first?.(input.params, walk, {});
		second?.(input.query, walk, {});
		third?.(input.body, walk, {});
	}

	/** Whether an answer may hold something that this person may not read. */
	#holdsKept(who: Holder, text: string): boolean {
		const rights = restrictedKinds.map((kind) => mayRead(who, kind)).join();
		let found = this.#kept.get(rights);
		if (found === undefined) {
			const kept = [...keysOf(this.#endpoint.reply)].filter(([, kinds]) => kinds.some((kind) => !mayRead(who, kind)));
			const keys = [...new Set(kept.map(([key]) => key))];
			// At the root of an answer there is no key: every text may hold it.
			found = keys.length === 0 ? null : keys.includes('') ? /^/ : standing(keys);
			this.#kept.set(rights, found);
		}
		return found?.test(text) ?? false;
	}

	/** The text of an answer as this person may read it: encrypted values opened, others masked or taken out. An answer in which nothing of what a person may not read has a value goes as it is, unread. */
	async leave(text: string, who: Holder, natures: NaturesOf, open: Opener): Promise<string> {
		const sealed = text.includes('"~1.');
		if (!sealed && (readsAll(who) || !this.#holdsKept(who, text))) return text;
		if (this.#reply === undefined) this.#reply = compile(this.#endpoint.reply);
		const walker = this.#reply;
		if (!walker) return text;
		const of = await natures();
		const show = shown(who.field_rights);
		let value: unknown = JSON.parse(text);
		const plain = sealed ? await opened(value, walker, who, of, open) : null;
		const leaf: Walk['leaf'] = (one, nature) => show(plain ? unsealed(one, plain) : one, nature);
		value = walker(value, { leaf, of, entering: false }, {});
		return JSON.stringify(value);
	}
}

/** Opens encrypted values of customers, in order. */
export type Opener = (sealed: readonly { readonly column: string; readonly text: string }[]) => Promise<readonly (string | null)[]>;

type Plain = ReadonlyMap<string, unknown>;

function unsealed(value: unknown, plain: Plain): unknown {
	if (Array.isArray(value)) return value.map((one) => unsealed(one, plain));
	return isSealed(value) ? (plain.get(value) ?? null) : value;
}

/** The plain values of what is encrypted in an answer and may leave, masked or not: opened together, after the right was looked at. */
async function opened(value: unknown, walker: Walker, { field_rights }: Holder, of: Walk['of'], open: Opener): Promise<Plain> {
	const found = new Map<string, { column: string; text: string }>();
	const leaf: Walk['leaf'] = (one, { kind, field }) => {
		if (rightTo(field_rights, kind) !== 'hidden')
			for (const text of Array.isArray(one) ? one : [one]) if (isSealed(text)) found.set(text, { column: field, text });
		return one;
	};
	walker(structuredClone(value), { leaf, of, entering: false }, {});
	const list = [...found.values()];
	if (list.length === 0) return new Map();
	const texts = await open(list);
	return new Map(list.map(({ text }, at) => [text, valueOfText(texts[at] ?? null)]));
}
