// Reading typed values in SQL for people: what SQL can tell at once is refused with a sentence, the rest is cleaned provisionally and left to
// the job (crm-jobs.ts), which reads the typed text with the same code as forms and imports.
import { sealedForm } from '../../platform/keyring.ts';
import { alpha2Codes } from '../../values/country_codes.ts';
import { textLimits } from '../../values/text.ts';
import { type RefusalCode, refusals } from './crm-words.ts';
import { sqlPattern } from './patterns.ts';
import { contactKinds } from './schema.ts';
import { encryptedKinds } from './sealing.ts';

/** A text as a literal of SQL. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** A list of texts as a literal of type text[]. */
export const textArray = (list: readonly string[]): string => `array[${list.map(literal).join(', ')}]::text[]`;

/** A statement of PL/pgSQL that refuses; the arguments are SQL expressions. */
export const refuse = (code: RefusalCode, field = "''", value = "''", list = "''"): string =>
	`perform crm_refuse(${literal(code)}, ${field}, ${value}, ${list})`;

/** What stands in place of an encrypted value: these columns have no rights to masks, for nobody reads them in SQL. */
const concealed = '••••';

/** A text that may be encrypted, as SQL shows it. */
export const shownText = (text: string): string =>
	`case when ${text} like '~1.%' and ${text} ~ '^${sealedForm}$' then '${concealed}' else ${text} end`;

/** A jsonb whose members may be encrypted, as SQL shows it. */
export const shownJson = (json: string): string =>
	`case when ${json}::text like '%"~1.%' then regexp_replace(${json}::text, '"${sealedForm}"', '"${concealed}"', 'g')::jsonb else ${json} end`;

/** Condition: the attribute whose name this expression gives is encrypted. */
export const isEncryptedName = (name: string): string =>
	`exists (select from attribute_definitions e where e.entity = 'customers' and e.name = ${name} and e.personal in (${encryptedKinds.map(literal).join(', ')}))`;

/** Head of a function that reads with the rights of its caller, who is always a function of the owner. */
export const helper = (volatility: 'stable' | 'immutable' | 'volatile', language = 'plpgsql'): string =>
	`language ${language} ${volatility} set search_path = public, pg_temp`;

const refuseFunction = `
create or replace function crm_refuse(code text, field text, value text, list text) returns void
${helper('stable')} as $refuse$
declare
	entry constant jsonb := $words$${JSON.stringify(refusals)}$words$::jsonb -> code;
	shown constant text := case when length(value) > 60 then left(value, 60) || '…' else coalesce(value, '') end;
	message text := concat_ws(' · ', entry #>> '{message,en}', entry #>> '{message,zh-CN}');
	hint text := concat_ws(' · ', entry #>> '{hint,en}', entry #>> '{hint,zh-CN}');
begin
	raise exception using
		errcode = entry->>'errcode',
		message = replace(replace(message, '{field}', field), '{value}', shown),
		hint = replace(hint, '{list}', list),
		column = field;
end
$refuse$;`;

/** The characters that cleanText() takes out, as far as they are not surrogates, which no PostgreSQL text can hold. */
const invisible = String.raw`[\u0001-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]`;

const textFunction = String.raw`
create or replace function crm_text(field text, typed text, most integer, lines boolean default false) returns text
${helper('stable')} as $text$
declare
	result text;
begin
	if typed is null or length(typed) <= most and typed ~ '^[!-~]+( [!-~]+)*$' then
		return typed;
	end if;
	result := normalize(regexp_replace(typed, '${invisible}', '', 'g'), NFC);
	result := case when lines then regexp_replace(btrim(result, E' \t\r\n'), '\r\n?', E'\n', 'g') else btrim(regexp_replace(result, '\s+', ' ', 'g')) end;
	if length(result) > most then
		${refuse('text_too_long', 'field', 'most::text')};
	end if;
	return nullif(result, '');
end
$text$;`;

/** First on each view that takes text: what looks like an encrypted value would be taken for one (imitatesSealed() in platform/keyring.ts). */
const plainFunction = String.raw`
create or replace function crm_plain() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $plain$
declare
	told constant text := to_jsonb(new)::text;
begin
	if told ~ '[~～]' and regexp_replace(regexp_replace(normalize(told, NFKC), '\\(u00[0-9a-f]{2}|[bfnrt])', '', 'g'), '[^!-~]+', '', 'g') ~ '${sealedForm}' then
		${refuse('text_reserved')};
	end if;
	return new;
end
$plain$;`;

const choiceFunction = `
create or replace function crm_choice(field text, typed text, choices text[]) returns text
${helper('stable')} as $choice$
declare
	result constant text := nullif(lower(btrim(typed)), '');
begin
	if result is not null and result <> all (choices) then
		${refuse('choice_unknown', 'field', 'typed', "array_to_string(choices, ', ')")};
	end if;
	return result;
end
$choice$;`;

const countryFunction = `
create or replace function crm_country(typed text) returns text
${helper('stable')} as $country$
declare
	result constant text := nullif(upper(btrim(typed)), '');
begin
	if result is not null and result <> all (${literal(`{${alpha2Codes.join(',')}}`)}::text[]) then
		${refuse('country_unknown', "'country'", 'typed')};
	end if;
	return result;
end
$country$;`;

const dateFunction = `
create or replace function crm_date(field text, typed text) returns text
${helper('stable')} as $date$
begin
	if typed is not null and typed !~ '^[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}$' then
		${refuse('date_unsuited', 'field', 'typed')};
	end if;
	return typed;
end
$date$;`;

/** One address comes out with its domain in lower case; the case of the part before the @ is the mailbox's own and stays, as everywhere. */
const emailFunction = String.raw`
create or replace function crm_email(typed text) returns text
${helper('stable')} as $email$
declare
	address text := normalize(crm_text('email', typed, 1000), NFKC);
	parts constant text[] := array_remove(regexp_split_to_array(address, '\s*[;,；，、|]\s*|\s+'), '');
	local text;
	domain text;
begin
	if address is null then
		return null;
	end if;
	if cardinality(parts) > 1 and not exists (select from unnest(parts) p where p !~ '^[^@]+@') and address !~ '<' then
		return (select string_agg(crm_email(p), '; ' order by n) from unnest(parts) with ordinality as u (p, n));
	end if;
	address := regexp_replace(coalesce(substring(address from '<([^<>]*@[^<>]*)>$'), address), '^mailto:', '', 'i');
	if position('@' in address) = 0 then
		${refuse('email_no_at', "'email'", 'typed')};
	end if;
	local := regexp_replace(address, '@[^@]*$', '');
	domain := lower(substring(address from '[^@]*$'));
	if local ~ '[\u3400-\u9fff]' then
		${refuse('email_chinese', "'email'", 'typed')};
	end if;
	if length(address) > 254 or local !~ '^[A-Za-z0-9!#$%&''*+/=?^_${'`'}{|}~-]+([.][A-Za-z0-9!#$%&''*+/=?^_${'`'}{|}~-]+)*$'
			or domain !~ '^[^\s@<>(),;:"]+[.][^\s@<>(),;:".]+$' or domain ~ '[.][.]|^[.]' then
		${refuse('email_invalid', "'email'", 'typed')};
	end if;
	return local || '@' || domain;
end
$email$;`;

/** Chinese mobile numbers and numbers with a country code come out in E.164; anything else waits, as typed, for the job, which knows the country. */
const phoneFunction = String.raw`
create or replace function crm_phone(typed text) returns text
${helper('stable')} as $phone$
declare
	kept constant text := crm_text('phone', typed, 500);
	plain text := normalize(kept, NFKC);
	parts constant text[] := array_remove(regexp_split_to_array(plain, '\s*([;,、|/]|或)\s*'), '');
	number text;
	digits text;
begin
	if kept is null then
		return null;
	end if;
	if cardinality(parts) > 1 and not exists (select from unnest(parts) p where length(regexp_replace(p, '\D', '', 'g')) < 7) then
		return (select string_agg(crm_phone(p), '; ' order by n) from unnest(parts) with ordinality as u (p, n));
	end if;
	plain := regexp_replace(plain, '^(tel:|[^0-9+(]{1,20}:\s*)', '', 'i');
	plain := regexp_replace(plain, '\s?[([【][^0-9()]{1,20}[])】]$', '');
	number := regexp_replace(plain, '[ ,;(]*(ext(ension|n)?[.]?|x|#|转|轉|分机号?|分機|内线|內線)\s?[:.]?\s?[0-9]{1,7}[)]?$', '', 'i');
	if number !~ '^[-+0-9 ()./\\_*~–—−‐[\]]+$' then
		if number ~ '[[:alpha:]\u3400-\u9fff]' then
			${refuse('phone_letters', "'phone'", 'typed')};
		end if;
		${refuse('phone_invalid', "'phone'", 'typed')};
	end if;
	digits := regexp_replace(number, '\D', '', 'g');
	if length(digits) not between 3 and 20 or digits ~ '^([0-9])\1{5,}$' then
		${refuse('phone_invalid', "'phone'", 'typed')};
	end if;
	if number = plain and number ~ '^([+]?(00)?86[ -]?|0)?1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4}$' then
		return '+86' || right(digits, 11);
	end if;
	return case when number = plain and number ~ '^[+]' then '+' || digits else kept end;
end
$phone$;`;

const pointFunction = `
create or replace function crm_point(kind text, typed text) returns text
${helper('stable')} as $point$
begin
	return case kind when 'email' then crm_email(typed) when 'phone' then crm_phone(typed) else crm_text('value', typed, ${textLimits.line}) end;
end
$point$;`;

/** What brokenRule() says of a value of the right type: the rule in both languages, null where none is broken. */
const brokenRuleFunction = `
create or replace function crm_broken_rule(type text, rules jsonb, typed jsonb) returns text
${helper('stable')} as $broken$
declare
	told constant text := typed #>> '{}';
	digits constant numeric := case type when 'number' then told::numeric when 'money' then (typed->>'amount')::numeric end;
begin
	return case
		when type = 'text' and length(told) > (rules->>'max_length')::int
			then format('at most %1$s characters · 最多 %1$s 个字符', rules->>'max_length')
		when type = 'text' and rules ? 'pattern' and not ${sqlPattern('told', "(rules->>'pattern')")}
			then concat_ws(' · ', coalesce(rules->>'pattern_why_en', rules->>'pattern'), rules->>'pattern_why_zh')
		when type = 'date' and told collate "C" < rules->>'earliest' then format('not before %1$s · 不早于 %1$s', rules->>'earliest')
		when type = 'date' and told collate "C" > rules->>'latest' then format('not after %1$s · 不晚于 %1$s', rules->>'latest')
		when type = 'date' and rules ? 'not_future' and told collate "C" > (now() at time zone 'Etc/GMT-14')::date::text
			then 'not in the future · 不能晚于今天'
		when type = 'choices' and jsonb_array_length(typed) > (rules->>'max_choices')::int
			then format('at most %1$s choices · 最多选 %1$s 项', rules->>'max_choices')
		when digits < (rules->>'min')::numeric then format('at least %1$s · 不小于 %1$s', rules->>'min')
		when digits > (rules->>'max')::numeric then format('at most %1$s · 不大于 %1$s', rules->>'max')
		when scale(trim_scale(digits)) > (rules->>'decimals')::int
			then format('at most %1$s decimal places · 最多 %1$s 位小数', rules->>'decimals')
	end;
end
$broken$;`;

const attributeFunction = `
create or replace function crm_attribute(attribute text, typed jsonb) returns jsonb
${helper('stable')} as $attribute$
declare
	definition attribute_definitions;
	shape constant text := jsonb_typeof(typed);
	told constant text := typed #>> '{}';
	suits boolean;
	broken text;
begin
	select * into definition from attribute_definitions d where d.entity = 'customers' and d.name = attribute and d.deleted_at is null;
	if not found then
		${refuse('attribute_unknown', "'attributes'", 'attribute')};
	end if;
	if typed is null or typed in ('null', '[]') or (shape = 'string' and btrim(told) = '') then
		return null;
	end if;
	suits := case definition.type
		when 'text' then shape = 'string' and length(told) <= 10000
		when 'number' then shape = 'number'
		when 'boolean' then shape = 'boolean'
		when 'money' then shape = 'object' and typed->>'amount' ~ '^-?[0-9]{1,30}([.][0-9]{1,10})?$' and typed->>'currency' ~ '^[A-Z]{3}$'
		when 'date' then shape = 'string' and told ~ '^[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}$'
		when 'choice' then shape = 'string' and exists (select from jsonb_array_elements(definition.choices) c where c->>'value' = told)
		when 'choices' then shape = 'array' and not exists (
			select from jsonb_array_elements_text(case when shape = 'array' then typed else '[]' end) v
			where not exists (select from jsonb_array_elements(definition.choices) c where c->>'value' = v))
		when 'reference' then shape = 'number' and told ~ '^[1-9][0-9]{0,15}$'
	end;
	if suits and definition.type = 'date' then
		begin
			perform told::date;
		exception when datetime_field_overflow then
			suits := false;
		end;
	end if;
	if suits is not true then
		${refuse('attribute_unsuited', 'attribute', 'told')};
	end if;
	if definition.rules <> '{}' then
		broken := crm_broken_rule(definition.type, definition.rules, typed);
		if broken is not null then
			${refuse('attribute_rule', 'attribute', 'told', 'broken')};
		end if;
	end if;
	return typed;
end
$attribute$;`;

/** What kinds a contact point may have, as a literal. */
export const contactKindArray = textArray(contactKinds);

export const crmValuesSql: readonly string[] = [
	refuseFunction,
	plainFunction,
	textFunction,
	choiceFunction,
	countryFunction,
	dateFunction,
	emailFunction,
	phoneFunction,
	pointFunction,
	brokenRuleFunction,
	attributeFunction,
];
