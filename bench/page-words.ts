// What the page's benchmark types: texts from the database itself, as people search.
import { pinyin } from 'pinyin-pro';
import type { Bench } from './environment.ts';

/** A text to type, and who stands first among those it finds. */
export interface Word {
	readonly text: string;
	readonly id: number;
	readonly name: string;
}

/** What people type, as many of each kind, each text once; those that find nobody are left out. */
export async function words(bench: Bench, url: string, key: string, each: number): Promise<Word[]> {
	const { rows } = await bench.database.owner.query<{ name: string; phone: string }>(
		`select name, phone from customers where state = 'active' and name is not null and phone is not null
		and id >= (select min(id) + (max(id) - min(id)) * random() from customers) order by id limit 2000`,
	);
	const han = rows.map(({ name }) => name).filter((name) => /^\p{Script=Han}{2,3}$/u.test(name));
	const western = rows.map(({ name }) => name.toLowerCase()).filter((name) => /^[a-z]+ [a-z]+$/.test(name));
	const sounds = han.map((name) => pinyin(name, { toneType: 'none', type: 'array', surname: 'head', v: true }));
	const kinds = [
		han,
		sounds.map((one) => one.join('')),
		sounds.map((one) => one.map(([letter]) => letter).join('')),
		rows.map(({ phone }, at) => (at % 2 ? phone.slice(-4) : phone.slice(4, 10))),
		western.map((name, at) => (at % 2 ? name : name.split(' ')[1]!)),
	];
	const found: Word[] = [];
	for (const kind of kinds) {
		let taken = 0;
		for (const text of new Set(kind)) {
			if (taken === each) break;
			const answer = await fetch(`${url}/api/v1/customers?limit=1&fields=id,name&search=${encodeURIComponent(text)}`, {
				headers: { authorization: `Bearer ${key}` },
			});
			const [first] = ((await answer.json()) as { items: { id: number; name: string }[] }).items;
			if (!first || found.some((word) => word.text === text)) continue;
			found.push({ text, ...first });
			taken++;
		}
	}
	return found;
}
