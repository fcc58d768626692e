// The shades of a primary colour: from one colour all roles that theme.css gives to blue, in both schemes, each moved until it can be read (WCAG AA).

/** Lightness, chroma and hue as a person sees them (OKLCH); hue in radians. */
interface Lch {
	readonly l: number;
	readonly c: number;
	readonly h: number;
}

const linear = (channel: number) => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4);
const gamma = (channel: number) => (channel <= 0.0031308 ? channel * 12.92 : 1.055 * channel ** (1 / 2.4) - 0.055);

function channels(hex: string): [number, number, number] {
	const number = Number.parseInt(hex.slice(1), 16);
	return [linear(((number >> 16) & 255) / 255), linear(((number >> 8) & 255) / 255), linear((number & 255) / 255)];
}

/** https://bottosson.github.io/posts/oklab */
function lchOf(hex: string): Lch {
	const [r, g, b] = channels(hex);
	const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
	const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
	const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
	const a = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s;
	const bb = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s;
	return { l: 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s, c: Math.hypot(a, bb), h: Math.atan2(bb, a) };
}

/** The nearest colour that a screen can show: chroma gives way. */
function hexOf({ l, c, h }: Lch): string {
	for (let chroma = c; ; chroma -= 0.004) {
		const [a, b] = [Math.max(chroma, 0) * Math.cos(h), Math.max(chroma, 0) * Math.sin(h)];
		const x = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
		const y = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
		const z = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
		const rgb = [
			4.0767416621 * x - 3.3077115913 * y + 0.2309699292 * z,
			-1.2684380046 * x + 2.6097574011 * y - 0.3413193965 * z,
			-0.0041960863 * x - 0.7034186147 * y + 1.707614701 * z,
		];
		if (chroma > 0 && rgb.some((channel) => channel < -0.001 || channel > 1.001)) continue;
		const digits = rgb.map((channel) =>
			Math.round(gamma(Math.min(1, Math.max(0, channel))) * 255)
				.toString(16)
				.padStart(2, '0'),
		);
		return `#${digits.join('')}`;
	}
}

const luminance = (hex: string) => {
	const [r, g, b] = channels(hex);
	return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};

/** How well two colours can be told apart, from 1 to 21 (WCAG 2). Text needs 4.5, marks 3. */
export function contrast(one: string, other: string): number {
	const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
	return (light + 0.05) / (dark + 0.05);
}

/** Text and marks need a little more than the rule asks for, so that rounding cannot break it. */
const enough = 4.6;

/** The colour made darker (or lighter) until it can be read on (or under) each of these. */
function readable(colour: Lch, others: readonly string[], step: -0.01 | 0.01): string {
	for (let { l } = colour; ; l += step) {
		const hex = hexOf({ ...colour, l: Math.min(1, Math.max(0, l)) });
		if (l <= 0 || l >= 1 || others.every((other) => contrast(hex, other) >= enough)) return hex;
	}
}

/** The colour as it is used behind white text in the light scheme: the same, or darker. */
export function adjusted(hex: string): string {
	return readable(lchOf(hex), ['#ffffff'], -0.01);
}

type Variables = Readonly<Record<string, string>>;

/** The variables of each scheme. Grounds are those of theme.css. */
export function shadesOf(hex: string): { readonly light: Variables; readonly dark: Variables } {
	const { l, c, h } = lchOf(adjusted(hex));
	const shade = (lightness: number, chroma: number): Lch => ({ l: lightness, c: c * chroma, h });
	const steps: readonly (readonly [number, number])[] = [
		[0.965, 0.1],
		[0.93, 0.2],
		[0.865, 0.4],
		[0.785, 0.65],
		[0.745, 0.75],
		[Math.min(0.6, l + 0.1), 0.95],
		[l, 1],
		[l - 0.05, 0.95],
		[l - 0.1, 0.9],
		[l - 0.16, 0.8],
	];
	const shades = steps.map(([lightness, chroma]) => hexOf(shade(Math.max(0.15, lightness), chroma)));
	const numbered = Object.fromEntries(shades.map((value, index) => [`--mantine-color-blue-${index}`, value]));
	const chosen = hexOf(shade(0.945, 0.16));
	const [tint, hover, dark] = [hexOf(shade(0.33, 0.45)), hexOf(shade(0.38, 0.5)), hexOf(shade(0.34, 0.4))];
	const grounds = ['#1a1d21', '#25292f', '#15171b', '#23272d'];
	const text = readable(lchOf(shades[7]!), ['#ffffff', '#f6f7f9', '#f1f3f6', shades[0]!], -0.01);
	const bright = readable(shade(0.79, 0.7), [...grounds, dark], 0.01);
	return {
		light: {
			...numbered,
			'--mantine-color-anchor': text,
			'--mantine-color-blue-filled': shades[6]!,
			'--mantine-color-blue-filled-hover': shades[7]!,
			'--mantine-color-blue-light': shades[0]!,
			'--mantine-color-blue-light-hover': shades[1]!,
			'--mantine-color-blue-light-color': readable(lchOf(shades[8]!), [shades[0]!, shades[1]!, chosen], -0.01),
			'--mantine-color-blue-outline': shades[6]!,
			'--mantine-color-blue-text': text,
			'--ground-chosen': chosen,
		},
		dark: {
			...numbered,
			'--mantine-color-anchor': bright,
			'--mantine-color-blue-filled': readable(shade(Math.min(l + 0.05, 0.6), 1), ['#ffffff'], -0.01),
			'--mantine-color-blue-filled-hover': shades[6]!,
			'--mantine-color-blue-light': tint,
			'--mantine-color-blue-light-hover': hover,
			'--mantine-color-blue-light-color': readable(shade(0.88, 0.35), [tint, hover, dark], 0.01),
			'--mantine-color-blue-text': bright,
			'--mantine-color-blue-outline': bright,
			'--ground-chosen': dark,
		},
	};
}

/** The shades as a style sheet. */
export function sheetOf(hex: string): string {
	const { light, dark } = shadesOf(hex);
	const block = (scheme: string, variables: Variables) =>
		`:root[data-mantine-color-scheme="${scheme}"]{${Object.entries(variables)
			.map(([name, value]) => `${name}:${value}`)
			.join(';')}}`;
	return block('light', light) + block('dark', dark);
}
