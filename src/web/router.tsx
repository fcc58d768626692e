// Every address of the page and what stands there; those of privacy and of the settings in routes/. Pages are loaded when they are first opened; links fetch theirs when pointed at.
import { createRoute, createRouter, redirect } from '@tanstack/react-router';
import { readListSearch } from '../features/customers/web/list/search.ts';
import { profileQuery } from '../features/customers/web/queries.ts';
import { queryClient } from './queries.ts';
import { app, page, root } from './routes/frame.tsx';
import { privacyRoutes } from './routes/privacy.tsx';
import { settingsRoutes } from './routes/settings.tsx';
import { sessionQuery } from './session.ts';
import { NotFound, PageFailed, PagePending } from './shell/pages.tsx';

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
		privacyRoutes,
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
		settingsRoutes,
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
