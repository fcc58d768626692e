// What a browser says of itself, as a person would call it.

const browsers: readonly (readonly [RegExp, string])[] = [
	[/MicroMessenger\//, 'WeChat'],
	[/Edg(e|A|iOS)?\//, 'Edge'],
	[/OPR\//, 'Opera'],
	[/SamsungBrowser\//, 'Samsung Internet'],
	[/(Firefox|FxiOS)\//, 'Firefox'],
	[/(Chrome|CriOS)\//, 'Chrome'],
	[/Version\/.*Safari\//, 'Safari'],
];

const systems: readonly (readonly [RegExp, string])[] = [
	[/iPhone|iPad/, 'iOS'],
	[/Android/, 'Android'],
	[/Windows/, 'Windows'],
	[/Mac OS X/, 'macOS'],
	[/CrOS/, 'ChromeOS'],
	[/Linux/, 'Linux'],
];

/** "Firefox · Windows"; null where nothing of it is known. */
export function deviceName(userAgent: string): string | null {
	const of = (list: typeof browsers) => list.find(([sign]) => sign.test(userAgent))?.[1];
	return [of(browsers), of(systems)].filter(Boolean).join(' · ') || null;
}
