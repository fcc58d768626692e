// What is told of a cell or a row: what is wrong, what is doubtful, or what was put right.
import type { RowProblem } from '../schema.ts';
import classes from './imports.module.css';
import { useImportWords } from './words.ts';

export function Told({ problems = [] }: { readonly problems?: readonly RowProblem[] | undefined }) {
	const say = useImportWords();
	return problems.map(({ code, severity, message, repair }) => (
		<div key={code} className={classes.problem} data-severity={severity} title={repair ? message : undefined}>
			{repair ? say('repair', { was: repair.was, now: repair.now }) : message}
		</div>
	));
}
