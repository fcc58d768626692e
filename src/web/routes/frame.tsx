// What every address of the page stands in: the root, the frame behind the sign-in, and how the script of a page is loaded.
import { createRootRoute, createRoute, lazyRouteComponent, Outlet, redirect } from '@tanstack/react-router';
import { queryClient } from '../queries.ts';
import { sessionQuery } from '../session.ts';
import { loadPart } from '../shared/missing-part.ts';
import { Layout } from '../shell/Layout.tsx';
import { FramePending, NotFound, PageFailed } from '../shell/pages.tsx';

export const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound, errorComponent: PageFailed });

/** A page whose script is loaded when it is opened. One that cannot be loaded says so: the router would reload by itself, without a network into nothing. */
export const page: typeof lazyRouteComponent = (load, name) => lazyRouteComponent(() => loadPart(load), name);

/** Everything behind the sign-in. */
export const app = createRoute({
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
