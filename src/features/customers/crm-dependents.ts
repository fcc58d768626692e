// What people built on the views of the schema crm: a view that is made anew would take it away, so a migration is refused before it begins.
import type { Queryable } from '../../platform/database.ts';
import { defineErrors } from '../../platform/errors.ts';

const error = defineErrors({
	objects_in_the_way: {
		status: 500,
		'zh-CN':
			'本版本会去掉视图 {view} 的列 {columns}，因此要重建该视图，但数据库中还有依赖它的对象：{objects}。尚未作任何改动。请保存这些对象的定义（pg_get_viewdef、pg_get_functiondef）后删除它们，重新启动，再按不含这些列的形式重建。',
		en: 'This version makes the view {view} anew, since its columns {columns} go, and other objects of the database stand on it: {objects}. Nothing was changed. Keep their definitions (pg_get_viewdef, pg_get_functiondef), drop them, start again, and make them anew without these columns.',
	},
});

/** Columns of a view that go, and what stands on the view or on its type of row, one line for each object. */
const inTheWay = `
	select w.name as view, string_agg(distinct quote_ident(a.attname), ', ') as columns, (
		select string_agg(distinct case when d.classid = 'pg_rewrite'::regclass
			then (select format('%s %s', case v.relkind when 'm' then 'materialized view' else 'view' end, v.oid::regclass)
				from pg_rewrite r join pg_class v on v.oid = r.ev_class where r.oid = d.objid)
			else pg_describe_object(d.classid, d.objid, d.objsubid) end, ', ')
		from pg_class c
		join pg_type t on t.oid = c.reltype
		join pg_depend d on (d.refclassid, d.refobjid) in (('pg_class'::regclass, c.oid), ('pg_type'::regclass, t.oid), ('pg_type'::regclass, t.typarray))
		where c.oid = to_regclass('crm.' || w.name) and d.deptype = 'n'
			and not (d.classid = 'pg_rewrite'::regclass and exists (select from pg_rewrite r where r.oid = d.objid and r.ev_class = c.oid))
	) as objects
	from unnest($1::text[], $2::text[]) as w (name, columns)
	join pg_attribute a on a.attrelid = to_regclass('crm.' || w.name) and a.attnum > 0 and not a.attisdropped and a.attname <> all (string_to_array(w.columns, ','))
	group by w.name order by w.name`;

/** @throws AppError objects_in_the_way where a view with fewer columns than it has now would take away what others built on it */
export async function refuseDependents(client: Queryable, views: Readonly<Record<string, readonly string[]>>): Promise<void> {
	const { rows } = await client.query<{ view: string; columns: string; objects: string | null }>(inTheWay, [
		Object.keys(views),
		Object.values(views).map((columns) => columns.join()),
	]);
	for (const { view, columns, objects } of rows)
		if (objects !== null) throw error('objects_in_the_way', { view: `crm.${view}`, columns, objects });
}
