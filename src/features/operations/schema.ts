// The installation as a whole: its name, logo, colour and country, and the demo. Safe in a browser.
import { z } from 'zod';
import { endpoint } from '../../platform/endpoint.ts';

const tag = 'installation';

/** Bytes of a logo at most. */
export const logoLimit = 512 * 1024;
/** Formats of a logo, told by content. No SVG: it can hold scripts. */
export const logoTypes = ['image/png', 'image/jpeg', 'image/webp'] as const;

export const defaultName = 'Clientele';
export const defaultColour = '#2f56c8';

const installation = z.object({
	name: z.string(),
	/** #rrggbb; shades that can be read in both schemes are computed from it. */
	colour: z.string(),
	/** ISO 3166-1 alpha-2, of phone numbers without a country code. */
	country: z.string(),
	/** Address of the logo, another one for another picture; null where there is none. */
	logo: z.string().nullable(),
	/** Counts changes; goes into If-Match. */
	/** Whether notes are kept encrypted. */
	notes_encrypted: z.boolean(),
	version: z.number(),
});
export type Installation = z.output<typeof installation>;

const demo = z.object({
	state: z.enum(['none', 'running', 'ready', 'removing', 'failed']),
	/** How many customers it has, or is to have. */
	customers: z.number(),
	/** From 0 to 1. */
	share: z.number(),
	/** Whether there are customers, of the demo or others. */
	has_customers: z.boolean(),
});
export type Demo = z.output<typeof demo>;

export const operationsEndpoints = {
	getInstallation: endpoint({
		method: 'GET',
		path: '/installation',
		permission: 'public',
		tag,
		summary: { 'zh-CN': '系统名称、颜色、标志和默认国家', en: 'Name, colour, logo and default country of the installation' },
		reply: installation,
	}),
	putInstallation: endpoint({
		method: 'PUT',
		path: '/installation',
		permission: 'settings.manage',
		tag,
		summary: { 'zh-CN': '更改系统名称、颜色和默认国家', en: 'Change name, colour and default country' },
		body: z
			.strictObject({
				name: z.string().trim().min(1).max(60),
				colour: z.string().regex(/^#[0-9a-f]{6}$/),
				country: z.string().regex(/^[A-Z]{2}$/),
				notes_encrypted: z.boolean(),
			})
			.partial(),
		versioned: true,
		reply: installation,
	}),
	putLogo: endpoint({
		method: 'PUT',
		path: '/installation/logo',
		permission: 'settings.manage',
		tag,
		accepts: 'file',
		bodyLimit: 2 * logoLimit,
		summary: { 'zh-CN': '上传标志（PNG、JPEG 或 WebP，最大 512 kB）', en: 'Upload a logo (PNG, JPEG or WebP, at most 512 kB)' },
		reply: installation,
	}),
	deleteLogo: endpoint({
		method: 'DELETE',
		path: '/installation/logo',
		permission: 'settings.manage',
		tag,
		summary: { 'zh-CN': '去掉标志', en: 'Take the logo away' },
		reply: installation,
	}),
	getLogo: endpoint({
		method: 'GET',
		path: '/installation/logo/{hash}',
		permission: 'public',
		tag,
		answers: 'file',
		summary: { 'zh-CN': '标志图片', en: 'The logo' },
		params: z.strictObject({ hash: z.string().regex(/^[0-9a-f]{16}$/) }),
		reply: z.unknown(),
	}),
	getDemo: endpoint({
		method: 'GET',
		path: '/demo',
		permission: 'settings.read',
		tag,
		summary: { 'zh-CN': '示例数据的状态', en: 'The state of the demo' },
		reply: demo,
	}),
	startDemo: endpoint({
		method: 'POST',
		path: '/demo',
		permission: 'settings.manage',
		tag,
		status: 202,
		summary: {
			'zh-CN': '在后台载入示例客户；已有客户时须 confirm: true',
			en: 'Fill in invented customers in the background; where there are customers it takes confirm: true',
		},
		body: z.strictObject({ customers: z.number().int().min(100).max(100_000).default(10_000), confirm: z.boolean().default(false) }),
		reply: demo,
	}),
	removeDemo: endpoint({
		method: 'DELETE',
		path: '/demo',
		permission: 'settings.manage',
		tag,
		status: 202,
		summary: {
			'zh-CN': '在后台移除示例客户；您改动过的客户保留',
			en: 'Take the invented customers away; those to whom you added something stay',
		},
		reply: demo,
	}),
} as const;
