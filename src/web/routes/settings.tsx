// The addresses below /settings.
import { createRoute } from '@tanstack/react-router';
import { readAuditSearch } from '../../features/audit/web/search.ts';
import { app, page } from './frame.tsx';

const settings = createRoute({
	getParentRoute: () => app,
	path: '/settings',
	component: page(() => import('../shell/SettingsLayout.tsx'), 'SettingsLayout'),
});

const settingsHome = createRoute({
	getParentRoute: () => settings,
	path: '/',
	component: page(() => import('../../features/operations/web/SettingsHome.tsx'), 'SettingsHome'),
});

const account = createRoute({
	getParentRoute: () => settings,
	path: '/account',
	component: page(() => import('../../features/access/web/AccountPage.tsx'), 'AccountPage'),
});

const security = createRoute({
	getParentRoute: () => settings,
	path: '/security',
	component: page(() => import('../../features/sign-in/web/SecurityPage.tsx'), 'SecurityPage'),
});

const signInSettings = createRoute({
	getParentRoute: () => settings,
	path: '/sign-in',
	component: page(() => import('../../features/sign-in/web/SettingsPage.tsx'), 'SettingsPage'),
});

const users = createRoute({
	getParentRoute: () => settings,
	path: '/users',
	component: page(() => import('../../features/access/web/UsersPage.tsx'), 'UsersPage'),
});

const keys = createRoute({
	getParentRoute: () => settings,
	path: '/keys',
	component: page(() => import('../../features/access/web/KeysPage.tsx'), 'KeysPage'),
});

const audit = createRoute({
	getParentRoute: () => settings,
	path: '/audit',
	validateSearch: readAuditSearch,
	component: page(() => import('../../features/audit/web/AuditPage.tsx'), 'AuditPage'),
});

const webhooks = createRoute({
	getParentRoute: () => settings,
	path: '/webhooks',
	component: page(() => import('../../features/webhooks/web/WebhooksPage.tsx'), 'WebhooksPage'),
});

const approvals = createRoute({
	getParentRoute: () => settings,
	path: '/approvals',
	component: page(() => import('../../features/approvals/web/ApprovalsPage.tsx'), 'ApprovalsPage'),
});

const roles = createRoute({
	getParentRoute: () => settings,
	path: '/roles',
	component: page(() => import('../../features/access/web/RolesPage.tsx'), 'RolesPage'),
});

const teams = createRoute({
	getParentRoute: () => settings,
	path: '/teams',
	component: page(() => import('../../features/access/web/TeamsPage.tsx'), 'TeamsPage'),
});

const access = createRoute({
	getParentRoute: () => settings,
	path: '/access',
	component: page(() => import('../../features/access/web/AccessPage.tsx'), 'AccessPage'),
});

const attributes = createRoute({
	getParentRoute: () => settings,
	path: '/attributes',
	component: page(() => import('../../features/customers/web/settings/AttributesPage.tsx'), 'AttributesPage'),
});

const tags = createRoute({
	getParentRoute: () => settings,
	path: '/tags',
	component: page(() => import('../../features/customers/web/settings/TagsPage.tsx'), 'TagsPage'),
});

const mappings = createRoute({
	getParentRoute: () => settings,
	path: '/mappings',
	component: page(() => import('../../features/imports/web/MappingsPage.tsx'), 'MappingsPage'),
});

const sources = createRoute({
	getParentRoute: () => settings,
	path: '/sources',
	component: page(() => import('../../features/customers/web/settings/SourcesPage.tsx'), 'SourcesPage'),
});

const appearance = createRoute({
	getParentRoute: () => settings,
	path: '/appearance',
	component: page(() => import('../../features/operations/web/AppearancePage.tsx'), 'AppearancePage'),
});

export const settingsRoutes = settings.addChildren([
	settingsHome,
	account,
	security,
	signInSettings,
	users,
	roles,
	teams,
	access,
	approvals,
	keys,
	webhooks,
	audit,
	attributes,
	tags,
	sources,
	mappings,
	appearance,
]);
