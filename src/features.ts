// The features of the product: the only place where one is registered. Safe in a browser: shapes and words only; app.ts adds the handlers.
import { accessEndpoints } from './features/access/endpoints.ts';
import { customerEndpoints } from './features/customers/endpoints.ts';
import { exportEndpoints } from './features/exports/schema.ts';
import { importEndpoints } from './features/imports/endpoints.ts';
import { liveEndpoints } from './features/live/schema.ts';
import { notificationEndpoints } from './features/notifications/schema.ts';
import { operationsEndpoints } from './features/operations/schema.ts';

export const features = {
	access: accessEndpoints,
	customers: customerEndpoints,
	imports: importEndpoints,
	exports: exportEndpoints,
	operations: operationsEndpoints,
	live: liveEndpoints,
	notifications: notificationEndpoints,
} as const;

export type Features = typeof features;
