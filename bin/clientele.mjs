#!/usr/bin/env node
// The command `clientele`: sees to it that everything is installed and built, then runs the program in this same process,
// so that signals, exit codes and standard output are the program's own. Plain JavaScript that even an old Node.js can read.
import { requireNode } from '../tools/node-version.mjs';

requireNode();

const { setUp } = await import('../tools/setup.mjs');
// Only the server shows the web page; the commands need not wait for its build.
const ready = await setUp({ web: process.argv[2] === 'serve' });
if (ready) {
	// The program is bundled: this shows the lines of its sources where it reports a defect.
	process.setSourceMapsEnabled(true);
	await import('../dist/main.js');
} else {
	process.exitCode = 1;
}
