// The addresses below /privacy.
import { createRoute, redirect } from '@tanstack/react-router';
import { app, page } from './frame.tsx';

/** Which findings are shown; those that nobody has decided about where it is left out. */
interface FindingsSearch {
	readonly show?: 'fine' | 'unread';
}

const privacy = createRoute({
	getParentRoute: () => app,
	path: '/privacy',
	component: page(() => import('../../features/privacy/web/PrivacyLayout.tsx'), 'PrivacyLayout'),
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
	component: page(() => import('../../features/privacy/web/RequestsPage.tsx'), 'RequestsPage'),
});

const privacyRequest = createRoute({
	getParentRoute: () => privacy,
	path: '/requests/$id',
	component: page(() => import('../../features/privacy/web/RequestPage.tsx'), 'RequestPage'),
});

const privacyPurposes = createRoute({
	getParentRoute: () => privacy,
	path: '/purposes',
	component: page(() => import('../../features/privacy/web/PurposesPage.tsx'), 'PurposesPage'),
});

const privacyErasures = createRoute({
	getParentRoute: () => privacy,
	path: '/erasures',
	component: page(() => import('../../features/privacy/web/ErasuresPage.tsx'), 'ErasuresPage'),
});

const privacyRecipients = createRoute({
	getParentRoute: () => privacy,
	path: '/recipients',
	component: page(() => import('../../features/privacy/web/RecipientsPage.tsx'), 'RecipientsPage'),
});

const privacyRetention = createRoute({
	getParentRoute: () => privacy,
	path: '/retention',
	component: page(() => import('../../features/privacy/web/RetentionPage.tsx'), 'RetentionPage'),
});

const privacyFindings = createRoute({
	getParentRoute: () => privacy,
	path: '/findings',
	validateSearch: ({ show }: Record<string, unknown>): FindingsSearch => (show === 'fine' || show === 'unread' ? { show } : {}),
	component: page(() => import('../../features/privacy/web/FindingsPage.tsx'), 'FindingsPage'),
});

const privacyBreaches = createRoute({
	getParentRoute: () => privacy,
	path: '/breaches',
	component: page(() => import('../../features/privacy/web/BreachesPage.tsx'), 'BreachesPage'),
});

const privacySettings = createRoute({
	getParentRoute: () => privacy,
	path: '/settings',
	component: page(() => import('../../features/privacy/web/SettingsPage.tsx'), 'PrivacySettingsPage'),
});

export const privacyRoutes = privacy.addChildren([
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
]);
