// Whether single keys are shortcuts on this device.
import { Switch } from '@mantine/core';
import { useShellWords } from '../words.ts';
import { hearSingleKeys, useSingleKeysHeard } from './shortcuts.ts';

export function ShortcutSetting() {
	const say = useShellWords();
	const heard = useSingleKeysHeard();
	return (
		<Switch
			label={say('shortcuts_switch')}
			description={say('shortcuts_switch_why')}
			checked={heard}
			onChange={(event) => hearSingleKeys(event.currentTarget.checked)}
		/>
	);
}
