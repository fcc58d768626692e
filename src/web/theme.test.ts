// Every pair of text and ground that docs/design.md names reaches its contrast in both schemes, as the stylesheets stand.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const stylesheet = `${read('../../node_modules/@mantine/core/styles.css')}\n${read('./theme.css')}`.replace(/\/\*[\s\S]*?\*\//g, '');
const design = read('../../docs/design.md');

const schemes = ['light', 'dark'] as const;
type Scheme = (typeof schemes)[number];

/** The variables of the document's root in a scheme; what stands later holds. */
function variablesOf(scheme: Scheme): ReadonlyMap<string, string> {
	const variables = new Map<string, string>();
	for (const [, selectors, body] of stylesheet.matchAll(/([^{}]+)\{([^{}]*)\}/g)) {
		const applies = selectors!.split(',').some((selector) => {
			const one = selector.trim().replaceAll("'", '"');
			return one === ':root' || one === `:root[data-mantine-color-scheme="${scheme}"]`;
		});
		if (!applies) continue;
		for (const [, name, value] of body!.matchAll(/(--[\w-]+):\s*([^;]+)/g)) variables.set(name!, value!.trim());
	}
	return variables;
}

type Colour = readonly [number, number, number, number];

function parse(text: string): Colour {
	const hex = /^#([\da-f]{3}|[\da-f]{6})$/i.exec(text)?.[1];
	if (hex) {
		const digits = hex.length === 3 ? [...hex].map((digit) => digit + digit) : hex.match(/../g)!;
		const [red, green, blue] = digits.map((two) => Number.parseInt(two, 16));
		return [red!, green!, blue!, 1];
	}
	const numbers = /^rgba?\(([^)]+)\)$/
		.exec(text)?.[1]
		?.split(/[\s,/]+/)
		.map(Number);
	if (numbers && numbers.length >= 3) return [numbers[0]!, numbers[1]!, numbers[2]!, numbers[3] ?? 1];
	throw new Error(`${text} is no colour that this test reads`);
}

function colourOf(name: string, variables: ReadonlyMap<string, string>): Colour {
	const value = variables.get(name);
	if (value === undefined) throw new Error(`${name} is not set`);
	const other = /^var\((--[\w-]+)\)$/.exec(value)?.[1];
	return other ? colourOf(other, variables) : parse(value);
}

/** A colour that lets its ground through, as it is seen. */
const over = ([red, green, blue, alpha]: Colour, ground: Colour): Colour => [
	red * alpha + ground[0] * (1 - alpha),
	green * alpha + ground[1] * (1 - alpha),
	blue * alpha + ground[2] * (1 - alpha),
	1,
];

/** Relative luminance, WCAG 2.2. */
function luminance(colour: Colour): number {
	const [red, green, blue] = colour.slice(0, 3).map((channel) => {
		const part = channel / 255;
		return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
	});
	return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

function contrast(one: Colour, other: Colour): number {
	const [darker, lighter] = [luminance(one), luminance(other)].sort((a, b) => a - b);
	return (lighter! + 0.05) / (darker! + 0.05);
}

interface Pair {
	readonly text: string;
	readonly ground: string;
	readonly least: number;
	readonly told: Readonly<Record<Scheme, number>>;
}

const pairs: readonly Pair[] = [...design.matchAll(/^\| `(--[\w-]+)` \| `(--[\w-]+)` \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \|$/gm)].map(
	([, text, ground, least, light, dark]) => ({
		text: text!,
		ground: ground!,
		least: Number(least),
		told: { light: Number(light), dark: Number(dark) },
	}),
);

test('black on white is 21', () => expect(contrast(parse('#000'), parse('#ffffff'))).toBeCloseTo(21));

test('the page of the design names pairs, and every colour of marks', () => {
	expect(pairs.length).toBeGreaterThan(30);
	for (let mark = 0; mark < 8; mark++) expect(pairs.map(({ ground }) => ground)).toContain(`--mark-${mark}`);
});

describe.each(schemes)('%s', (scheme) => {
	const variables = variablesOf(scheme);
	test.each(pairs)('$text on $ground', ({ text, ground, least, told }) => {
		const body = colourOf('--mantine-color-body', variables);
		const under = over(colourOf(ground, variables), body);
		const measured = contrast(over(colourOf(text, variables), under), under);
		expect(measured).toBeGreaterThanOrEqual(least);
		expect(Math.abs(told[scheme] - measured), `docs/design.md says ${told[scheme]}, it is ${measured}`).toBeLessThan(0.06);
	});
});
