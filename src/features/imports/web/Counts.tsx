// What an import did, in four numbers.
import { useFormat } from '../../../web/shared/format.ts';
import type { ImportRow } from '../schema.ts';
import classes from './imports.module.css';
import { useImportWords } from './words.ts';

const shown = ['created', 'updated', 'unchanged', 'refused'] as const;

export function Counts({ row }: { readonly row: ImportRow }) {
	const say = useImportWords();
	const format = useFormat();
	return (
		<dl className={classes.counts}>
			{shown.map((name) => (
				<div key={name} className={classes.count}>
					<dt>{say(name)}</dt>
					<dd>{format.number(row[name])}</dd>
				</div>
			))}
		</dl>
	);
}
