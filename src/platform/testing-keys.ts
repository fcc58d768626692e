// The master key of all test databases, also for processes that a test starts.
import { tmpdir } from 'node:os';
import type { Keyring } from './keyring.ts';
import { openKeyring } from './keyring-data.ts';
import { MasterKeys } from './keyring-master.ts';

export const testMasterKey = 'dGVzdCBrZXksIHdoaWNoIGlzIDMyIGJ5dGVzIGxvbmc=';

/** The keyring of a test database; every process that opens it again finds the same keys. */
export function testKeyring(ownerUrl: string): Promise<Keyring> {
	return openKeyring(ownerUrl, new MasterKeys({ dataDir: tmpdir(), key: testMasterKey }));
}
