// The owner-side functions of search: digits inside phone numbers, and those whom several frequent terms find.

/** The predicate of the row policies, for owner-side functions that search where row-level security would forbid the index. The context is read once, not for every row. */
export const visible = `(scope_id = any ((select nullif(current_setting('app.scopes', true), '')::int[])::int[])
            or owner_id = (select nullif(current_setting('app.user_id', true), '')::bigint))`;

/** Whether the person of this connection may change a row, as the policies decide; never null. */
export const writable = (
	row: string,
): string => `coalesce(${row}.scope_id = any ((select nullif(current_setting('app.write_scopes', true), '')::int[])::int[])
            or ${row}.owner_id = (select nullif(current_setting('app.write_as', true), '')::bigint), false)`;

/**
 * search_phone_part(part, most, after): customers with these digits somewhere in the national part of a phone number, with the token of that number
 * and its place in the table, behind a place. They come in the order of the table, as the bitmap of the trigram index is read, and no more of them
 * than are asked for: three digits stand in 20,000 of a million numbers. LIKE is not leakproof, so under row-level security the index could not be
 * used (317 ms at a million rows); this function applies the policy's predicate itself. Other scans are off: they would come in another order.
 */
const phonePartFunction = `
create or replace function search_phone_part(part text, most integer, after tid default '(0,0)') returns table (customer_id bigint, value text, place tid)
language plpgsql stable security definer rows 100 set search_path = public, pg_temp
set enable_seqscan = off set enable_indexscan = off set enable_tidscan = off set plan_cache_mode = force_generic_plan as $part$
begin
    return query
        select l.customer_id, l.token, l.ctid from lookup l
        where l.token >= 'p' and l.token < 'q' and national_digits(l.token) like '%' || regexp_replace(part, '[^0-9]', '', 'g') || '%'
            and l.ctid > after and ${visible}
        limit most;
end
$part$;
revoke execute on function search_phone_part from public;
grant execute on function search_phone_part to clientele_app;`;

/**
 * search_terms(wanted, inside, most): ids of customers that may be found by all terms, where each finds thousands: those in the sets of all terms, read
 * until few are left. `wanted` holds for each term an array of {kind: token | company | inside, from, to}; digits inside numbers count where `inside`
 * says so. A set of more than `most` is not read to its end and left out, unless all are such. What comes with the ids:
 *   sure: the numbers of the terms, from 1, that find them all; for the others each is still to be checked;
 *   whole: nobody whom all terms find is missing; else all sets had more than `most`;
 *   more: digits inside numbers may find others.
 * The owner reads the index alone (0.14 µs an entry), where under row-level security each entry costs a visit to the table (0.85 µs). The ids are those
 * of all scopes and mean nothing by themselves: who asks joins them with customers, whose policy decides.
 */
const termsFunction = `
drop function if exists search_terms;
create function search_terms(wanted jsonb, inside boolean, most integer)
returns table (ids bigint[], sure integer[], whole boolean, more boolean)
language plpgsql stable security definer rows 1 set search_path = public, pg_temp
set enable_seqscan = off set enable_bitmapscan = off set enable_nestloop = off set enable_mergejoin = off as $terms$
declare
    term jsonb;
    number integer;
    cut_off integer[] := '{}';
    source record;
    found bigint[];
    part bigint[];
    cut boolean;
    parts bigint[];
    few constant integer := 2000;
begin
    sure := '{}';
    more := false;
    for term, number in select t.value, t.ordinality from jsonb_array_elements(wanted) with ordinality t loop
        exit when cardinality(ids) <= few;
        found := '{}';
        cut := false;
        for source in select * from jsonb_to_recordset(term) s (kind text, "from" text, "to" text) loop
            if source.kind = 'token' then
                part := array(select l.customer_id from lookup l where l.token >= source."from" collate "C" and l.token < source."to" collate "C" limit most);
            elsif source.kind = 'company' then
                part := array(select c.id from customers c
                    where c.state = 'active' and c.company >= source."from" collate "C" and c.company < source."to" collate "C" limit most);
            elsif inside then
                part := array(select p.customer_id from search_phone_part(source."from", most) p);
            else
                part := '{}';
                more := true;
            end if;
            found := found || part;
            cut := cardinality(part) >= most;
            exit when cut;
        end loop;
        if not cut then
            sure := sure || number;
            ids := case when ids is null then found else array(select i.id from unnest(ids) i (id) join unnest(found) f (id) using (id)) end;
        else
            cut_off := cut_off || number;
            parts := case when parts is null then found else array(select i.id from unnest(parts) i (id) join unnest(found) f (id) using (id)) end;
        end if;
    end loop;
    whole := ids is not null;
    if not whole then
        sure := cut_off;
    end if;
    ids := array(select distinct i.id from unnest(coalesce(ids, parts)) i (id) order by i.id);
    return next;
end
$terms$;
revoke execute on function search_terms from public;
grant execute on function search_terms to clientele_app;`;

/**
 * search_entries(ranges, most): how many look-up entries stand in these ranges, {from, to}, counted up to `most`. The owner counts in the index alone, of all scopes:
 * by the policies, whoever sees one in fifty customers has fifty times the entries read for a number that only says which way to search.
 */
const entriesFunction = `
create or replace function search_entries(ranges jsonb, most integer) returns integer
language plpgsql stable security definer set search_path = public, pg_temp
set enable_seqscan = off set enable_bitmapscan = off as $entries$
declare
    range record;
    found integer := 0;
begin
    for range in select * from jsonb_to_recordset(ranges) r ("from" text, "to" text) loop
        found := found + (select count(*) from (
            select from lookup l where l.token >= range."from" collate "C" and l.token < range."to" collate "C" limit most - found) x);
        exit when found >= most;
    end loop;
    return found;
end
$entries$;
revoke execute on function search_entries from public;
grant execute on function search_entries to clientele_app;`;

/**
 * search_companies("from", "to"): names written in Chinese of the companies whom this person sees, among the first entries of a range of the look-up: until 200 are
 * seen, 20,000 at most. By the policies alone, whoever sees one in fifty customers has all entries of a range read at every key that is typed.
 */
const companiesFunction = `
create or replace function search_companies("from" text, "to" text) returns table (name text)
language plpgsql stable security definer rows 5 set search_path = public, pg_temp
set enable_seqscan = off set enable_bitmapscan = off as $companies$
declare
    entry record;
    seen bigint[] := '{}';
begin
    for entry in
        select l.customer_id, ${visible} as visible from lookup l where l.token >= "from" collate "C" and l.token < "to" collate "C"
        order by l.token, l.customer_id limit 20000
    loop
        if entry.visible then
            seen := seen || entry.customer_id;
            exit when cardinality(seen) >= 200;
        end if;
    end loop;
    return query
        select distinct o.name from customers o
        where o.id = any (seen) and o.kind = 'organisation' and o.state = 'active' and o.name collate "C" >= U&'\\2E80';
end
$companies$;
revoke execute on function search_companies from public;
grant execute on function search_companies to clientele_app;`;

/** Statements that (re)create the functions; run by migrate whenever they differ from what is installed. */
export const searchSql: readonly string[] = [phonePartFunction, termsFunction, entriesFunction, companiesFunction];
