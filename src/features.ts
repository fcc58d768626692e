// The features of the product: the only place where one is registered. Safe in a browser: shapes and words only; app.ts adds the handlers.
import { accessEndpoints } from './features/access/schema.ts';
import { customerEndpoints } from './features/customers/endpoints.ts';
import { exportEndpoints } from './features/exports/schema.ts';
import { importEndpoints } from './features/imports/schema.ts';
import { liveEndpoints } from './features/live/schema.ts';
import { notificationEndpoints } from './features/notifications/schema.ts';

export const features = {
	access: accessEndpoints,
	customers: customerEndpoints,
	imports: importEndpoints,
	exports: exportEndpoints,
	live: liveEndpoints,
	notifications: notificationEndpoints,
} as const;

export type Features = typeof features;
