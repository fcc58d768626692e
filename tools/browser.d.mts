// The types of browser.mjs, which is plain JavaScript so that it also runs before anything is installed.
export function findBrowser(env?: Readonly<Record<string, string | undefined>>): string | undefined;
export function findOrInstallBrowser(): string;
