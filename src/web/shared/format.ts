// Numbers, dates, money, times and order as a person of the chosen language writes them: formats.ts for components.
import { useLanguage } from '../i18n.ts';
import { type Format, formatOf } from './formats.ts';

export function useFormat(): Format {
	return formatOf(useLanguage());
}
