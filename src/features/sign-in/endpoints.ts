// The list of all endpoints of this feature. Safe in a browser.
import { administrationEndpoints } from './endpoints-administration.ts';
import { ownEndpoints } from './endpoints-own.ts';
import { publicEndpoints } from './endpoints-public.ts';

export const signInEndpoints = { ...publicEndpoints, ...ownEndpoints, ...administrationEndpoints } as const;
