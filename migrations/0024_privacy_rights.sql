-- Privacy law where it differs: opting out of sale and sharing and limiting the use of sensitive data (CCPA § 1798.120, 121), who asks in another's name,
-- the review of a decision by a person.

alter table privacy_purposes add column sold_or_shared boolean not null default false;
comment on column privacy_purposes.sold_or_shared is 'Data is sold, or shared for advertising across contexts (CCPA § 1798.140): people may opt out, and below 16 they have to opt in.';

alter table privacy_requests
    add column agent text check (length(agent) between 1 and 200),
    add column agent_role text check (agent_role in ('authorised_agent', 'guardian', 'relative', 'lawyer')),
    add column agent_state text not null default 'open' check (agent_state in ('open', 'verified', 'failed')),
    drop constraint privacy_requests_kind_check,
    add constraint privacy_requests_kind_check check (kind in ('access', 'portability', 'correction', 'erasure', 'restriction', 'objection', 'human_review',
        'opt_out', 'limit_use'));
comment on column privacy_requests.agent is 'Who asks in the person''s name: an authorised agent (CCPA), a guardian, a close relative of somebody who died (PIPL article 49), a lawyer.';
comment on column privacy_requests.agent_state is 'Whether it is known that they may.';

alter table privacy_request_steps
    drop constraint privacy_request_steps_kind_check,
    add constraint privacy_request_steps_kind_check check (kind in ('received', 'assigned', 'identity_verified', 'identity_failed', 'agent_verified',
        'agent_failed', 'extended', 'note', 'answered', 'report_made', 'report_link', 'report_fetched', 'limited', 'limit_ended', 'review_upheld',
        'review_changed', 'reminded', 'overdue', 'done', 'refused', 'withdrawn', 'reopened', 'erased'));

alter table answer_templates
    drop constraint answer_templates_kind_check,
    add constraint answer_templates_kind_check check (kind in ('received', 'identity', 'agent', 'extended', 'access', 'portability', 'correction', 'erasure',
        'restriction', 'objection', 'human_review', 'opt_out', 'limit_use', 'done', 'refused', 'kept', 'restriction_ends'));

alter table processing_limits
    drop constraint processing_limits_kind_check,
    add constraint processing_limits_kind_check check (kind in ('restriction', 'objection', 'opt_out', 'limit_use')),
    add column source text not null default 'staff' check (source in ('staff', 'preference_centre', 'gpc')),
    add column proof jsonb not null default '{}' check (length(proof::text) <= 4000);
comment on table processing_limits is 'What stands until it is ended: restriction (GDPR article 18: kept, not used), objection (article 21; without a purpose: to all), opting out of sale and sharing, limiting the use of sensitive data (CCPA).';
comment on column processing_limits.source is 'gpc: the browser asked for it by Global Privacy Control.';

drop function use_facts(bigint[], integer);
-- What decides about a use: over all members of the customers, also those whom the person does not see, since a withdrawal there counts as well.
-- The caller names customers that the person sees.
create function use_facts(ids bigint[], purpose integer)
returns table (id bigint, state text, birth_date date, restricted boolean, objected boolean, opted_out boolean, use_limited boolean, ledger jsonb)
language sql stable security definer set search_path = public, pg_temp as $$
    with asked as (select distinct c.id, c.golden_id from customers c where c.id = any (ids)),
    members as (
        select golden_id, golden_id as member from asked
        union select m.golden_id, m.id from asked a join customers m on m.golden_id = a.golden_id and m.golden_id <> m.id
    ),
    limited as (
        select m.golden_id, bool_or(l.kind = 'restriction') as restricted,
            bool_or(l.kind = 'objection' and (l.purpose_id is null or l.purpose_id = purpose)) as objected,
            bool_or(l.kind = 'opt_out') as opted_out, bool_or(l.kind = 'limit_use') as use_limited
        from members m join processing_limits l on l.customer_id = m.member and l.ended_at is null group by m.golden_id
    ),
    stated as (
        select m.golden_id, jsonb_agg(jsonb_build_object('kind', s.kind, 'channel', s.channel, 'state', s.state, 'at', s.at, 'id', s.id,
            'expires_at', s.expires_at, 'guardian', s.guardian is not null)) as ledger
        from members m join consents s on s.customer_id = m.member and s.purpose_id = purpose group by m.golden_id
    )
    select a.id, g.state, g.birth_date, coalesce(l.restricted, false), coalesce(l.objected, false), coalesce(l.opted_out, false),
        coalesce(l.use_limited, false), coalesce(s.ledger, '[]')
    from asked a join customers g on g.id = a.golden_id left join limited l on l.golden_id = a.golden_id left join stated s on s.golden_id = a.golden_id
$$;
revoke execute on function use_facts from public;
grant execute on function use_facts to clientele_app;
