// Components whose script comes when they are first shown. One that cannot be loaded says so and leaves the rest of the page as it is.
import { type ComponentType, lazy, useEffect, useState } from 'react';
import { onReturn } from '../connection.ts';
import { useCommonWords } from '../words.ts';
import { loadPart, tellMissing } from './missing-part.ts';

function Missing() {
	const say = useCommonWords();
	// biome-ignore lint/correctness/useExhaustiveDependencies: told once, in the language of that moment
	useEffect(() => tellMissing(say), []);
	return null;
}

/** As React's lazy(), for a component by its name; after a failure it is tried again when it is shown anew or the connection comes back. */
export function later<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
	let failed = false;
	const attempt = () =>
		lazy(async () => {
			try {
				return { default: await loadPart(load) };
			} catch {
				failed = true;
				return { default: Missing as ComponentType<P> };
			}
		});
	let part = attempt();
	const current = () => {
		if (failed) {
			failed = false;
			part = attempt();
		}
		return part;
	};
	// biome-ignore lint/correctness/noComponentHookFactories: made once for each part, when its module is read
	return function Later(props: P) {
		const [Part, setPart] = useState(current);
		useEffect(() => onReturn(() => setPart(current)), []);
		return <Part {...props} />;
	};
}
