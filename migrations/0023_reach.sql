-- Customers by scope: who sees one team among many reads its rows alone.
create index customers_scope on customers (scope_id, id) include (owner_id) where state = 'active';
create index customers_scope_name on customers (scope_id, sort_name, id) where state = 'active';
create index customers_owner_scope on customers (owner_id, scope_id) where state = 'active' and owner_id is not null;

-- Whether who asks owns an active customer outside of the scopes that he reads; one probe for each scope in which he owns somebody.
create function owns_elsewhere() returns boolean
language plpgsql stable set search_path = public, pg_temp as $$
declare
	me constant bigint := nullif(current_setting('app.user_id', true), '')::bigint;
	reads constant integer[] := coalesce(nullif(current_setting('app.scopes', true), '')::integer[], '{}');
	at integer := (select min(scope_id) from customers where state = 'active' and owner_id = me);
begin
	while at is not null loop
		if at <> all (reads) then return true; end if;
		at := (select min(scope_id) from customers where state = 'active' and owner_id = me and scope_id > at);
	end loop;
	return false;
end
$$;
revoke execute on function owns_elsewhere() from public;
grant execute on function owns_elsewhere() to clientele_app;
