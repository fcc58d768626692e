// A phone number as people read it. Pure, and without the library of the server: numbers are grouped by a few rules for the plans that are met most;
// every other one stays as it is.

/** Lengths of the groups that follow the country code, by the national number. The first rule that fits. */
const plans: readonly (readonly [code: string, national: RegExp, groups: readonly number[]])[] = [
	['86', /^1[3-9]\d{9}$/, [3, 4, 4]],
	['86', /^(10|2\d)\d{8}$/, [2, 4, 4]],
	['86', /^[3-9]\d{2}\d{8}$/, [3, 4, 4]],
	['86', /^[3-9]\d{2}\d{7}$/, [3, 3, 4]],
	['1', /^[2-9]\d{9}$/, [3, 3, 4]],
	['44', /^2\d{9}$/, [2, 4, 4]],
	['44', /^7\d{9}$/, [4, 6]],
	['44', /^1(1\d|\d1)\d{7}$/, [3, 3, 4]],
	['44', /^1\d{9}$/, [4, 6]],
	['49', /^1[5-7]\d{8,9}$/, [3, 8]],
	['49', /^(30|40|69|89)\d{4,9}$/, [2, 9]],
	['33', /^\d{9}$/, [1, 2, 2, 2, 2]],
	['852', /^\d{8}$/, [4, 4]],
	['853', /^\d{8}$/, [4, 4]],
	['65', /^\d{8}$/, [4, 4]],
	['886', /^9\d{8}$/, [3, 3, 3]],
	['81', /^[789]0\d{8}$/, [2, 4, 4]],
	['82', /^10\d{8}$/, [2, 4, 4]],
	['61', /^4\d{8}$/, [3, 3, 3]],
	['91', /^[6-9]\d{9}$/, [5, 5]],
];

/** A number in E.164 grouped for reading: +8613800138000 → +86 138 0013 8000. Anything else comes back as it is. */
export function phoneText(value: string): string {
	for (const [code, fits, groups] of plans) {
		const national = value.startsWith(`+${code}`) ? value.slice(code.length + 1) : null;
		if (national === null || !fits.test(national)) continue;
		const parts = groups.map((length, place) => {
			const from = groups.slice(0, place).reduce((sum, before) => sum + before, 0);
			return national.slice(from, from + length);
		});
		return [`+${code}`, ...parts].join(' ');
	}
	return value;
}
