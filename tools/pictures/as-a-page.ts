// The pages' words ask the browser for its language when they are loaded. This stands in for it, and is imported before them.
if (!('navigator' in globalThis)) Object.defineProperty(globalThis, 'navigator', { value: { language: 'en' } });
