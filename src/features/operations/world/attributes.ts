// The custom attributes of the demo world, in both languages.
import type { z } from 'zod';
import type { attributeInput } from '../../customers/schema.ts';

export const worldAttributes: readonly z.output<typeof attributeInput>[] = [
	{
		name: 'loyalty_level',
		type: 'choice',
		label_en: 'Loyalty level',
		label_zh: '会员等级',
		choices: [
			{ value: 'bronze', label_en: 'Bronze', label_zh: '铜卡' },
			{ value: 'silver', label_en: 'Silver', label_zh: '银卡' },
			{ value: 'gold', label_en: 'Gold', label_zh: '金卡' },
			{ value: 'platinum', label_en: 'Platinum', label_zh: '铂金卡' },
		],
		position: 1,
	},
	{ name: 'contract_value', type: 'money', label_en: 'Contract value', label_zh: '合同金额', position: 2 },
	{ name: 'newsletter', type: 'boolean', label_en: 'Newsletter', label_zh: '订阅资讯', position: 3 },
	{ name: 'preferred_store', type: 'text', label_en: 'Preferred store', label_zh: '常去门店', position: 4 },
];
