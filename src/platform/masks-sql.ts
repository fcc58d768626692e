// The masks of masks.ts as a function of the database, for what it writes itself: exports, and the views for people who write SQL. A test holds both against each other.
import { appRole } from './database.ts';
import { shortCodes } from './masks.ts';
import { peopleRole } from './migrate.ts';

/** In place of an encrypted value, which the database cannot open. */
export const sealedText = '••••';

const syllables = String.raw`[\u2e80-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]`;
const trimmed = String.raw`regexp_replace(value, '^\s+|\s+$', '', 'g')`;
const number = `regexp_replace(value, '[^0-9+]', '', 'g')`;
const code = String.raw`coalesce(substring(${number} from '^\+(?:${shortCodes})'), substring(${number} from '^\+[0-9]{3}'), '')`;
const national = `regexp_replace(substr(${number}, length(${code}) + 1), '[^0-9]', '', 'g')`;
const mobile = String.raw`'^(?:\+86|0086)?(1[3-9][0-9])[0-9]{4}([0-9]{4})$'`;
const domain = `substring(value from '@[^@]*$')`;
const plain = String.raw`regexp_replace(value, '[\s-]', '', 'g')`;

const handle = `case when length(${trimmed}) >= 6 then left(${trimmed}, 1) || '***' else '***' end`;
const email = `case when ${domain} is null then ${handle}
	else case when length(value) - length(${domain}) > 2 then left(value, 1) else '' end || '***' || ${domain} end`;
const phone = String.raw`case when ${number} ~ ${mobile} then regexp_replace(${number}, ${mobile}, '\1****\2')
	else ${code} || '****' || case when length(${national}) >= 9 then right(${national}, 4) when length(${national}) >= 7 then right(${national}, 2) else '' end end`;

/** Statements that (re)create mask_text(how, value). Written as one expression, so that it is made part of the query that calls it. */
export const masksSql: readonly string[] = [
	`create or replace function mask_text(how text, value text) returns text language sql immutable parallel safe as $mask$
	select case
	when value is null or value = '' then value
	when value ~ '^~1[.][0-9]+[.][0-9]+[.][A-Za-z0-9_-]+$' then '${sealedText}'
	when how = 'name' then case
		when length(${trimmed}) < 2 then '***'
		when ${trimmed} ~ '^${syllables}' then left(${trimmed}, 1) || '*'
		else left(${trimmed}, 1) || '***' end
	when how = 'phone' then ${phone}
	when how = 'email' then ${email}
	when how = 'handle' then ${handle}
	when how = 'contact' then case
		when strpos(value, '@') > 0 then ${email}
		when value ~ '^[0-9[:space:]()+./-]{7,}$' then ${phone}
		else ${handle} end
	when how = 'identity' then case
		when length(${plain}) >= 15 then left(${plain}, 6) || '********' || right(${plain}, 4)
		when length(${plain}) >= 9 then '****' || right(${plain}, 2)
		else '****' end
	when how = 'address' then case when length(${trimmed}) >= 8 and ${trimmed} ~ '^${syllables}' then left(${trimmed}, 3) || '****' else '****' end
	when how = 'postcode' then case when length(value) >= 5 then left(value, 2) || '****' else '****' end
	when how = 'date' then case when value ~ '^[0-9]{4}-' then left(value, 4) || '-**-**' else '***' end
	else '***' end
	$mask$`,
	`grant execute on function mask_text(text, text) to ${appRole}, ${peopleRole}`,
];
