// The features of the product: the only place where one is registered. Safe in a browser: shapes and words only; app.ts adds the handlers.
import { accessEndpoints } from './features/access/endpoints.ts';
import { approvalEndpoints } from './features/approvals/schema.ts';
import { auditEndpoints } from './features/audit/schema.ts';
import { customerEndpoints } from './features/customers/endpoints.ts';
import { exportEndpoints } from './features/exports/schema.ts';
import { importEndpoints } from './features/imports/endpoints.ts';
import { liveEndpoints } from './features/live/schema.ts';
import { notificationEndpoints } from './features/notifications/schema.ts';
import { operationsEndpoints } from './features/operations/schema.ts';
import { privacyEndpoints } from './features/privacy/endpoints.ts';
import { signInEndpoints } from './features/sign-in/endpoints.ts';
import { webhookEndpoints } from './features/webhooks/schema.ts';

export const features = {
	access: accessEndpoints,
	signIn: signInEndpoints,
	customers: customerEndpoints,
	imports: importEndpoints,
	exports: exportEndpoints,
	operations: operationsEndpoints,
	live: liveEndpoints,
	notifications: notificationEndpoints,
	privacy: privacyEndpoints,
	webhooks: webhookEndpoints,
	approvals: approvalEndpoints,
	audit: auditEndpoints,
} as const;

export type Features = typeof features;
