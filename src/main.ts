// The program: reads the command line, runs the command, and turns whatever it throws into one sentence and an exit code.
import { setFlagsFromString } from 'node:v8';
import { CommanderError } from 'commander';
import { explainUsage } from './commands/cli.ts';
import { program } from './commands/program.ts';
import { fail } from './commands/terminal.ts';

// Left to itself V8 lets the heap grow to several times what is in use before it collects: an import of any size kept 490 MB resident where 290 do.
setFlagsFromString('--heap-growing-percent=25');

try {
	await program.parseAsync();
} catch (thrown) {
	if (!(thrown instanceof CommanderError)) await fail(thrown);
	else {
		const mistake = explainUsage(thrown);
		if (mistake) await fail(mistake, 2);
		else process.exitCode = thrown.exitCode === 0 ? 0 : 2;
	}
}
