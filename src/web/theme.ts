// How Mantine's components look by default. Colours, sizes and fonts are variables in theme.css: a stylesheet, because the content policy allows no style that a script writes into the page.
import { createTheme, Menu, Modal, Popover, Tooltip } from '@mantine/core';

export const theme = createTheme({
	primaryColor: 'blue',
	defaultRadius: 'md',
	cursorType: 'pointer',
	respectReducedMotion: true,
	components: {
		// The page is held still by theme.css while a dialogue is open; Mantine's own lock writes a <style> element.
		Modal: Modal.extend({ defaultProps: { lockScroll: false, centered: true, overlayProps: { backgroundOpacity: 0.45 } } }),
		// Menus open inside the main landmark, where screen readers look for content; Mantine's placeholder is no role that a menu may hold.
		Menu: Menu.extend({ defaultProps: { withInitialFocusPlaceholder: false, portalProps: { target: '#main' } } }),
		// On the side with more room and never larger than that, however low the window or large the letters; theme.css lets it scroll.
		Popover: Popover.extend({
			defaultProps: {
				shadow: 'md',
				withinPortal: true,
				middlewares: { flip: { fallbackStrategy: 'bestFit' }, size: { padding: 5 } },
			},
		}),
		Tooltip: Tooltip.extend({ defaultProps: { openDelay: 400, withArrow: true } }),
	},
});
