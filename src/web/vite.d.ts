// What Vite puts into modules when it builds: only what is used here.
interface ImportMetaEnv {
	/** The version in package.json. */
	readonly VERSION: string;
}

interface ImportMeta {
	readonly env: ImportMetaEnv;
	/** Files that match, by path: each a function that loads it, or, `eager`, what it is. */
	glob<T>(pattern: string, options: { readonly query: string; readonly import: 'default'; readonly eager: true }): Record<string, T>;
	glob<T>(pattern: string, options: { readonly query: string; readonly import: 'default' }): Record<string, () => Promise<T>>;
}
