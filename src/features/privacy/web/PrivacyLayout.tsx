// Privacy: a list of its pages beside the page.

import { privacyPages } from '../../../web/shell/places.ts';
import { PagesBeside } from '../../../web/shell/SettingsLayout.tsx';
import { usePrivacyWords } from './words.ts';

export function PrivacyLayout() {
	const say = usePrivacyWords();
	return <PagesBeside label={say('privacy')} places={privacyPages} />;
}
