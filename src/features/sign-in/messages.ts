// What signing in says when it refuses.
import { defineErrors } from '../../platform/errors.ts';

export const signInError = defineErrors({
	sign_in_refused: {
		status: 401,
		'zh-CN': '邮箱或密码不正确。请检查后重试，或使用“忘记密码”。',
		en: 'The e-mail address or the password is wrong. Check both, or use “Forgotten your password?”.',
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
	password_by_provider: {
		status: 403,
		'zh-CN': '您的公司要求通过“{name}”登录。请使用该按钮。',
		en: 'Your company asks you to sign in through “{name}”. Use that button.',
	},
	password_wrong: { status: 403, 'zh-CN': '密码不正确。', en: 'The password is wrong.' },
	second_factor_wrong: {
		status: 401,
		'zh-CN': '这个验证码不正确或已经用过。请等待下一个验证码后重试。',
		en: 'This code is wrong or was used already. Wait for the next one and try again.',
	},
	second_factor_asked: {
		status: 401,
		'zh-CN': '您的账户有第二步验证：请同时输入验证码或恢复码，或使用通行密钥。',
		en: 'Your account has a second factor: type a code of your app or a recovery code as well, or use your passkey.',
	},
	second_factor_over: {
		status: 401,
		'zh-CN': '这次登录已过期或尝试过多。请重新输入密码。',
		en: 'This sign-in has expired or was tried too often. Begin again with your password.',
	},
	passkey_refused: {
		status: 401,
		'zh-CN': '无法用这个通行密钥登录。它可能已被移除，或质询已过期。请重试，或使用其他方式。',
		en: 'This passkey was not accepted: it may have been removed, or the challenge has expired. Try again, or sign in another way.',
	},
	passkey_not_added: {
		status: 400,
		'zh-CN': '无法添加这个通行密钥。请重新开始。',
		en: 'This passkey could not be added. Begin again.',
	},
	passkey_known: { status: 409, 'zh-CN': '这个通行密钥已经添加过。', en: 'This passkey was added already.' },
	passkey_unknown: { status: 404, 'zh-CN': '没有编号为 {id} 的通行密钥。', en: 'There is no passkey with the number {id}.' },
	passkeys_many: { status: 409, 'zh-CN': '最多 20 个通行密钥。请先移除一个。', en: 'Twenty passkeys are the most. Remove one first.' },
	fresh_sign_in_needed: {
		status: 403,
		'zh-CN': '这项操作需要再次确认是您本人。',
		en: 'This asks you to prove again that it is you.',
	},
	session_needed: {
		status: 403,
		'zh-CN': '这项操作需要在网页中登录，不能使用 API 密钥。',
		en: 'This takes a person who is signed in to the page; an API key cannot do it.',
	},
	totp_not_begun: { status: 409, 'zh-CN': '请先开始设置验证器应用。', en: 'Begin to set up the authenticator app first.' },
	totp_there: {
		status: 409,
		'zh-CN': '验证器应用已经设置好。要更换请先移除。',
		en: 'There is an authenticator app already. Remove it first to use another.',
	},
	totp_missing: { status: 409, 'zh-CN': '还没有第二步验证。请先设置。', en: 'There is no second factor yet. Set one up first.' },
	second_factor_kept: {
		status: 409,
		'zh-CN': '公司要求您使用第二步验证，最后一个不能移除。请先设置另一个。',
		en: 'Your company asks you for a second factor: the last one cannot be removed. Set up another one first.',
	},
	session_unknown: { status: 404, 'zh-CN': '没有这个会话，它可能已经结束。', en: 'There is no such session; it may have ended.' },
	link_invalid: {
		status: 410,
		'zh-CN': '这个链接无效、已过期或已使用过。请重新申请。',
		en: 'This link is not valid, has expired or was used already. Ask for a new one.',
	},
	link_needs_password: { status: 400, 'zh-CN': '请设置密码。', en: 'Give the password that you want to use.' },
	provider_unknown: { status: 404, 'zh-CN': '没有编号为 {id} 的身份提供方。', en: 'There is no identity provider with the number {id}.' },
	provider_changed: {
		status: 412,
		'zh-CN': '在此期间有人更改过。请重新打开后再改。',
		en: 'Somebody changed this in the meantime. Open it again and change it then.',
	},
	provider_name_taken: { status: 409, 'zh-CN': '已有同名的身份提供方。', en: 'Another identity provider has this name.' },
	provider_domains: {
		status: 400,
		'zh-CN': '自动创建用户需要至少一个邮箱域名，否则任何人都可以创建账户。',
		en: 'To create people it takes at least one domain of e-mail addresses: otherwise anybody could make himself an account.',
	},
	provider_unreachable: {
		status: 502,
		'zh-CN': '无法读取身份提供方的说明：{reason}。请检查发行者地址。',
		en: 'The identity provider’s documents could not be read: {reason}. Check the address of the issuer.',
	},
	provider_refused: {
		status: 401,
		'zh-CN': '身份提供方的回答不被接受（{reason}）。请重试；若仍失败，请联系管理员。',
		en: 'The answer of the identity provider was not accepted ({reason}). Try again; if it fails again, tell your administrator.',
	},
	provider_email: {
		status: 403,
		'zh-CN': '身份提供方没有确认您的邮箱，因此无法与账户对应。',
		en: 'The identity provider has not verified your e-mail address, so it cannot be matched with an account.',
	},
	provider_domain: {
		status: 403,
		'zh-CN': '这个身份提供方不负责您的邮箱域名。请用其他方式登录，并在“账户安全”中关联它。',
		en: 'This identity provider does not speak for the domain of your e-mail address. Sign in another way and link it under Account security.',
	},
	provider_linked: {
		status: 403,
		'zh-CN': '使用您邮箱的账户已关联到身份提供方的另一个账户。请按原来的方式登录，并在“账户安全”中关联这一个，或联系管理员。',
		en: 'The account with your e-mail address is linked to another account at a provider. Sign in as you did before and link this one under Account security, or ask an administrator.',
	},
	provider_no_account: {
		status: 403,
		'zh-CN': '这里没有使用您邮箱的账户。请联系管理员。',
		en: 'There is no account with your e-mail address here. Ask an administrator for one.',
	},
	provider_taken: {
		status: 409,
		'zh-CN': '身份提供方的这个账户已关联到另一位用户。',
		en: 'This account at the provider is linked to another person here.',
	},
	provider_last: {
		status: 409,
		'zh-CN': '这是您唯一的登录方式。请先设置密码或通行密钥。',
		en: 'This is your only way to sign in. Set a password or a passkey first.',
	},
	settings_changed: {
		status: 412,
		'zh-CN': '在此期间有人更改过登录规则。请重新打开后再改。',
		en: 'Somebody changed the rules of signing in meanwhile. Open them again and change them then.',
	},
	settings_own_factor: {
		status: 409,
		'zh-CN': '这条规则也适用于您。请先在“我的账户”中设置第二步验证。',
		en: 'This rule would hold for you as well. Set up a second factor in your own account first.',
	},
	email_same: { status: 400, 'zh-CN': '这已经是您的邮箱。', en: 'This is your e-mail address already.' },
});
