// What of two edits of one contact point or address stands together, and when a person is asked.
import { describe, expect, test } from 'vitest';
import { type Member, meet } from './members.ts';

interface Point extends Member {
	readonly kind: string;
	readonly value: string;
}

const point = (value: string, rest: Partial<Point> = {}): Point => ({
	key: `phone:${value}`,
	kind: 'phone',
	value,
	label: null,
	is_primary: false,
	...rest,
});
const said = ({ key: _, ...rest }: Point) => rest;
const [one, two, three] = [point('1'), point('2', { is_primary: true }), point('3')];

describe('two edits of one member', () => {
	test('of different parts stand together', () => {
		const theirs = point('1', { label: 'work' });
		expect(meet([one, two], [theirs, two], one.key, said(point('9')), [one.key])).toEqual({
			theirs,
			key: one.key,
			said: { kind: 'phone', value: '9', label: 'work', is_primary: false },
			ask: false,
		});
		expect(meet([one], [theirs], one.key, said(theirs), [one.key]).ask).toBe(false);
	});

	test('of the same part are a question; what I left alone is theirs', () => {
		const theirs = point('1', { label: 'work', is_primary: true });
		const met = meet([one], [theirs], one.key, said(point('1', { label: 'home' })), [one.key]);
		expect(met).toEqual({ theirs, key: one.key, said: { kind: 'phone', value: '1', label: 'home', is_primary: true }, ask: true });
	});

	test('one that was replaced is met in its successor, one that is gone is added again', () => {
		const mine = said(point('9'));
		expect(meet([one, two], [three, two], one.key, mine, [one.key])).toMatchObject({
			theirs: three,
			key: three.key,
			said: mine,
			ask: true,
		});
		expect(meet([one, two], [two], one.key, mine, [one.key])).toMatchObject({ theirs: null, key: null, said: mine, ask: true });
		expect(meet([one], [two, three], one.key, mine, [one.key])).toMatchObject({ theirs: null, key: null, ask: true });
	});

	test('another member that somebody made the primary one is a question too', () => {
		const led = point('3', { is_primary: true });
		const met = meet([one, two, three], [led, one, point('2')], one.key, said({ ...one, is_primary: true }), [led.key]);
		expect(met).toMatchObject({ theirs: led, key: one.key, said: { value: '1', is_primary: true }, ask: true });
	});
});
