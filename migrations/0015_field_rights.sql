-- Rights to fields by kind of personal data (docs/decisions/0020): custom attributes of every kind, and how often somebody unmasks.

alter table attribute_definitions drop constraint attribute_definitions_personal_check;
alter table attribute_definitions add constraint attribute_definitions_personal_check check (personal in ('none', 'personal', 'contact', 'identity', 'sensitive'));

create table unmaskings (
    user_id bigint not null references users on delete cascade,
    hour timestamptz not null,
    count integer not null,
    primary key (user_id, hour)
);
comment on table unmaskings is 'How many values each person had unmasked within an hour; which ones, and why, the audit tells.';
revoke truncate on unmaskings from clientele_app;
