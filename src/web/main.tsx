// The page begins here: styles, providers, routes.
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './theme.css';
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { ModalsProvider } from '@mantine/modals';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { askEarly } from './early.ts';
import { firstLook } from './look.ts';
import { queryClient } from './queries.ts';
import { router } from './router.tsx';
import { AskReason } from './shell/AskReason.tsx';
import { ConfirmAgain } from './shell/ConfirmAgain.tsx';
import { giveFocusBack } from './shell/focus-back.ts';
import { SignInAgain } from './shell/SignInAgain.tsx';
import { theme } from './theme.ts';

const schemes = localStorageColorSchemeManager({ key: 'clientele.scheme' });

askEarly(location);
giveFocusBack();
await firstLook();
createRoot(document.getElementById('root')!).render(
	<StrictMode>
		<MantineProvider
			theme={theme}
			defaultColorScheme="auto"
			colorSchemeManager={schemes}
			withCssVariables={false}
			withGlobalClasses={false}
		>
			<QueryClientProvider client={queryClient}>
				<ModalsProvider>
					<Notifications position="top-center" />
					<RouterProvider router={router} />
					<SignInAgain />
					<ConfirmAgain />
					<AskReason />
				</ModalsProvider>
			</QueryClientProvider>
		</MantineProvider>
	</StrictMode>,
);
