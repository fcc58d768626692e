// All shortcuts that can be used on this page, by section: read from the list of commands, so none is told that does not exist.
import { Alert, Modal } from '@mantine/core';
import { Fragment, useEffect, useState } from 'react';
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
								{/* One line for what has two ways. */}
								{[...Map.groupBy(inSection, ({ words }) => speak(words))].map(([name, ways]) => (
									<div key={name} className={classes.line}>
										<dt>{name}</dt>
										<dd>
											{ways.map(({ id, keys }, place) => (
												<Fragment key={id}>
													{place > 0 && ` ${say('shortcut_or')} `}
													<Kbd keys={keys!} read />
												</Fragment>
											))}
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
