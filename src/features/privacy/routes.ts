// From the endpoints of privacy law to their statements.
import type { Handlers } from '../../platform/http.ts';
import type { Services } from '../../platform/services.ts';
import type { privacyEndpoints } from './endpoints.ts';
import { consentHandlers } from './routes-consents.ts';
import { erasureHandlers } from './routes-erasure.ts';
import { findingHandlers } from './routes-findings.ts';
import { registerHandlers } from './routes-register.ts';
import { requestHandlers } from './routes-requests.ts';

export const privacyHandlers: Handlers<typeof privacyEndpoints, Services> = {
	...consentHandlers,
	...erasureHandlers,
	...findingHandlers,
	...registerHandlers,
	...requestHandlers,
};
