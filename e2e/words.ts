// The words of the page in either language, so that a journey is told once and walked in both.
import type { Language, Words } from '../src/platform/errors.ts';

// The page asks the browser for its language as it loads; Node.js 20 has no such thing.
if (!('navigator' in globalThis)) Object.defineProperty(globalThis, 'navigator', { value: { language: 'en' } });
const [
	shell,
	customers,
	profile,
	history,
	bulk,
	imports,
	operations,
	access,
	notifications,
	exported,
	signing,
	rights,
	approvals,
	webhooks,
	privacy,
	erasing,
	found,
	law,
	audit,
] = await Promise.all([
	import('../src/web/words.ts'),
	import('../src/features/customers/web/words.ts'),
	import('../src/features/customers/web/words-page.ts'),
	import('../src/features/customers/web/words-history.ts'),
	import('../src/features/customers/web/bulk/words.ts'),
	import('../src/features/imports/web/words.ts'),
	import('../src/features/operations/web/words.ts'),
	import('../src/features/access/web/words.ts'),
	import('../src/features/notifications/web/words.ts'),
	import('../src/features/exports/web/words.ts'),
	import('../src/features/sign-in/web/words.ts'),
	import('../src/features/access/web/words-rights.ts'),
	import('../src/features/approvals/web/words.ts'),
	import('../src/features/webhooks/web/words.ts'),
	import('../src/features/privacy/web/words.ts'),
	import('../src/features/privacy/web/words-erasure.ts'),
	import('../src/features/privacy/web/words-findings.ts'),
	import('../src/features/privacy/web/words-law.ts'),
	import('../src/features/audit/web/words.ts'),
]);

const tables = {
	shell: shell.useShellWords.words,
	common: shell.useCommonWords.words,
	list: customers.useListWords.words,
	customer: customers.useCustomerWords.words,
	page: profile.usePageWords.words,
	provenance: customers.useProvenanceWords.words,
	files: customers.useFileWords.words,
	settings: customers.useSettingsWords.words,

	consents: privacy.useConsentWords.words,
	preferences: privacy.usePreferenceWords.words,
	privacy: privacy.usePrivacyWords.words,
	register: privacy.useRegisterWords.words,
	erasure: erasing.useErasureWords.words,
	findings: found.useFindingWords.words,
	law: law.useLawWords.words,
	history: history.useHistoryWords.words,
	audit: audit.useAuditWords.words,
	bulk: bulk.useBulkWords.words,
	imports: imports.useImportWords.words,
	welcome: operations.useWelcomeWords.words,
	appearance: operations.useAppearanceWords.words,
	access: access.useAccessWords.words,
	rights: rights.useRightsWords.words,
	approvals: approvals.useApprovalWords.words,
	webhooks: webhooks.useWebhookWords.words,
	signIn: signing.useSignInWords.words,
	signInSettings: signing.useSignInSettingWords.words,
	notifications: notifications.useNotificationWords.words,
	exports: exported.useExportWords.words,
};

type Tables = typeof tables;
type Params = Readonly<Record<string, string | number>>;

/** A function for each namespace: `say.list('new')`, `say.customer('edit_field', { field: 'City', value: 'Berlin' })`. */
export type Say = { readonly [N in keyof Tables]: (key: keyof Tables[N] & string, params?: Params) => string };

export function wordsIn(language: Language): Say {
	const speaker =
		(table: Readonly<Record<string, Words>>) =>
		(key: string, params: Params = {}) =>
			table[key]![language].replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? ''));
	return Object.fromEntries(Object.entries(tables).map(([name, table]) => [name, speaker(table)])) as unknown as Say;
}
