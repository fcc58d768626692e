// All shortcuts that can be used on this page, by section: read from the list of commands, so none is told that does not exist.
import { Alert, Modal } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useSpoken } from '../i18n.ts';
import { sections, useAllCommands } from '../shared/commands.ts';
import { Kbd } from '../shared/Kbd.tsx';
import { useCommonWords, useShellWords } from '../words.ts';
import classes from './ShortcutsDialogue.module.css';
import { useSingleKeysHeard } from './shortcuts.ts';

/** Opens whenever `asked` counts up. */
export function ShortcutsDialogue({ asked }: { readonly asked: number }) {
	const say = useShellWords();
	const common = useCommonWords();
	const speak = useSpoken();
	const heard = useSingleKeysHeard();
	const [opened, setOpened] = useState(false);
	useEffect(() => setOpened(asked > 0), [asked]);
	const commands = useAllCommands().filter(({ keys }) => keys);
	return (
		<Modal
			opened={opened}
			onClose={() => setOpened(false)}
			title={say('shortcuts')}
			size={640}
			closeButtonProps={{ 'aria-label': common('close') }}
		>
			{!heard && (
				<Alert color="gray" mb="md">
					{say('shortcuts_off')}
				</Alert>
			)}
			<div className={classes.sections}>
				{sections.map((section) => {
					const inSection = commands.filter((command) => command.section === section);
					return inSection.length === 0 ? null : (
						<section key={section} className={classes.section}>
							<h3 className={classes.head}>{say(`section_${section}`)}</h3>
							<dl className={classes.list}>
								{inSection.map(({ id, words, keys }) => (
									<div key={id} className={classes.line}>
										<dt>{speak(words)}</dt>
										<dd>
											<Kbd keys={keys!} read />
										</dd>
									</div>
								))}
							</dl>
						</section>
					);
				})}
			</div>
		</Modal>
	);
}
