// Takes a picture of a page and writes it as WebP: Chromium itself makes it, at a third of the size of a PNG.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';

/** 1 would be without loss; at this value letters have no visible fringes. */
const quality = 0.86;

/** How long a page may still fade, load fonts or fetch what is not waited for by name. In milliseconds. */
const calm = 700;

export interface Camera {
	/** Takes what the window shows, or one part of the page. */
	take(page: Page, file: string, part?: Locator): Promise<void>;
	close(): Promise<void>;
}

export async function openCamera(browser: Browser): Promise<Camera> {
	const darkroom = await browser.newPage();
	return {
		async take(page, file, part) {
			// Nothing is under the pointer.
			await page.mouse.move(1, 1);
			await page.waitForTimeout(calm);
			// The blinking caret is shown as it stands: to hide it a style would be added, which the page's policy forbids.
			const png = await (part ?? page).screenshot({ caret: 'initial' });
			const webp = await darkroom.evaluate(
				async ([data, quality]) => {
					const bytes = Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0));
					const picture = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
					const canvas = new OffscreenCanvas(picture.width, picture.height);
					// Without an alpha channel the file is smaller and its head is the simple one.
					canvas.getContext('2d', { alpha: false })!.drawImage(picture, 0, 0);
					const made = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/webp', quality })).arrayBuffer());
					return btoa(Array.from(made, (byte) => String.fromCharCode(byte)).join(''));
				},
				[png.toString('base64'), quality] as const,
			);
			await mkdir(dirname(file), { recursive: true });
			await writeFile(file, Buffer.from(webp, 'base64'));
		},
		close: () => darkroom.close(),
	};
}
