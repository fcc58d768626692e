// `npm test`: sets up what is missing (packages, build, a browser), then runs the tests beside the sources and the journeys in a real browser.
// Names of files after it narrow the first part down and leave out the second.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, setUp } from './setup.mjs';

const results = mkdtempSync(join(tmpdir(), 'clientele-results-'));
const total = { passed: 0, failed: 0, skipped: 0 };

/** Runs one suite and adds what it counted. A suite that ends badly without a failed test (it did not even load) counts as one. */
function run(name, args) {
	const file = join(results, `${name}.json`);
	const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
	const { status } = spawnSync(
		process.execPath,
		[vitest, 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`, ...args],
		{
			cwd: root,
			stdio: ['ignore', 'inherit', 'inherit'],
		},
	);
	let counted = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0 };
	try {
		counted = JSON.parse(readFileSync(file, 'utf8'));
	} catch {
		// It ended before it could write: the status says so.
	}
	total.passed += counted.numPassedTests;
	total.failed += status !== 0 && counted.numFailedTests === 0 ? 1 : counted.numFailedTests;
	total.skipped += counted.numPendingTests + counted.numTodoTests;
}

const only = process.argv.slice(2);
try {
	if (!(await setUp())) process.exit(1);
	const { findOrInstallBrowser } = await import('./browser.mjs');
	if (only.length === 0) findOrInstallBrowser();
	run('sources', only);
	if (only.length === 0) run('journeys', ['--config', join('e2e', 'vitest.config.ts')]);
} catch (error) {
	console.error(error.message);
	total.failed++;
} finally {
	rmSync(results, { recursive: true, force: true });
}
if (total.skipped > 0) console.log(`${total.skipped} skipped, for the reasons above`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
