// `npm run check`: everything that can be found out without running the program. All checks run, two at a time; each that fails shows what it said.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root, setUp } from './setup.mjs';

const bin = (name) => join(root, 'node_modules', '.bin', name);

/** The slowest first, so that none of them is left for the end. */
const checks = [
	{ name: 'types', command: [bin('tsc'), '--noEmit'] },
	{ name: 'schema.sql, drift, rules for many machines', command: [bin('tsx'), 'tools/check-schema.ts'] },
	{ name: 'unused files, exports and packages', command: [bin('knip'), '--no-config-hints'] },
	{
		name: 'lines between the parts',
		command: [bin('depcruise'), 'src', 'bin', 'tools', 'bench', 'e2e', '--config', '.dependency-cruiser.cjs'],
	},
	{ name: 'words in both languages', command: [bin('tsx'), 'tools/check-messages.ts'] },
	{ name: 'form and pitfalls', command: [bin('biome'), 'check', '--error-on-warnings'] },
];

/** Runs one check; its output is kept and shown only where it fails. */
async function run({ name, command: [program, ...args] }) {
	const began = performance.now();
	let output = '';
	const code = await new Promise((resolve) => {
		const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
		for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
		child.on('error', (error) => resolve(String(error)));
		child.on('close', resolve);
	});
	const seconds = ((performance.now() - began) / 1000).toFixed(1);
	console.log(`${code === 0 ? '✓' : '✗'} ${name} (${seconds} s)`);
	if (code !== 0) console.log(output.trimEnd() || String(code));
	return code === 0;
}

if (!(await setUp({ web: false }))) process.exit(1);
const waiting = [...checks];
const results = [];
async function work() {
	for (let check = waiting.shift(); check; check = waiting.shift()) results.push(await run(check));
}
await Promise.all([work(), work()]);
const failed = results.filter((passed) => !passed).length;
if (failed > 0) console.log(`${failed} of ${checks.length} checks failed`);
process.exitCode = failed === 0 ? 0 : 1;
