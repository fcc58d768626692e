// Shows the dialogue that asks who one is when a request says that it is needed; requests that come meanwhile wait for the same answer.
import { Suspense, useEffect, useRef, useState } from 'react';
import { onConfirmNeeded } from '../client.ts';
import { later } from '../shared/later.tsx';

const ConfirmIdentity = later(() => import('../../features/sign-in/web/ConfirmIdentity.tsx').then((module) => module.ConfirmIdentity));

export function ConfirmAgain() {
	const [asking, setAsking] = useState(false);
	const waiting = useRef<((confirmed: boolean) => void)[]>([]);
	useEffect(() => {
		onConfirmNeeded(() => {
			setAsking(true);
			return new Promise((settle) => waiting.current.push(settle));
		});
		return () => onConfirmNeeded(null);
	}, []);
	if (!asking) return null;
	const settle = (confirmed: boolean) => {
		setAsking(false);
		for (const go of waiting.current.splice(0)) go(confirmed);
	};
	return (
		<Suspense fallback={null}>
			<ConfirmIdentity settle={settle} />
		</Suspense>
	);
}
