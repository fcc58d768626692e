-- What was refused is looked for among all entries: an index of those alone.

create index audit_log_refused on audit_log (at, id) where action in ('access.refused', 'sign_in.refused');
