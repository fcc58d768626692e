import { defineErrors } from '../../platform/errors.ts';

export const accessError = defineErrors({
	rows_not_all: {
		status: 403,
		'zh-CN': '这项操作涉及全部客户，而您的权限只及于其中一部分。请由可查看并修改全部客户的人来做。',
		en: 'This is about every customer, and your rights reach some of them. Ask somebody who sees and changes all.',
	},
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
	password_weak: {
		status: 400,
		'zh-CN': '这个密码容易被猜到：由常见的词、姓名、日期或键盘顺序组成。可以用几个不相关的词组成。',
		en: 'This password is easy to guess: it is made of common words, names, dates or neighbouring keys. A few unrelated words are better.',
	},
	password_leaked: {
		status: 400,
		'zh-CN': '这个密码曾在别处泄露，攻击者会首先尝试。请换一个。',
		en: 'This password has leaked somewhere before and is among the first to be tried. Choose another one.',
	},
	password_unchecked: {
		status: 503,
		'zh-CN': '现在无法与泄露的密码比对，因此不能设置密码。请告诉管理员：clientele doctor 会说明原因。',
		en: 'Passwords cannot be compared with leaked ones now, so that none can be set. Tell your administrator: clientele doctor says why.',
	},
	password_is_email: {
		status: 400,
		'zh-CN': '密码不能与邮箱相同。请换一个。',
		en: 'The password must differ from the e-mail address. Choose another one.',
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
		'zh-CN': '这是最后一个启用的管理员，不能停用，授权也不能结束。请先长期授权另一个管理员。',
		en: 'This is the last active administrator, so the account stays active and keeps its role. Make somebody else administrator without an end first.',
	},
	team_unknown: { status: 404, 'zh-CN': '没有这个团队。请从列表中选择。', en: 'There is no such team. Choose one of the list.' },
	team_name_taken: {
		status: 409,
		'zh-CN': '同一个上级团队下已有同名的团队。请换一个名称。',
		en: 'Another team below the same one has this name. Choose a different one.',
	},
	team_top: {
		status: 409,
		'zh-CN': '最上面的团队不能移动或删除。',
		en: 'The team at the top can neither be moved nor deleted.',
	},
	team_circle: {
		status: 409,
		'zh-CN': '团队不能移到自己或自己的下级团队之下。',
		en: 'A team cannot be moved below itself or below a team of its own.',
	},
	team_not_empty: {
		status: 409,
		'zh-CN': '团队里还有下级团队、成员、授权或客户。请先把它们移到别处。',
		en: 'There are still teams below this one, or people, grants or customers in it. Move them elsewhere first.',
	},
	teams_too_many: { status: 409, 'zh-CN': '最多 {count} 个团队。', en: 'There can be {count} teams at most.' },
	condition_unknown: {
		status: 404,
		'zh-CN': '没有这个行条件。请从列表中选择。',
		en: 'There is no such condition. Choose one of the list.',
	},
	condition_name_taken: {
		status: 409,
		'zh-CN': '已有同名的行条件。请换一个名称。',
		en: 'Another condition has this name. Choose a different one.',
	},
	condition_in_use: {
		status: 409,
		'zh-CN': '有角色使用这个行条件。请先修改这些角色。',
		en: 'Roles hold under this condition. Change those first.',
	},
	condition_field: {
		status: 400,
		'zh-CN': '“{field}”不能用于行条件：只能是国家、地区、类型、阶段、语言、行业，或单选的自定义属性（敏感的除外）。',
		en: '“{field}” cannot decide about rows: use country, region, kind, stage, language, industry, or a choice attribute that is not sensitive.',
	},
	condition_value: {
		status: 400,
		'zh-CN': '“{value}”不是“{field}”的可选值。',
		en: '“{value}” is no value that “{field}” can have.',
	},
	conditions_too_many: { status: 409, 'zh-CN': '最多 {count} 个行条件。', en: 'There can be {count} conditions at most.' },
	role_unknown: { status: 404, 'zh-CN': '没有这个角色。请从列表中选择。', en: 'There is no such role. Choose one of the list.' },
	role_name_taken: {
		status: 409,
		'zh-CN': '已有同名的角色。请换一个名称。',
		en: 'Another role has this name. Choose a different one.',
	},
	role_ready_made: {
		status: 409,
		'zh-CN': '内置角色不能修改或删除。请复制一个再改。',
		en: 'A role that comes with the product stays as it is. Make a copy and change that.',
	},
	role_in_use: {
		status: 409,
		'zh-CN': '还有人拥有或将拥有这个角色。请先结束这些授权。',
		en: 'Somebody holds this role or will. End those grants first.',
	},
	role_writes_beyond: {
		status: 400,
		'zh-CN': '可修改的范围不能大于可查看的范围。',
		en: 'More rows cannot be changed than are read. Widen what is read, or narrow what is changed.',
	},
	roles_too_many: { status: 409, 'zh-CN': '最多 {count} 个角色。', en: 'There can be {count} roles at most.' },
	rights_beyond_own: {
		status: 403,
		'zh-CN': '这超出了您自己的权限（{what}：{name}）。请由拥有该权限的人来做。',
		en: 'This goes beyond what you hold yourself ({what}: {name}). Ask somebody who holds it.',
	},
	rights_shrunk: {
		status: 403,
		'zh-CN': '发起者的权限在执行过程中减少了，因此已停止。已完成的部分保留；核对后可以继续。',
		en: 'Whoever asked for this holds less by now, so it was stopped. What was done stands; look at it, then it may go on.',
	},
	version_changed: {
		status: 412,
		'zh-CN': '在您打开之后已被他人修改。请重新载入后再改。',
		en: 'Somebody changed this since you opened it. Load it again and repeat your change.',
	},
	grant_unknown: {
		status: 404,
		'zh-CN': '此人没有编号为 {id} 的授权。',
		en: 'This person has no grant with the number {id}.',
	},
	grant_times: {
		status: 400,
		'zh-CN': '结束时间须在将来，并晚于开始时间。',
		en: 'The end has to lie in the future, and after the start.',
	},
	api_key_unknown: { status: 404, 'zh-CN': '没有编号为 {id} 的 API 密钥。', en: 'There is no API key with the number {id}.' },
	database_login_none: {
		status: 404,
		'zh-CN': '{email} 没有自己的数据库登录。',
		en: '{email} has no database login.',
	},
	permission_unknown: {
		status: 400,
		'zh-CN': '没有“{permission}”这个权限。可用的有：{permissions}。',
		en: 'There is no permission “{permission}”. There are: {permissions}.',
	},
	role_unknown_name: {
		status: 404,
		'zh-CN': '没有叫“{name}”的角色。可用的有：{names}。',
		en: 'There is no role “{name}”. There are: {names}.',
	},
	team_unknown_name: {
		status: 404,
		'zh-CN': '没有叫“{name}”的团队，或有多个同名的。请用编号：{names}。',
		en: 'There is no team “{name}”, or more than one. Use a number: {names}.',
	},
	api_key_beyond: {
		status: 403,
		'zh-CN': 'API 密钥的权限不能超出其所有者（{permission}）。',
		en: 'An API key cannot do what its owner may not ({permission}).',
	},
	api_key_by_key: {
		status: 403,
		'zh-CN': '新建 API 密钥需要登录，或使用有用户管理权限的密钥。',
		en: 'Sign in to create an API key, or use a key that may manage users.',
	},
	network_malformed: {
		status: 400,
		'zh-CN': '“{network}”不是 IP 地址或网络。请写成 203.0.113.7 或 10.1.0.0/16 的形式。',
		en: '“{network}” is no IP address or network. Write it as 203.0.113.7 or 10.1.0.0/16.',
	},
	see_as_session: {
		status: 403,
		'zh-CN': '只有登录的管理员可以用他人的视角查看，API 密钥不行。',
		en: 'Looking as somebody else takes a signed-in administrator; an API key cannot do it.',
	},
	see_as_oneself: { status: 400, 'zh-CN': '请选择另一个人。', en: 'Choose somebody else.' },
	api_key_address: {
		status: 403,
		'zh-CN': '这个 API 密钥不能从 {address} 使用。请从允许的网络访问，或新建一个允许此地址的密钥。',
		en: 'This API key may not be used from {address}. Use it from one of its networks, or create one that allows this address.',
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
