// Every place of the product that stands in the navigation, under Settings or among the commands: told once. A place belongs here when its page is there.
import {
	type Icon,
	IconAdjustments,
	IconBuildingWarehouse,
	IconCalendarOff,
	IconClipboardText,
	IconDownload,
	IconEraser,
	IconEye,
	IconHierarchy2,
	IconHistory,
	IconInbox,
	IconKey,
	IconLock,
	IconLogin2,
	IconPalette,
	IconSettings,
	IconShieldCheck,
	IconShieldExclamation,
	IconShieldLock,
	IconTableImport,
	IconTags,
	IconTextScan2,
	IconUpload,
	IconUserCheck,
	IconUserCircle,
	IconUsers,
	IconUsersGroup,
	IconWebhook,
	IconWorldShare,
} from '@tabler/icons-react';
import type { Permission } from '../../platform/endpoint.ts';
import type { Words } from '../../platform/errors.ts';
import { useMay } from '../session.ts';
import { useShellWords } from '../words.ts';

const { words } = useShellWords;

export interface Place {
	readonly to: string;
	readonly words: Words;
	readonly icon: Icon;
	/** Who finds it; everybody where it is left out. */
	readonly permission?: Permission;
	/** Its shortcut: `g c`. */
	readonly keys?: string;
}

/** The navigation: parts of a day's work, in groups. At most five stand at the bottom of a phone. */
export const navigation = [
	{ to: '/customers', words: words.customers, icon: IconUsers, permission: 'customers.read', keys: 'g c' },
	{ to: '/imports', words: words.imports, icon: IconUpload, permission: 'imports.run', keys: 'g i' },
	{ to: '/exports', words: words.exports, icon: IconDownload, permission: 'exports.run', keys: 'g e' },
	{ to: '/privacy', words: words.privacy, icon: IconShieldCheck, permission: 'privacy.read', keys: 'g p' },
	{ to: '/settings', words: words.settings, icon: IconSettings, keys: 'g s' },
] as const satisfies readonly Place[];

/** The pages of the settings. */
export const settingsPages = [
	{ to: '/settings/account', words: words.settings_account, icon: IconUserCircle },
	{ to: '/settings/security', words: words.settings_security, icon: IconLock },
	{ to: '/settings/users', words: words.settings_users, icon: IconUsersGroup, permission: 'settings.read' },
	{ to: '/settings/roles', words: words.settings_roles, icon: IconShieldLock, permission: 'settings.read' },
	{ to: '/settings/teams', words: words.settings_teams, icon: IconHierarchy2, permission: 'settings.read' },
	{ to: '/settings/access', words: words.settings_access, icon: IconEye, permission: 'settings.read' },
	{ to: '/settings/approvals', words: words.settings_approvals, icon: IconUserCheck },
	{ to: '/settings/sign-in', words: words.settings_sign_in, icon: IconLogin2, permission: 'users.manage' },
	{ to: '/settings/keys', words: words.settings_keys, icon: IconKey },
	{ to: '/settings/audit', words: words.settings_audit, icon: IconHistory, permission: 'audit.read' },
	{ to: '/settings/webhooks', words: words.settings_webhooks, icon: IconWebhook, permission: 'settings.manage' },
	{ to: '/settings/attributes', words: words.settings_attributes, icon: IconAdjustments, permission: 'settings.read' },
	{ to: '/settings/tags', words: words.settings_tags, icon: IconTags, permission: 'settings.read' },
	{ to: '/settings/sources', words: words.settings_sources, icon: IconBuildingWarehouse, permission: 'settings.read' },
	{ to: '/settings/appearance', words: words.settings_appearance, icon: IconPalette, permission: 'settings.manage' },
	{ to: '/settings/mappings', words: words.settings_mappings, icon: IconTableImport, permission: 'settings.read' },
] as const satisfies readonly Place[];

/** The pages of privacy. */
export const privacyPages = [
	{ to: '/privacy/requests', words: words.privacy_requests, icon: IconInbox, permission: 'privacy.read' },
	{ to: '/privacy/purposes', words: words.privacy_purposes, icon: IconClipboardText, permission: 'privacy.read' },
	{ to: '/privacy/erasures', words: words.privacy_erasures, icon: IconEraser, permission: 'privacy.read' },
	{ to: '/privacy/recipients', words: words.privacy_recipients, icon: IconWorldShare, permission: 'privacy.read' },
	{ to: '/privacy/retention', words: words.privacy_retention, icon: IconCalendarOff, permission: 'privacy.read' },
	{ to: '/privacy/findings', words: words.privacy_findings, icon: IconTextScan2, permission: 'privacy.read' },
	{ to: '/privacy/breaches', words: words.privacy_breaches, icon: IconShieldExclamation, permission: 'privacy.read' },
	{ to: '/privacy/settings', words: words.privacy_settings, icon: IconAdjustments, permission: 'privacy.read' },
] as const satisfies readonly Place[];

type Guarded = Pick<Place, 'to' | 'permission'>;

/** Pages that stand in no list, and who may open them. */
const others: readonly Guarded[] = [{ to: '/customers/changes', permission: 'customers.write' }];

/** What it takes to open an address; undefined where everybody may. The longest place that it lies in decides. */
export function permissionOf(pathname: string): Permission | undefined {
	const places: readonly Guarded[] = [...navigation, ...settingsPages, ...others];
	const inside = places.filter(({ to }) => pathname === to || pathname.startsWith(`${to}/`));
	return inside.sort((a, b) => b.to.length - a.to.length)[0]?.permission;
}

/** Those of the places that this person may open. */
export function usePermitted<P extends Place>(places: readonly P[]): readonly P[] {
	const may = useMay();
	return places.filter(({ permission }) => permission === undefined || may(permission));
}
