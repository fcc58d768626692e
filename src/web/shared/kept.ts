// What this device remembers of its person: language, colour scheme, chosen columns. Never anything about a customer.

const prefix = 'clientele.';

/** A remembered value; null where there is none, it cannot be read, or storage is switched off. Strings stand as they are, all else as JSON. */
export function kept<T>(name: string): T | null {
	try {
		const text = localStorage.getItem(prefix + name);
		if (text === null) return null;
		return /^[[{]/.test(text) ? (JSON.parse(text) as T) : (text as T);
	} catch {
		return null;
	}
}

/** Remembers a value; says nothing where the device does not allow it. */
export function keep(name: string, value: string | object): void {
	try {
		localStorage.setItem(prefix + name, typeof value === 'string' ? value : JSON.stringify(value));
	} catch {
		// Private windows and full storage: the choice holds until the page is left.
	}
}
