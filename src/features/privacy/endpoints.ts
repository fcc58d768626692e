// All endpoints of privacy law. Safe in a browser.
import { consentEndpoints } from './endpoints-consents.ts';
import { erasureEndpoints } from './endpoints-erasure.ts';
import { findingEndpoints } from './endpoints-findings.ts';
import { registerEndpoints } from './endpoints-register.ts';
import { requestEndpoints } from './endpoints-requests.ts';

export const privacyEndpoints = {
	...consentEndpoints,
	...erasureEndpoints,
	...findingEndpoints,
	...registerEndpoints,
	...requestEndpoints,
} as const;
