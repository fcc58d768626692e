// Components whose script comes when they are first shown. One that cannot be loaded says so and leaves the rest of the page as it is.
import { type ComponentType, lazy, useEffect, useState } from 'react';
import { onReturn } from '../connection.ts';
import { useCommonWords } from '../words.ts';
import { loadPart, tellMissing } from './missing-part.ts';

/** As React's lazy(), for one component; after a failure it is tried again when it is shown anew or the connection comes back. */
export function later<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
	let failed = false;
	const attempt = (): ComponentType<P> =>
		lazy(async () => {
			try {
				return { default: await loadPart(load) };
			} catch {
				failed = true;
				return { default: Missing };
			}
		});
	let part = attempt();
	const again = () => {
		if (failed) part = attempt();
		failed = false;
		return part;
	};
	// Not while it is drawn: what suspends begins anew, and would ask for ever.
	// biome-ignore lint/correctness/noComponentHookFactories: it belongs to this part alone
	const Missing = () => {
		const say = useCommonWords();
		// biome-ignore lint/correctness/useExhaustiveDependencies: told once, in the language of that moment
		useEffect(() => {
			tellMissing(say);
			return () => void again();
		}, []);
		return null;
	};
	// biome-ignore lint/correctness/noComponentHookFactories: made once for each part, when its module is read
	return function Later(props: P) {
		const [Part, setPart] = useState(() => part);
		useEffect(() => onReturn(() => setPart(again)), []);
		return <Part {...props} />;
	};
}
