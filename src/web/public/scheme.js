// Sets language, colour scheme and the installation's colour on the document before anything is painted, and says so where the page does not come. A file of its own: the page's content policy allows no inline script.
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
	// A script that does not come leaves an empty page, and nothing that could say so: the server has a newer version, or the network broke off.
	addEventListener(
		'error',
		({ target }) => {
			const place = document.getElementById('root');
			if (!(target instanceof HTMLScriptElement) || !place || place.childElementCount > 0) return;
			const words = {
				'zh-CN': ['页面无法加载：网络中断，或服务器正在更新。', '重新加载'],
				en: ['The page could not be loaded: the network is down, or the server is being updated.', 'Reload'],
			}[root.lang];
			const [text, link] = [document.createElement('p'), document.createElement('a')];
			text.textContent = words[0];
			link.textContent = words[1];
			link.href = location.href;
			const box = document.createElement('main');
			box.style.cssText = 'padding: 20vh 1rem; text-align: center; font-family: system-ui, sans-serif';
			box.append(text, link);
			place.append(box);
		},
		true,
	);
})();
