// Taking back a change made by hand: what it changed goes back, what was changed since stays.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as rules from './rules.ts';
import { takeBack } from './rules-undo.ts';
import type { Content } from './statement.ts';

const mail = (value: string, is_primary?: true) => ({ kind: 'email' as const, value, ...(is_primary && { is_primary }) });

describe('takeBack', () => {
	it('sets a value back to what it was, or to nothing', () => {
		expect(takeBack({ company: 'B', language: 'de' }, { company: 'A', language: 'de' }, { company: 'B', language: 'de' })).toEqual({
			content: { company: 'A', language: 'de' },
			kept: [],
		});
		expect(takeBack({ company: 'B' }, {}, { company: 'B' })).toEqual({ content: {}, kept: [] });
	});

	it('brings a cleared value back with what was denied for it', () => {
		const before: Content = { company: 'A' };
		const after = rules.clear(before, 'company', ['A', 'B']);
		expect(takeBack(after, before, after)).toEqual({ content: before, kept: [] });
		const since = rules.pin(after, 'company', 'C');
		expect(takeBack(since, before, after)).toEqual({ content: since, kept: ['company'] });
	});

	it('keeps a unit that was changed since and takes the others back', () => {
		const after: Content = { company: 'B', job_title: 'CEO', 'attributes.size': 3 };
		const now: Content = { company: 'C', job_title: 'CEO', 'attributes.size': 3, industry: 'steel' };
		expect(takeBack(now, {}, after)).toEqual({ content: { company: 'C', industry: 'steel' }, kept: ['company'] });
	});

	it('takes tags back one by one', () => {
		const before: Content = { tags: ['old'] };
		const after = rules.setTags(before, ['old', 'web'], ['vip']);
		expect(after).toEqual({ tags: ['vip'], denied: { tags: ['old', 'web'] } });
		const since = rules.setTags(after, ['vip'], ['vip', 'web', 'fresh']);
		expect(takeBack(since, before, after)).toEqual({ content: { tags: ['fresh', 'old', 'web'] }, kept: ['tags/web'] });
	});

	it('says nothing of a unit that somebody already took back', () => {
		expect(takeBack({ company: 'A' }, { company: 'A' }, { company: 'B' })).toEqual({ content: { company: 'A' }, kept: [] });
	});

	it('gives the first place back, but not where somebody took it since', () => {
		const before: Content = { contact_points: [mail('a@x.cn', true)] };
		const after = rules.addContact(before, mail('b@x.cn', true));
		expect(takeBack(after, before, after)).toEqual({ content: before, kept: [] });
		const since = rules.addContact(after, mail('c@x.cn', true));
		const { content, kept } = takeBack(since, before, after);
		expect(kept).toEqual(['contact_points/email:b@x.cn']);
		expect(content.contact_points).toEqual([mail('a@x.cn'), mail('b@x.cn'), mail('c@x.cn', true)]);
	});

	const tags = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 4 });
	const step = fc.oneof(
		fc.tuple(fc.constantFrom('company', 'attributes.x'), fc.constantFrom('1', '2', '3')).map(
			([unit, value]) =>
				(content: Content) =>
					rules.pin(content, unit, value),
		),
		fc.constantFrom('company', 'attributes.x').map((unit) => (content: Content) => rules.clear(content, unit, ['1', '2'])),
		fc.tuple(tags, tags).map(
			([stood, wanted]) =>
				(content: Content) =>
					rules.setTags(content, stood, wanted),
		),
		fc.tuple(fc.constantFrom('p@x.cn', 'q@x.cn', 'r@x.cn'), fc.constantFrom(true as const, undefined)).map(
			([value, first]) =>
				(content: Content) =>
					rules.addContact(content, mail(value, first)),
		),
		fc.constantFrom('p@x.cn', 'q@x.cn').map((value) => (content: Content) => rules.removeContact(content, `email:${value}`)),
	);
	const steps = fc.array(step, { maxLength: 6 });
	const played = (start: Content, list: readonly ((content: Content) => Content)[]) => list.reduce((content, one) => one(content), start);

	it('takes any change wholly back where nothing came after it', () => {
		fc.assert(
			fc.property(steps, steps, (first, change) => {
				const before = played({}, first);
				const done = played(before, change);
				expect(takeBack(done, before, done)).toEqual({ content: before, kept: [] });
				expect(takeBack(done, done, done)).toEqual({ content: done, kept: [] });
			}),
		);
	});

	it('does nothing more the second time, and leaves one primary point', () => {
		fc.assert(
			fc.property(steps, steps, steps, (first, change, later) => {
				const before = played({}, first);
				const done = played(before, change);
				const now = played(done, later);
				const { content } = takeBack(now, before, done);
				expect(rules.canonical(takeBack(content, before, done).content)).toBe(rules.canonical(content));
				expect((content.contact_points ?? []).filter((point) => point.is_primary).length).toBeLessThanOrEqual(1);
			}),
		);
	});

	it('leaves alone what the change did not touch', () => {
		fc.assert(
			fc.property(steps, fc.constantFrom('x', 'y'), steps, (first, value, later) => {
				const before = played({}, first);
				const done = rules.pin(before, 'industry', value);
				const now = played(done, later);
				const expected = { ...now };
				delete expected.industry;
				expect(takeBack(now, before, done)).toEqual({ content: expected, kept: [] });
			}),
		);
	});
});
