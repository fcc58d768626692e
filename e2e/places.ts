// Every address of the page, and everything that opens on one, for the tests that look at all of them.
import { fieldLabels } from '../src/features/customers/messages.ts';
import { administrator } from './browser.ts';
import type { Person } from './steps.ts';

export interface Place {
	/** Names its pictures. */
	readonly name: string;
	readonly path: string;
	/** What must be there before anybody looks. */
	readonly shows: string;
	/** Is opened where the window is narrow already: its button moves with the width, and what hangs on it goes. */
	readonly onPhone?: true;
	/** What is pressed first; then `shows` is waited for. */
	readonly open?: (person: Person) => Promise<void>;
}

/** Before the sign-in. */
export const gates: readonly Place[] = [
	{ name: 'sign-in', path: '/sign-in', shows: 'input[name=password]' },
	{ name: 'forgotten', path: '/forgotten', shows: 'main a' },
	{ name: 'link-broken', path: '/link', shows: 'main p' },
	{ name: 'set-up-done', path: '/setup', shows: 'main a' },
];

const row = '[role=row][data-place] a';

export const pages: readonly Place[] = [
	{ name: 'customers', path: '/customers', shows: row },
	{ name: 'customers-nothing', path: '/customers?q=nothing+at+all+like+this', shows: 'main h2' },
	{ name: 'customers-grouped', path: '/customers?group=city', shows: '[role=row] [aria-expanded]' },
	{
		name: 'customers-filtered',
		path: `/customers?filter=${encodeURIComponent('[{"field":"city","op":"eq","value":"London"}]')}`,
		shows: row,
	},
	{ name: 'customers-beside', path: '/customers?peek=1', shows: 'aside h2, [role=row][data-place] a' },
	{ name: 'trash', path: '/customers?state=deleted', shows: row },
	{ name: 'customer-new', path: '/customers?dialog=new', shows: '[role=dialog] form' },
	{ name: 'customer', path: '/customers/1', shows: 'main section ul li' },
	{ name: 'customer-empty', path: '/customers/2', shows: 'main section' },
	{ name: 'customer-statements', path: '/customers/1?tab=statements', shows: 'main ol li' },
	{ name: 'customer-history', path: '/customers/1?tab=history', shows: 'main ol li' },
	{ name: 'customer-network', path: '/customers/1?tab=network', shows: 'main [role=img] canvas' },
	{ name: 'customer-gone', path: '/customers/999999', shows: 'main h1' },
	{ name: 'bulk-changes', path: '/customers/changes', shows: 'tbody tr' },
	{ name: 'imports', path: '/imports', shows: 'tbody tr' },
	{ name: 'import-new', path: '/imports/new', shows: 'main textarea' },
	{ name: 'import-done', path: '/imports/1', shows: 'tbody tr' },
	{ name: 'import-preview', path: '/imports/2', shows: 'tbody tr' },
	{ name: 'exports', path: '/exports', shows: 'tbody tr' },
	{ name: 'privacy-requests', path: '/privacy/requests', shows: 'tbody tr' },
	{ name: 'privacy-request', path: '/privacy/requests/1', shows: 'main dl' },
	{ name: 'privacy-request-erased', path: '/privacy/requests/2', shows: 'main dl >> nth=1' },
	{ name: 'privacy-purposes', path: '/privacy/purposes', shows: 'tbody tr' },
	{ name: 'privacy-recipients', path: '/privacy/recipients', shows: 'tbody tr' },
	{ name: 'privacy-retention', path: '/privacy/retention', shows: 'tbody tr' },
	{ name: 'privacy-findings', path: '/privacy/findings', shows: 'tbody tr a[download]' },
	{ name: 'privacy-unread', path: '/privacy/findings?show=unread', shows: 'tbody tr' },
	{ name: 'privacy-breaches', path: '/privacy/breaches', shows: 'main dl' },
	{ name: 'privacy-erasures', path: '/privacy/erasures', shows: 'main h2, tbody tr' },
	{ name: 'privacy-settings', path: '/privacy/settings', shows: 'tbody tr' },
	{ name: 'welcome', path: '/welcome', shows: 'main section' },
	{ name: 'help', path: '/help', shows: 'main h1' },
	{ name: 'help-chapter', path: '/help/2-imports', shows: 'main h1' },
	{ name: 'settings', path: '/settings', shows: 'main a' },
	{ name: 'settings-account', path: '/settings/account', shows: 'form' },
	{ name: 'settings-security', path: '/settings/security', shows: 'tbody tr' },
	{ name: 'settings-sign-in', path: '/settings/sign-in', shows: 'form' },
	{ name: 'settings-users', path: '/settings/users', shows: 'tbody tr' },
	{ name: 'settings-roles', path: '/settings/roles', shows: 'tbody tr' },
	{ name: 'settings-teams', path: '/settings/teams', shows: 'tbody tr' },
	{ name: 'settings-access', path: '/settings/access', shows: 'tbody tr' },
	{ name: 'settings-approvals', path: '/settings/approvals', shows: 'tbody tr' },
	{ name: 'settings-keys', path: '/settings/keys', shows: 'tbody tr' },
	{ name: 'settings-audit', path: '/settings/audit', shows: 'tbody tr' },
	{ name: 'settings-webhooks', path: '/settings/webhooks', shows: 'tbody tr' },
	{ name: 'settings-attributes', path: '/settings/attributes', shows: 'main li' },
	{ name: 'settings-tags', path: '/settings/tags', shows: 'tbody tr' },
	{ name: 'settings-sources', path: '/settings/sources', shows: 'tbody tr' },
	{ name: 'settings-mappings', path: '/settings/mappings', shows: 'main h2, main tbody tr, main li' },
	{ name: 'settings-appearance', path: '/settings/appearance', shows: 'form' },
	{ name: 'unknown', path: '/no/such/page', shows: 'main h1' },
];

const press = (nameOf: (person: Person) => string) => async (person: Person) => {
	const name = nameOf(person);
	await person.page.getByRole('button', { name, exact: true }).filter({ visible: true }).first().click();
};

const [menu, dialogue] = ['[role=menu]', '[role=dialog]:visible'];

/** Presses a button of the bar that chosen customers have. */
const bulk = (key: 'field' | 'tags' | 'owner' | 'export' | 'delete') => async (person: Person) => {
	await person.page.locator('[role=row][data-place="0"] input[type=checkbox]').check();
	await press(({ say }) => say.bulk(key))(person);
};

const keys =
	(...pressed: string[]) =>
	async ({ page }: Person) => {
		for (const key of pressed) await page.keyboard.press(key);
	};

export const parts: readonly Place[] = [
	{ name: 'palette', path: '/customers', shows: '[role=option]', open: keys('Control+k') },
	{
		name: 'palette-found',
		path: '/customers',
		shows: '[role=option] >> text=Grace',
		open: async ({ page }) => {
			await page.keyboard.press('Control+k');
			await page.getByRole('combobox').fill('grace');
		},
	},
	{ name: 'shortcuts', path: '/customers', shows: '[role=dialog] kbd', open: keys('Shift+?') },
	{
		name: 'notifications',
		onPhone: true,
		path: '/customers',
		shows: '[role=dialog] li',
		open: async ({ page, say }) => {
			await page
				.getByRole('button', { name: new RegExp(`^${say.notifications('bell')}`) })
				.filter({ visible: true })
				.click();
		},
	},
	{ name: 'help-menu', onPhone: true, path: '/customers', shows: menu, open: press(({ say }) => say.shell('help')) },
	{
		name: 'account-menu',
		onPhone: true,
		path: '/customers',
		shows: menu,
		open: press(({ say }) => say.shell('account_menu', { name: administrator.name })),
	},
	{ name: 'list-filter', path: '/customers', shows: `${dialogue} form`, open: press(({ say }) => say.list('add_filter')) },
	{ name: 'list-columns', path: '/customers', shows: `${dialogue} li`, open: press(({ say }) => say.list('columns')) },
	{ name: 'list-group', path: '/customers', shows: menu, open: press(({ say }) => say.list('group_by')) },
	{ name: 'list-export', path: '/customers', shows: menu, open: press(({ say }) => say.list('export')) },
	{
		name: 'list-views',
		path: '/customers',
		shows: menu,
		open: press(({ say }) => say.list('view_current', { name: say.list('view_all') })),
	},
	{
		name: 'list-view-save',
		path: '/customers',
		shows: `${dialogue} form`,
		open: async (person) => {
			await press(({ say }) => say.list('view_current', { name: say.list('view_all') }))(person);
			await person.page.getByRole('menuitem', { name: person.say.list('view_save_as') }).click();
		},
	},
	{
		name: 'list-column',
		path: '/customers',
		shows: menu,
		open: ({ page, say, language }) => page.getByLabel(say.list('column_menu', { field: fieldLabels.company[language] })).click(),
	},
	{
		name: 'list-cell',
		path: '/customers',
		shows: '[role=gridcell] input:not([type=checkbox])',
		open: async ({ page }) => {
			await page.locator('[role=row][data-place="0"] [data-column="1"]').click();
			await page.keyboard.press('F2');
		},
	},
	...(['field', 'tags', 'owner', 'export', 'delete'] as const).map((key) => ({
		name: `bulk-${key}`,
		path: '/customers',
		shows: `${dialogue} button`,
		open: bulk(key),
	})),
	{
		name: 'bulk-preview',
		path: '/customers',
		shows: `${dialogue} [role=status]`,
		open: async (person) => {
			await bulk('delete')(person);
			await press(({ say }) => say.bulk('preview'))(person);
		},
	},
	{
		name: 'customer-provenance',
		path: '/customers/1',
		shows: `${dialogue} li`,
		open: ({ page, say, language }) =>
			page
				.getByRole('button', { name: say.provenance('open', { field: fieldLabels.company[language] }) })
				.first()
				.click(),
	},
	{
		name: 'customer-edit',
		path: '/customers/1',
		shows: 'main input:focus',
		open: ({ page, say, language }) =>
			page
				.getByRole('button', { name: new RegExp(`^${say.customer('edit_field', { field: fieldLabels.industry[language], value: '' })}`) })
				.click(),
	},
	{ name: 'customer-contact', path: '/customers/1', shows: `${dialogue} form`, open: press(({ say }) => say.customer('add_contact')) },
	{ name: 'customer-address', path: '/customers/1', shows: `${dialogue} form`, open: press(({ say }) => say.customer('add_address')) },
	{
		name: 'customer-relationship',
		path: '/customers/1',
		shows: `${dialogue} form`,
		open: press(({ say }) => say.customer('add_relationship')),
	},
	{ name: 'customer-actions', path: '/customers/1', shows: menu, open: press(({ say }) => say.customer('more')) },
	{
		name: 'customer-delete',
		path: '/customers/1',
		shows: dialogue,
		open: async (person) => {
			await press(({ say }) => say.customer('more'))(person);
			await person.page.getByRole('menuitem', { name: person.say.customer('delete') }).click();
		},
	},
	{
		name: 'customer-erase',
		path: '/customers/1',
		shows: `${dialogue} form`,
		open: async (person) => {
			await press(({ say }) => say.customer('more'))(person);
			await person.page.getByRole('menuitem', { name: person.say.erasure('erase_for_good') }).click();
		},
	},
	...(['check_identity', 'answer', 'extend', 'close_request'] as const).map((work) => ({
		name: `privacy-${work}`,
		path: '/privacy/requests/1',
		shows: `${dialogue} form`,
		open: press(({ say }) => say.privacy(work)),
	})),
	{
		name: 'privacy-purpose-new',
		path: '/privacy/purposes',
		shows: `${dialogue} form`,
		open: press(({ say }) => say.privacy('new_purpose')),
	},
	{
		name: 'privacy-recipient-new',
		path: '/privacy/recipients',
		shows: `${dialogue} form`,
		open: press(({ say }) => say.register('new_recipient')),
	},
	{
		name: 'privacy-breach-new',
		path: '/privacy/breaches',
		shows: `${dialogue} form`,
		open: press(({ say }) => say.register('new_breach')),
	},
	{
		name: 'privacy-policy-new',
		path: '/privacy/retention',
		shows: `${dialogue} form`,
		open: press(({ say }) => say.register('new_policy')),
	},
	{ name: 'privacy-hold-new', path: '/privacy/retention', shows: `${dialogue} form`, open: press(({ say }) => say.register('new_hold')) },
	{
		name: 'privacy-allow',
		path: '/privacy/erasures',
		shows: `${dialogue} form`,
		open: press(({ say }) => say.erasure('allow_of', { id: 1 })),
	},
	{ name: 'import-undo', path: '/imports/1', shows: `${dialogue} button`, open: press(({ say }) => say.imports('undo')) },
	{ name: 'settings-user-new', path: '/settings/users', shows: `${dialogue} form`, open: press(({ say }) => say.access('new_user')) },
	{
		name: 'settings-user-roles',
		path: '/settings/users',
		shows: `${dialogue} tbody tr`,
		open: async (person) => {
			await press(({ say }) => say.access('user_actions', { name: administrator.name }))(person);
			await person.page.getByRole('menuitem', { name: person.say.rights('grants') }).click();
		},
	},
	{
		name: 'settings-role-copy',
		path: '/settings/roles',
		shows: `${dialogue} form`,
		open: async (person) => {
			const name = person.say.rights('sales');
			await press(({ say }) => say.rights('role_actions', { name }))(person);
			await person.page.getByRole('menuitem', { name: person.say.rights('copy_of', { name }) }).click();
		},
	},
	{ name: 'settings-team-new', path: '/settings/teams', shows: `${dialogue} form`, open: press(({ say }) => say.rights('new_team')) },
	{
		name: 'settings-condition-new',
		path: '/settings/teams',
		shows: `${dialogue} form`,
		open: press(({ say }) => say.rights('new_condition')),
	},
	{ name: 'settings-webhook-new', path: '/settings/webhooks', shows: `${dialogue} form`, open: press(({ say }) => say.webhooks('new')) },
	{ name: 'settings-key-new', path: '/settings/keys', shows: `${dialogue} form`, open: press(({ say }) => say.access('new_key')) },
	{
		name: 'settings-attribute-new',
		path: '/settings/attributes',
		shows: `${dialogue} form`,
		open: press(({ say }) => say.settings('new_attribute')),
	},
	{
		name: 'offline',
		path: '/customers',
		shows: '[role=status] svg',
		open: ({ page }) => page.context().setOffline(true),
	},
];
