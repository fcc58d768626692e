// Every action that the source names has words in both languages, and no words are left over of an action that is gone. What names are put together at
// run time is met by the databases of tests, which refuse entries without words (auditWords()).
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { audit } from '../../platform/audit.ts';
import { testServices } from '../../platform/testing.ts';
import { breachStepKinds, consentStates, limitKinds, stepKinds } from '../privacy/schema.ts';
import { actionWords, entityWords, groupWords, refusals } from './actions.ts';

const src = join(import.meta.dirname, '../..');
const migrations = join(src, '../migrations');
const text = readdirSync(src, { recursive: true, encoding: 'utf8' })
	.filter((file) => file.endsWith('.ts') && !/test(ing)?[^/]*\.ts$|actions\.ts$/.test(file))
	.map((file) => join(src, file))
	.concat(readdirSync(migrations).map((file) => join(migrations, file)))
	.map((file) => readFileSync(file, 'utf8'))
	.join('\n');
const known = Object.keys(actionWords);
const features = Object.keys(groupWords);

/** Actions whose last part is chosen at run time: all that may be chosen. */
const composed = [
	...stepKinds.map((kind) => `privacy.request_${kind}`),
	...breachStepKinds.map((kind) => `privacy.breach_${kind}`),
	...consentStates.map((state) => `privacy.consent_${state}`),
	...limitKinds.flatMap((kind) => [`privacy.${kind}_begun`, `privacy.${kind}_ended`]),
	...['open', 'fine'].map((state) => `privacy.finding_${state}`),
	...['notes', 'relationships', 'files'].flatMap((entity) => ['add', 'edit', 'remove'].map((verb) => `${entity}.${verb}`)),
	...['create', 'edit', 'remove', 'index'].map((verb) => `attributes.${verb}`),
	...['create', 'update', 'delete', 'renew_secret'].map((verb) => `webhooks.${verb}`),
	...['totp_add', 'totp_remove', 'recovery_renew', 'passkey_add', 'passkey_remove'].map((verb) => `sign_in.${verb}`),
];

test('every action has words, in a group that has them', () => {
	const named = [
		...text.matchAll(
			/\b'?action(?:: |', )(?:[\w.]+ \? )?'([a-z_]+\.[a-z_]+)'(?: : '([a-z_]+\.[a-z_]+)')?|crm_audit\('([a-z_]+\.[a-z_]+)'/g,
		),
	].flatMap(([, ...names]) => names.filter((name) => name !== undefined));
	expect(named.length).toBeGreaterThan(100);
	expect([...new Set([...named, ...composed, ...refusals])].filter((name) => !known.includes(name))).toEqual([]);
	expect(known.filter((name) => !features.includes(name.split('.')[0]!))).toEqual([]);
	expect(features.filter((name) => !known.some((action) => action.startsWith(`${name}.`)))).toEqual([]);
});

test('no words are left over', () => {
	expect(known.filter((name) => !text.includes(`'${name}'`) && !composed.includes(name))).toEqual([]);
	const tables = readFileSync(join(migrations, 'schema.sql'), 'utf8');
	expect(Object.keys(entityWords).filter((name) => name !== 'endpoints' && !tables.includes(`create table ${name} (`))).toEqual([]);
});

test('a database of tests refuses what could not be told', async () => {
	const { services, drop } = await testServices();
	const write = (action: string, entity: string) => audit(services.database.app, { action, entity });
	await write('tests.anything', 'tests');
	await expect(write('customers.unheard_of', 'customers')).rejects.toThrow(/audit_words_action/);
	await expect(write('customers.edit', 'unheard_of')).rejects.toThrow(/audit_words_entity/);
	await drop();
});
