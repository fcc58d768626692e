// Choosing the language: at once on the page, in what the server says, and for the account.
import { useQueryClient } from '@tanstack/react-query';
import type { Language } from '../../platform/errors.ts';
import { speak } from '../i18n.ts';

/** Each language by its own name. */
export const languageNames: Readonly<Record<Language, string>> = { 'zh-CN': '简体中文', en: 'English' };

/** Speaks another language now; replies that hold sentences are read again in it. */
export function useSpeak(): (language: Language) => void {
	const queryClient = useQueryClient();
	return (language) => {
		speak(language);
		void queryClient.invalidateQueries();
	};
}
