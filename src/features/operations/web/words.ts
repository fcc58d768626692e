// The words of appearance, the settings' first page and the welcome page.
import { defineWords } from '../../../web/i18n.ts';

export const useAppearanceWords = defineWords('appearance', {
	title: { 'zh-CN': '外观与地区', en: 'Appearance and country' },
	lead: {
		'zh-CN': '所有人看到的名称、标志和颜色，登录页也一样；以及不带国际区号的电话属于哪个国家或地区。',
		en: 'The name, logo and colour that everybody sees, on the sign-in page too; and the country of phone numbers without a country code.',
	},
	name: { 'zh-CN': '系统名称', en: 'Name' },
	name_hint: { 'zh-CN': '显示在左上角、浏览器标签和登录页', en: 'Shown at the top left, on the tab of the browser and when signing in' },
	country: { 'zh-CN': '默认国家或地区', en: 'Default country' },
	country_hint: {
		'zh-CN': '不带国际区号的电话按此国家或地区的号码读取；已有号码不变',
		en: 'Phone numbers without a country code are read as numbers of this country; those that stand stay as they are',
	},
	notes_encrypted: { 'zh-CN': '加密备注', en: 'Encrypt notes' },
	notes_encrypted_hint: {
		'zh-CN': '备注在数据库和备份中只以密文保存；已有备注在后台加密或解密。SQL 不再能读写备注。',
		en: 'Notes stand in the database and its backups as ciphertext alone; those that are there are encrypted, or opened again, in the background. SQL neither shows nor takes them.',
	},
	colour: { 'zh-CN': '主色', en: 'Colour' },
	own_colour: { 'zh-CN': '其他颜色', en: 'Another colour' },
	colour_used: {
		'zh-CN': '这个颜色上的文字不易辨认，实际使用加深后的 {used}。',
		en: 'Text on this colour would be hard to read; the darker {used} is used.',
	},
	colour_fits: { 'zh-CN': '文字清晰可读（对比度 {ratio}:1）。', en: 'Text on it can be read well (contrast {ratio}:1).' },
	sample: { 'zh-CN': '按钮示例', en: 'A button' },
	sample_link: { 'zh-CN': '链接示例', en: 'A link' },
	logo: { 'zh-CN': '标志', en: 'Logo' },
	logo_hint: { 'zh-CN': 'PNG、JPEG 或 WebP，最大 512 kB，方形为佳', en: 'PNG, JPEG or WebP, at most 512 kB, best square' },
	logo_choose: { 'zh-CN': '选择图片', en: 'Choose a picture' },
	logo_remove: { 'zh-CN': '恢复默认标志', en: 'Back to the usual logo' },
	saved: { 'zh-CN': '已保存，所有人下次打开页面时生效', en: 'Saved; everybody sees it when they next open the page' },
	blue: { 'zh-CN': '蓝', en: 'Blue' },
	teal: { 'zh-CN': '青', en: 'Teal' },
	green: { 'zh-CN': '绿', en: 'Green' },
	violet: { 'zh-CN': '紫', en: 'Violet' },
	magenta: { 'zh-CN': '品红', en: 'Magenta' },
	red: { 'zh-CN': '红', en: 'Red' },
	orange: { 'zh-CN': '橙', en: 'Orange' },
	grey: { 'zh-CN': '灰', en: 'Grey' },
});

export const useWelcomeWords = defineWords('welcome', {
	title: { 'zh-CN': '欢迎使用 {name}', en: 'Welcome to {name}' },
	lead: {
		'zh-CN': '从哪里开始？以后也可以从“设置”回到这里。',
		en: 'Where do you want to begin? You can come back here from the settings.',
	},
	import_title: { 'zh-CN': '带来已有的客户', en: 'Bring your customers' },
	import_why: {
		'zh-CN': 'Excel、CSV、vCard 等。列会自动识别，导入前可预览，导入后可撤销。',
		en: 'Excel, CSV, vCard and others. Columns are recognised; you see a preview first and can undo it later.',
	},
	import_do: { 'zh-CN': '导入文件', en: 'Import a file' },
	add_title: { 'zh-CN': '添加第一个客户', en: 'Add the first customer' },
	add_why: { 'zh-CN': '只要一个姓名、公司、电话或邮箱。', en: 'A name, a company, a phone number or an e-mail address is enough.' },
	add_do: { 'zh-CN': '添加客户', en: 'Add a customer' },
	demo_title: { 'zh-CN': '载入示例数据', en: 'Load the demo' },
	demo_why: {
		'zh-CN': '一万个虚构的客户，用来试用。随时可以一键移除。',
		en: 'Ten thousand invented customers to try things with. One press takes them away again.',
	},
	demo_do: { 'zh-CN': '载入示例', en: 'Load the demo' },
	demo_running: { 'zh-CN': '正在载入 {count} 个示例客户…', en: 'Filling in {count} invented customers…' },
	demo_removing: { 'zh-CN': '正在移除示例客户…', en: 'Taking the invented customers away…' },
	demo_ready: { 'zh-CN': '{count} 个示例客户已载入。', en: '{count} invented customers are there.' },
	demo_failed: {
		'zh-CN': '没有完成。可以再试一次，或移除已载入的部分。',
		en: 'It was not completed. Try again, or take away what is there.',
	},
	demo_remove: { 'zh-CN': '移除示例数据', en: 'Take the demo away' },
	demo_remove_why: {
		'zh-CN': '示例客户及其关系、备注会被移除；您改动过或添加了内容的客户保留。',
		en: 'The invented customers, their relationships and notes go. Customers to whom somebody added something stay.',
	},
	demo_confirm: {
		'zh-CN': '已经有客户了。示例客户会与他们列在一起，之后可以单独移除。',
		en: 'There are customers already. The invented ones will stand among them; they can be taken away by themselves later.',
	},
	to_customers: { 'zh-CN': '查看客户', en: 'Go to customers' },
	nothing_allowed: {
		'zh-CN': '您的角色只能查看。管理员添加客户后，您会在“客户”中看到他们。',
		en: 'Your role may look only. When an administrator has added customers, you find them under Customers.',
	},
});

export const useSettingsHomeWords = defineWords('settings-home', {
	lead: { 'zh-CN': '选择要更改的内容。', en: 'Choose what you want to change.' },
	account: { 'zh-CN': '姓名、语言、密码', en: 'Your name, language and password' },
	users: { 'zh-CN': '谁可以登录、角色和可见范围', en: 'Who can sign in, their roles and what they see' },
	roles: { 'zh-CN': '角色能做什么、看到哪些客户和数据', en: 'What each role may do, and which customers and values it opens' },
	teams: { 'zh-CN': '团队的树，以及按国家等区分客户的条件', en: 'The tree of teams, and conditions such as a country' },
	access: { 'zh-CN': '每个角色能看到什么；谁能看到某位客户，为什么', en: 'What each role opens; who sees a customer, and why' },
	approvals: { 'zh-CN': '等待另一位同事批准的大批量导出和删除', en: 'Exports and deletions of many that wait for a second person' },
	keys: { 'zh-CN': '其他程序访问 REST 接口所用的密钥', en: 'Keys with which other programs reach the REST API' },
	webhooks: { 'zh-CN': '数据变化时通知其他程序', en: 'Tell other programs when something changes' },
	attributes: { 'zh-CN': '客户还记录什么：类型、规则、分组', en: 'What else is kept of customers: types, rules, groups' },
	tags: { 'zh-CN': '给客户分类的标签和颜色', en: 'Tags that sort customers, and their colours' },
	mappings: { 'zh-CN': '各来源的列存入哪里', en: 'Which column of which source goes where' },
	sources: { 'zh-CN': '数据从哪里来、信任程度', en: 'Where data comes from, and how far it is trusted' },
	appearance: { 'zh-CN': '名称、标志、颜色、默认国家', en: 'Name, logo, colour and default country' },
	welcome: { 'zh-CN': '导入文件、示例数据、第一个客户', en: 'Import a file, the demo, the first customer' },
});
