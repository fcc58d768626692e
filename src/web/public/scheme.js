// Sets language, colour scheme and the installation's colour on the document before anything is painted. A file of its own: the page's content policy allows no inline script.
(() => {
	const root = document.documentElement;
	let scheme = 'auto';
	let language = navigator.language;
	try {
		scheme = localStorage.getItem('clientele.scheme') ?? scheme;
		language = localStorage.getItem('clientele.language') ?? language;
		// Shades of the installation's colour, as look.ts remembered them: a sheet that a script makes is no inline style.
		const { css } = JSON.parse(localStorage.getItem('clientele.look') ?? '{}');
		if (css) {
			const sheet = new CSSStyleSheet();
			sheet.replaceSync(css);
			document.adoptedStyleSheets = [sheet];
		}
	} catch {
		// Storage can be switched off; the defaults serve.
	}
	const dark = scheme === 'dark' || (scheme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
	root.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
	root.lang = language.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';
})();
