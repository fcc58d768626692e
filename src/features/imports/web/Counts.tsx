// What an import did: how many rows met which fate.
import { useLanguage } from '../../../web/i18n.ts';
import { useFormat } from '../../../web/shared/format.ts';
import { fateLabels } from '../messages.ts';
import type { ImportRow } from '../schema.ts';
import classes from './imports.module.css';

const shown = Object.keys(fateLabels) as (keyof typeof fateLabels)[];

export function Counts({ row }: { readonly row: ImportRow }) {
	const language = useLanguage();
	const format = useFormat();
	return (
		<dl className={classes.counts}>
			{shown.map((name) => (
				<div key={name} className={classes.count} data-none={row[name] === 0 || undefined}>
					<dt>{fateLabels[name][language]}</dt>
					<dd>{format.number(row[name])}</dd>
				</div>
			))}
		</dl>
	);
}
