// Where personal data goes: the company on the left, a line to each country on the right. The table below says the same in words.

import { useInstallation } from '../../../web/look.ts';
import { useFormat } from '../../../web/shared/format.ts';
import { isAbroad, type Recipient } from '../schema.ts';
import classes from './TransferMap.module.css';
import { useRegisterWords } from './words.ts';

const row = 32;

export function TransferMap({ recipients }: { readonly recipients: readonly Recipient[] }) {
	const say = useRegisterWords();
	const format = useFormat();
	const { name: home, country: homeCountry } = useInstallation();
	if (recipients.length === 0) return null;
	const countries = [...new Set(recipients.map(({ country }) => country))].sort();
	const lines = countries.map((country) => {
		const there = recipients.filter((one) => one.country === country);
		return {
			country,
			label: `${format.named('region', country)} (${there.length})`,
			unsafe: isAbroad(country, homeCountry) && there.some(({ safeguard }) => safeguard === 'none'),
		};
	});
	const height = Math.max(1, lines.length) * row;
	const places = format.list(lines.map(({ label, unsafe }) => (unsafe ? `${label}, ${say('unsafe')}` : label)));
	return (
		<svg viewBox={`0 0 480 ${height}`} className={classes.map} role="img" aria-label={say('map_of', { home, places })}>
			{lines.map(({ country, label, unsafe }, at) => (
				<g key={country} data-unsafe={unsafe || undefined} className={classes.line}>
					<path d={`M 120 ${height / 2} C 200 ${height / 2}, 200 ${at * row + row / 2}, 280 ${at * row + row / 2}`} />
					<circle cx={284} cy={at * row + row / 2} r={4} />
					<text x={296} y={at * row + row / 2}>
						{label}
					</text>
				</g>
			))}
			<text x={112} y={height / 2} className={classes.home}>
				{home}
			</text>
		</svg>
	);
}
