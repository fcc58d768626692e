// The command `doctor`.
import { examine } from '../features/operations/doctor.ts';
import { checkNames } from '../features/operations/messages.ts';
import { generatedSql } from '../prepare.ts';
import type { Opened } from './services.ts';
import { answer, inWords, language } from './terminal.ts';

const signs = { ok: '✓', warning: '!', error: '✗' } as const;

/** Says what was found; exit code 1 where something is an error. */
export async function doctorCommand(services: Opened): Promise<void> {
	const found = await examine({ ...services, generated: generatedSql });
	const healthy = !found.some(({ level }) => level === 'error');
	const checks = found.map(({ check, level, means, todo }) => ({
		check,
		level,
		message: means[language],
		...(todo && { todo: todo[language] }),
	}));
	answer({ healthy, checks }, () =>
		checks.flatMap(({ check, level, message, todo }) => [
			`${signs[level]} ${inWords(checkNames[check])}: ${message}`,
			...(todo ? [`  → ${todo}`] : []),
		]),
	);
	if (!healthy) process.exitCode = 1;
}
