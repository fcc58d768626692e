// A value that follows another one once it has stood still.
import { useEffect, useState } from 'react';

/** The value as it was when it last stood still for `milliseconds`: for searching as a person types. */
export function useSettled<T>(value: T, milliseconds: number): T {
	const [settled, setSettled] = useState(value);
	useEffect(() => {
		const timer = setTimeout(() => setSettled(value), milliseconds);
		return () => clearTimeout(timer);
	}, [value, milliseconds]);
	return settled;
}
