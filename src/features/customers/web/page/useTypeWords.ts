// Types of relationships as a person reads them.
import { useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import { useLanguage } from '../../../../web/i18n.ts';
import { useFormat } from '../../../../web/shared/format.ts';
import type { relationshipRow } from '../../schema.ts';
import { relationshipTypesQuery } from '../queries.ts';
import { useCustomerWords } from '../words.ts';

export type Relationship = z.output<typeof relationshipRow>;
export type Direction = Relationship['direction'];

/** A type seen from one side, as a person reads it: "employs", "works for". */
export function useTypeWords() {
	const language = useLanguage();
	const types = useQuery(relationshipTypesQuery).data?.items ?? [];
	const chinese = language === 'zh-CN';
	const wordsOf = (name: string, direction: Direction) => {
		const type = types.find((one) => one.name === name);
		if (!type) return name;
		if (direction === 'out') return chinese ? type.label_zh : type.label_en;
		return chinese ? type.inverse_zh : type.inverse_en;
	};
	const sides = types.flatMap(({ name, two_way }) =>
		(two_way ? (['out'] as const) : (['out', 'in'] as const)).map((direction) => ({
			value: `${direction}:${name}`,
			label: wordsOf(name, direction),
		})),
	);
	return { wordsOf, sides };
}

/** What is said of a relationship besides its type, in one line. */
export function useRelationshipText(): (one: Pick<Relationship, 'starts_on' | 'ends_on' | 'note'>) => string {
	const say = useCustomerWords();
	const format = useFormat();
	return ({ starts_on, ends_on, note }) =>
		[starts_on && say('from_day', { day: format.day(starts_on) }), ends_on && say('to_day', { day: format.day(ends_on) }), note]
			.filter(Boolean)
			.join(' · ');
}
