// The lines between the parts of the program (CONTRIBUTING.md tells why): which file may import which.

/** What a browser may load besides pages: shapes, words, the client, and the few files of the platform that they stand on. */
const browserSafe = [
	'^src/features\\.ts$',
	'^src/client\\.ts$',
	'^src/features/[^/]+/(schema|endpoints|messages)\\.ts$',
	'^src/features/[^/]+/endpoints-[a-z]+\\.ts$',
	'^src/features/customers/(mentions|personal)\\.ts$',
	'^src/features/audit/actions\\.ts$',
	'^src/platform/(endpoint|field|personal|errors|auth|password-strength|reason)\\.ts$',
];
const web = '^src/(web|features/[^/]+/web)/';
const tests = '\\.test\\.tsx?$|[/-]testing\\.tsx?$';
const ofOurs = '^(src|tools|bin|e2e|bench|package\\.json)';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
	forbidden: [
		{
			name: 'no-cycles',
			comment: 'A cycle means that two files are one; types alone may go both ways.',
			severity: 'error',
			from: {},
			to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
		},
		{
			name: 'pages-are-safe',
			comment: 'Pages import shapes, words, the client and each other, nothing that runs on the server.',
			severity: 'error',
			from: { path: web, pathNot: tests },
			to: { path: ofOurs, pathNot: [web, ...browserSafe] },
		},
		{
			name: 'shapes-are-safe',
			comment: 'schema.ts, endpoints*.ts and messages.ts are loaded by browsers: they import each other and little else.',
			severity: 'error',
			from: { path: browserSafe },
			to: { path: ofOurs, pathNot: browserSafe, dependencyTypesNot: ['type-only'] },
		},
		{
			name: 'shapes-need-no-server',
			comment: 'Nothing of Node.js and no package of the server in what a browser loads.',
			severity: 'error',
			from: { path: [...browserSafe, web], pathNot: tests },
			to: { dependencyTypes: ['core'] },
		},
		{
			name: 'shapes-need-zod-alone',
			comment: 'And password-strength.ts its lists, which a page loads when a password is chosen.',
			severity: 'error',
			from: { path: browserSafe },
			to: { dependencyTypes: ['npm', 'npm-dev'], dependencyTypesNot: ['type-only'], pathNot: 'node_modules/(zod|@zxcvbn-ts)/' },
		},
		{
			name: 'platform-knows-no-feature',
			comment: 'The platform knows no business word.',
			severity: 'error',
			from: { path: '^src/platform/', pathNot: tests },
			to: { path: '^src/(features|web|commands)' },
		},
		{
			name: 'values-stand-alone',
			comment: 'Understanding values is a matter of text: no database, no feature.',
			severity: 'error',
			from: { path: '^src/values/' },
			to: { path: ofOurs, pathNot: ['^src/values/', '^src/platform/(errors|text)\\.ts$'] },
		},
		{
			name: 'matching-stands-alone',
			comment: 'Which records are one customer is decided by their values alone: no database, no feature.',
			severity: 'error',
			from: { path: '^src/matching/', pathNot: tests },
			to: { path: ofOurs, pathNot: ['^src/(matching|values)/', '^src/platform/(errors|text)\\.ts$'] },
		},
		{
			name: 'features-meet-below-their-routes',
			comment: 'Features use each other’s statements and shapes, never each other’s handlers; app.ts alone knows all of those.',
			severity: 'error',
			from: { path: '^src/features/([^/]+)/', pathNot: tests },
			to: { path: ['^src/features/[^/]+/routes\\.ts$', '^src/features/[^/]+/routes-[a-z]+\\.ts$'], pathNot: '^src/features/$1/' },
		},
		{
			name: 'pages-stay-in-the-browser',
			severity: 'error',
			from: { path: '^src/', pathNot: [web, tests] },
			to: { path: web },
		},
		{
			name: 'tests-are-not-shipped',
			severity: 'error',
			from: { path: '^(src|bin)/', pathNot: tests },
			to: { path: tests },
		},
		{
			name: 'resolvable',
			severity: 'error',
			from: {},
			to: { couldNotResolve: true },
		},
		{
			name: 'declared',
			comment: 'What the program loads when it runs stands in dependencies; pages are bundled, theirs stand in devDependencies.',
			severity: 'error',
			from: { path: '^src/', pathNot: [web, tests] },
			to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
		},
	],
	options: {
		doNotFollow: { path: 'node_modules' },
		exclude: { path: '^(dist|data)/' },
		tsPreCompilationDeps: true,
		tsConfig: { fileName: 'tsconfig.json' },
		enhancedResolveOptions: {
			exportsFields: ['exports'],
			conditionNames: ['import', 'node', 'default', 'types'],
			extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
		},
	},
};
