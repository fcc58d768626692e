// How long ago something was; the exact time stands in the title and in the element for programs.
import { useEffect, useState } from 'react';
import { useFormat } from './format.ts';

/** Shown anew once a minute, in step for all of them. */
const pause = 60_000;

export function RelativeTime({ at }: { readonly at: string }) {
	const format = useFormat();
	const [now, setNow] = useState(Date.now);
	useEffect(() => {
		const timer = setInterval(() => setNow(Date.now()), pause);
		return () => clearInterval(timer);
	}, []);
	return (
		<time dateTime={at} title={format.moment(at)}>
			{format.relative(at, now)}
		</time>
	);
}
