// The list of all endpoints of this feature. Safe in a browser.
import { roleEndpoints } from './endpoints-roles.ts';
import { seeAsEndpoints } from './endpoints-seeing.ts';
import { teamEndpoints } from './endpoints-teams.ts';
import { peopleEndpoints } from './schema.ts';

export const accessEndpoints = { ...peopleEndpoints, ...roleEndpoints, ...teamEndpoints, ...seeAsEndpoints } as const;
