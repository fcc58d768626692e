// The statement that counts how often a person has values unmasked.
import type { Queryable } from '../../platform/database.ts';

/** Counts one more, and tells how many they are within this hour. Hours of the day before go. */
export async function countUnmasking(client: Queryable, user_id: number): Promise<number> {
	const { rows } = await client.query<{ count: number }>(
		`with old as (delete from unmaskings where user_id = $1 and hour < now() - interval '1 day')
		insert into unmaskings as u (user_id, hour, count) values ($1, date_trunc('hour', now()), 1)
		on conflict (user_id, hour) do update set count = u.count + 1 returning count`,
		[user_id],
	);
	return rows[0]!.count;
}
