// Every address of the page and what stands there. Pages are loaded when they are first opened; links fetch theirs when pointed at.
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet, redirect } from '@tanstack/react-router';
import { readAuditSearch } from '../features/audit/web/search.ts';
import { readListSearch } from '../features/customers/web/list/search.ts';
import { profileQuery } from '../features/customers/web/queries.ts';
import { queryClient } from './queries.ts';
import { sessionQuery } from './session.ts';
import { loadPart } from './shared/missing-part.ts';
import { Layout } from './shell/Layout.tsx';
import { FramePending, NotFound, PageFailed, PagePending } from './shell/pages.tsx';

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound, errorComponent: PageFailed });

/** A page whose script is loaded when it is opened. One that cannot be loaded says so: the router would reload by itself, without a network into nothing. */
const page: typeof lazyRouteComponent = (load, name) => lazyRouteComponent(() => loadPart(load), name);

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

const signIn = createRoute({
	getParentRoute: () => root,
	path: '/sign-in',
	validateSearch: (search: Record<string, unknown>): { to?: string; arrived?: boolean; refused?: string } => ({
		...(text(search.to) !== undefined && { to: text(search.to) }),
		...(search.arrived !== undefined && { arrived: true }),
		...(text(search.refused) !== undefined && { refused: text(search.refused) }),
	}),
	component: page(() => import('../features/sign-in/web/SignInPage.tsx'), 'SignInPage'),
});

const forgotten = createRoute({
	getParentRoute: () => root,
	path: '/forgotten',
	component: page(() => import('../features/sign-in/web/ForgottenPage.tsx'), 'ForgottenPage'),
});

/** Where one-time links lead. */
const link = createRoute({
	getParentRoute: () => root,
	path: '/link',
	component: page(() => import('../features/sign-in/web/LinkPage.tsx'), 'LinkPage'),
});

/** Before anything else, for whom the rules ask for a second factor. */
const enrol = createRoute({
	getParentRoute: () => root,
	path: '/second-factor',
	beforeLoad: async () => {
		const { user } = await queryClient.ensureQueryData(sessionQuery);
		if (!user?.limited) throw redirect({ to: user ? '/customers' : '/sign-in', search: {} });
	},
	component: page(() => import('../features/sign-in/web/EnrolPage.tsx'), 'EnrolPage'),
});

const setup = createRoute({
	getParentRoute: () => root,
	path: '/setup',
	validateSearch: (search: Record<string, unknown>): { token?: string } => ({
		token: search.token === undefined ? undefined : String(search.token),
	}),
	component: page(() => import('../features/access/web/SetupPage.tsx'), 'SetupPage'),
});

/** Everything behind the sign-in. */
const app = createRoute({
	getParentRoute: () => root,
	id: 'app',
	component: Layout,
	pendingComponent: FramePending,
	beforeLoad: async ({ location }) => {
		const session = await queryClient.ensureQueryData(sessionQuery);
		if (session.needs_setup) throw redirect({ to: '/setup', search: {} });
		if (!session.user) throw redirect({ to: '/sign-in', search: { to: location.href === '/' ? undefined : location.href } });
		if (session.user.limited) throw redirect({ to: '/second-factor' });
	},
});

const home = createRoute({
	getParentRoute: () => app,
	path: '/',
	beforeLoad: () => {
		throw redirect({ to: '/customers', search: {} });
	},
});

const customers = createRoute({
	getParentRoute: () => app,
	path: '/customers',
	validateSearch: readListSearch,
	component: page(() => import('../features/customers/web/list/ListPage.tsx'), 'ListPage'),
});

const bulkChanges = createRoute({
	getParentRoute: () => app,
	path: '/customers/changes',
	component: page(() => import('../features/customers/web/bulk/ChangesPage.tsx'), 'ChangesPage'),
});

const customer = createRoute({
	getParentRoute: () => app,
	path: '/customers/$id',
	validateSearch: (search: Record<string, unknown>): { tab?: 'statements' | 'history' | 'network'; field?: string } => ({
		...((search.tab === 'statements' || search.tab === 'history' || search.tab === 'network') && { tab: search.tab }),
		...(search.tab === 'history' && typeof search.field === 'string' && { field: search.field }),
	}),
	// On the way while the script of the page is, and as soon as somebody points at a link; the page does not wait for it.
	loader: ({ params }) => {
		const id = Number(params.id);
		if (Number.isSafeInteger(id) && id > 0) void queryClient.prefetchQuery(profileQuery(id));
	},
	component: page(() => import('../features/customers/web/page/CustomerPage.tsx'), 'CustomerPage'),
});

const imports = createRoute({
	getParentRoute: () => app,
	path: '/imports',
	component: page(() => import('../features/imports/web/ImportsPage.tsx'), 'ImportsPage'),
});

const newImport = createRoute({
	getParentRoute: () => app,
	path: '/imports/new',
	component: page(() => import('../features/imports/web/NewImportPage.tsx'), 'NewImportPage'),
});

const importPage = createRoute({
	getParentRoute: () => app,
	path: '/imports/$id',
	component: page(() => import('../features/imports/web/ImportPage.tsx'), 'ImportPage'),
});

const exportsPage = createRoute({
	getParentRoute: () => app,
	path: '/exports',
	component: page(() => import('../features/exports/web/ExportsPage.tsx'), 'ExportsPage'),
});

const preferences = createRoute({
	getParentRoute: () => root,
	path: '/preferences/$token',
	component: page(() => import('../features/privacy/web/PreferencesPage.tsx'), 'PreferencesPage'),
});

const confirmation = createRoute({
	getParentRoute: () => root,
	path: '/preferences/confirm/$token',
	component: page(() => import('../features/privacy/web/ConfirmPage.tsx'), 'ConfirmPage'),
});

const privacy = createRoute({
	getParentRoute: () => app,
	path: '/privacy',
	component: page(() => import('../features/privacy/web/PrivacyLayout.tsx'), 'PrivacyLayout'),
});

const privacyHome = createRoute({
	getParentRoute: () => privacy,
	path: '/',
	beforeLoad: () => {
		throw redirect({ to: '/privacy/requests' });
	},
});

const privacyRequests = createRoute({
	getParentRoute: () => privacy,
	path: '/requests',
	component: page(() => import('../features/privacy/web/RequestsPage.tsx'), 'RequestsPage'),
});

const privacyRequest = createRoute({
	getParentRoute: () => privacy,
	path: '/requests/$id',
	component: page(() => import('../features/privacy/web/RequestPage.tsx'), 'RequestPage'),
});

const privacyPurposes = createRoute({
	getParentRoute: () => privacy,
	path: '/purposes',
	component: page(() => import('../features/privacy/web/PurposesPage.tsx'), 'PurposesPage'),
});

const privacyErasures = createRoute({
	getParentRoute: () => privacy,
	path: '/erasures',
	component: page(() => import('../features/privacy/web/ErasuresPage.tsx'), 'ErasuresPage'),
});

const privacyRecipients = createRoute({
	getParentRoute: () => privacy,
	path: '/recipients',
	component: page(() => import('../features/privacy/web/RecipientsPage.tsx'), 'RecipientsPage'),
});

const privacyRetention = createRoute({
	getParentRoute: () => privacy,
	path: '/retention',
	component: page(() => import('../features/privacy/web/RetentionPage.tsx'), 'RetentionPage'),
});

const privacyFindings = createRoute({
	getParentRoute: () => privacy,
	path: '/findings',
	component: page(() => import('../features/privacy/web/FindingsPage.tsx'), 'FindingsPage'),
});

const privacyBreaches = createRoute({
	getParentRoute: () => privacy,
	path: '/breaches',
	component: page(() => import('../features/privacy/web/BreachesPage.tsx'), 'BreachesPage'),
});

const privacySettings = createRoute({
	getParentRoute: () => privacy,
	path: '/settings',
	component: page(() => import('../features/privacy/web/SettingsPage.tsx'), 'PrivacySettingsPage'),
});

const settings = createRoute({
	getParentRoute: () => app,
	path: '/settings',
	component: page(() => import('./shell/SettingsLayout.tsx'), 'SettingsLayout'),
});

const settingsHome = createRoute({
	getParentRoute: () => settings,
	path: '/',
	component: page(() => import('../features/operations/web/SettingsHome.tsx'), 'SettingsHome'),
});

const account = createRoute({
	getParentRoute: () => settings,
	path: '/account',
	component: page(() => import('../features/access/web/AccountPage.tsx'), 'AccountPage'),
});

const security = createRoute({
	getParentRoute: () => settings,
	path: '/security',
	component: page(() => import('../features/sign-in/web/SecurityPage.tsx'), 'SecurityPage'),
});

const signInSettings = createRoute({
	getParentRoute: () => settings,
	path: '/sign-in',
	component: page(() => import('../features/sign-in/web/SettingsPage.tsx'), 'SettingsPage'),
});

const users = createRoute({
	getParentRoute: () => settings,
	path: '/users',
	component: page(() => import('../features/access/web/UsersPage.tsx'), 'UsersPage'),
});

const keys = createRoute({
	getParentRoute: () => settings,
	path: '/keys',
	component: page(() => import('../features/access/web/KeysPage.tsx'), 'KeysPage'),
});

const audit = createRoute({
	getParentRoute: () => settings,
	path: '/audit',
	validateSearch: readAuditSearch,
	component: page(() => import('../features/audit/web/AuditPage.tsx'), 'AuditPage'),
});

const webhooks = createRoute({
	getParentRoute: () => settings,
	path: '/webhooks',
	component: page(() => import('../features/webhooks/web/WebhooksPage.tsx'), 'WebhooksPage'),
});

const approvals = createRoute({
	getParentRoute: () => settings,
	path: '/approvals',
	component: page(() => import('../features/approvals/web/ApprovalsPage.tsx'), 'ApprovalsPage'),
});

const roles = createRoute({
	getParentRoute: () => settings,
	path: '/roles',
	component: page(() => import('../features/access/web/RolesPage.tsx'), 'RolesPage'),
});

const teams = createRoute({
	getParentRoute: () => settings,
	path: '/teams',
	component: page(() => import('../features/access/web/TeamsPage.tsx'), 'TeamsPage'),
});

const access = createRoute({
	getParentRoute: () => settings,
	path: '/access',
	component: page(() => import('../features/access/web/AccessPage.tsx'), 'AccessPage'),
});

const attributes = createRoute({
	getParentRoute: () => settings,
	path: '/attributes',
	component: page(() => import('../features/customers/web/settings/AttributesPage.tsx'), 'AttributesPage'),
});

const tags = createRoute({
	getParentRoute: () => settings,
	path: '/tags',
	component: page(() => import('../features/customers/web/settings/TagsPage.tsx'), 'TagsPage'),
});

const mappings = createRoute({
	getParentRoute: () => settings,
	path: '/mappings',
	component: page(() => import('../features/imports/web/MappingsPage.tsx'), 'MappingsPage'),
});

const sources = createRoute({
	getParentRoute: () => settings,
	path: '/sources',
	component: page(() => import('../features/customers/web/settings/SourcesPage.tsx'), 'SourcesPage'),
});

const help = createRoute({
	getParentRoute: () => app,
	path: '/help',
	component: page(() => import('./help/HelpPage.tsx'), 'HelpPage'),
});

const helpChapter = createRoute({
	getParentRoute: () => app,
	path: '/help/$chapter',
	component: page(() => import('./help/HelpPage.tsx'), 'HelpPage'),
});

const appearance = createRoute({
	getParentRoute: () => settings,
	path: '/appearance',
	component: page(() => import('../features/operations/web/AppearancePage.tsx'), 'AppearancePage'),
});

const welcome = createRoute({
	getParentRoute: () => app,
	path: '/welcome',
	component: page(() => import('../features/operations/web/WelcomePage.tsx'), 'WelcomePage'),
});

/** An address that nothing has: said inside the frame, so that the way on is at hand. */
const unknown = createRoute({ getParentRoute: () => app, path: '$', component: NotFound });

const routeTree = root.addChildren([
	signIn,
	forgotten,
	link,
	enrol,
	setup,
	preferences,
	confirmation,
	app.addChildren([
		privacy.addChildren([
			privacyHome,
			privacyRequests,
			privacyRequest,
			privacyPurposes,
			privacyErasures,
			privacyRecipients,
			privacyRetention,
			privacyFindings,
			privacyBreaches,
			privacySettings,
		]),
		home,
		customers,
		bulkChanges,
		customer,
		imports,
		newImport,
		importPage,
		exportsPage,
		help,
		helpChapter,
		unknown,
		welcome,
		settings.addChildren([
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
		]),
	]),
]);

export const router = createRouter({
	routeTree,
	defaultPreload: 'intent',
	defaultPendingComponent: PagePending,
	defaultPendingMs: 200,
	defaultErrorComponent: PageFailed,
	defaultNotFoundComponent: NotFound,
	scrollRestoration: true,
});

declare module '@tanstack/react-router' {
	interface Register {
		router: typeof router;
	}
}
