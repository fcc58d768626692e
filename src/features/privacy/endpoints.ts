// All endpoints of privacy law. Safe in a browser.
import { consentEndpoints } from './endpoints-consents.ts';
import { erasureEndpoints } from './endpoints-erasure.ts';
import { requestEndpoints } from './endpoints-requests.ts';

export const privacyEndpoints = { ...consentEndpoints, ...erasureEndpoints, ...requestEndpoints } as const;
