import { defineErrors } from '../../platform/errors.ts';

export const accessError = defineErrors({
	set_up_needed: {
		status: 403,
		'zh-CN': '还没有管理员。请先打开服务器启动时显示的一次性链接，创建第一个管理员。',
		en: 'There is no administrator yet. Open the one-time link the server printed when it started and create the first one.',
	},
	set_up_done: {
		status: 409,
		'zh-CN': '初始设置已完成。请直接登录；需要新账户时请联系管理员。',
		en: 'The set-up is already done. Sign in, or ask an administrator for an account.',
	},
	set_up_token_wrong: {
		status: 403,
		'zh-CN': '这个一次性链接无效或已被新的链接取代。请使用服务器最近一次启动时显示的链接。',
		en: 'This one-time link is not valid or was replaced by a newer one. Use the link from the latest start of the server.',
	},
	sign_in_refused: {
		status: 401,
		'zh-CN': '邮箱或密码不正确。请检查后重试，或请管理员重设密码。',
		en: 'The e-mail address or the password is wrong. Check both, or ask an administrator to reset the password.',
	},
	sign_in_malformed: {
		status: 400,
		'zh-CN': '登录需要 email（邮箱地址）和 password（密码）两项文本。',
		en: 'Signing in takes two texts: email, an e-mail address, and password.',
	},
	sign_in_too_often: {
		status: 429,
		'zh-CN': '登录尝试过多。请在 {seconds} 秒后重试。',
		en: 'Too many attempts to sign in. Try again in {seconds} seconds.',
	},
	account_disabled: {
		status: 403,
		'zh-CN': '这个账户已停用。请联系管理员重新启用。',
		en: 'This account is disabled. Ask an administrator to enable it.',
	},
	password_short: {
		status: 400,
		'zh-CN': '密码太短：至少 {count} 个字符。可以用几个不相关的词组成。',
		en: 'The password is too short: use at least {count} characters, for instance a few unrelated words.',
	},
	password_long: {
		status: 400,
		'zh-CN': '密码太长：最多 {count} 个字符。',
		en: 'The password is too long: use at most {count} characters.',
	},
	password_common: {
		status: 400,
		'zh-CN': '这个密码太常见，容易被猜到。请换一个。',
		en: 'This password is among the first that anyone would guess. Choose another one.',
	},
	password_is_email: {
		status: 400,
		'zh-CN': '密码不能与邮箱相同。请换一个。',
		en: 'The password must differ from the e-mail address. Choose another one.',
	},
	password_wrong: {
		status: 403,
		'zh-CN': '当前密码不正确，没有更改密码。',
		en: 'The current password is wrong; the password was not changed.',
	},
	password_own: {
		status: 403,
		'zh-CN': '请在“我的账户”中更改自己的密码，那里会核对当前密码。',
		en: 'Change your own password under “My account”, where the current one is asked for.',
	},
	email_taken: {
		status: 409,
		'zh-CN': '已有账户使用这个邮箱。请换一个邮箱，或修改那个账户。',
		en: 'Another account has this e-mail address. Use a different one, or change that account.',
	},
	email_reserved: {
		status: 400,
		'zh-CN': '以 .invalid 结尾的邮箱由系统保留。请使用真实的邮箱地址。',
		en: 'Addresses that end in .invalid are reserved. Use a real e-mail address.',
	},
	user_unknown: { status: 404, 'zh-CN': '没有编号为 {id} 的用户。', en: 'There is no user with the number {id}.' },
	user_unknown_email: { status: 404, 'zh-CN': '没有邮箱为 {email} 的用户。', en: 'There is no user with the e-mail address {email}.' },
	user_is_system: {
		status: 403,
		'zh-CN': '这个 API 密钥属于系统账户，系统账户没有个人资料可改。',
		en: 'This API key belongs to the system account, which has no profile to change.',
	},
	last_administrator: {
		status: 409,
		'zh-CN': '这是最后一个启用的管理员，不能停用或降级。请先指定另一个管理员。',
		en: 'This is the last active administrator, so the account stays active and keeps its role. Make somebody else administrator first.',
	},
	scope_unknown: {
		status: 400,
		'zh-CN': '所给的数据范围不存在。请从列表中选择。',
		en: 'There is no such scope. Choose one of the list.',
	},
	scope_name_taken: {
		status: 409,
		'zh-CN': '已有同名的数据范围。请换一个名称。',
		en: 'Another scope has this name. Choose a different one.',
	},
	api_key_unknown: { status: 404, 'zh-CN': '没有编号为 {id} 的 API 密钥。', en: 'There is no API key with the number {id}.' },
	api_key_role: {
		status: 403,
		'zh-CN': 'API 密钥的角色不能高于其所有者的角色（{role}）。',
		en: 'An API key cannot have a higher role than its owner ({role}).',
	},
	api_key_by_key: {
		status: 403,
		'zh-CN': '新建 API 密钥需要登录，或使用管理员角色的密钥。',
		en: 'Sign in to create an API key, or use a key with the role of an administrator.',
	},
	api_key_expired: {
		status: 400,
		'zh-CN': '到期时间已经过去。请填写将来的时间。',
		en: 'This time of expiry has passed. Give a time in the future.',
	},
	secret_broken: {
		status: 500,
		'zh-CN': '文件 {file} 已损坏。请删除它后重新启动；所有人需要重新登录。',
		en: 'The file {file} is damaged. Delete it and start again; everybody will have to sign in anew.',
	},
});
