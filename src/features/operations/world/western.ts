// The Western part of the demo world: names of five countries, numbers within their numbering plans, cities with their codes.
import { type Random, Weighted, weightedWords } from './random.ts';
import type { CompanyForms, Culture, NameForms, Place } from './shapes.ts';

/** Family names by frequency: U.S. Census 2010 and the commonest of Britain, Germany, France and Spain; weights are relative. */
const surnames = weightedWords(
	`Smith 24, Johnson 19, Williams 16, Brown 15, Jones 15, Garcia 12, Miller 12, Davis 11, Rodriguez 11, Martinez 11, Hernandez 10, Lopez 9, Gonzalez 8,
	Wilson 8, Anderson 8, Thomas 8, Taylor 8, Moore 7, Jackson 7, Martin 7, Lee 7, Perez 7, Thompson 7, White 7, Harris 6, Sanchez 6, Clark 6, Ramirez 6,
	Lewis 5, Robinson 5, Walker 5, Young 5, Allen 5, King 5, Wright 5, Scott 4, Torres 4, Nguyen 4, Hill 4, Flores 4, Green 4, Adams 4, Nelson 4, Baker 4,
	Hall 4, Rivera 4, Campbell 4, Mitchell 4, Carter 4, Roberts 4, Evans 3, Edwards 3, Hughes 3, Khan 3, Patel 3, O'Connor 2, Murphy 3, Stewart 3, MacDonald 2,
	Müller 6, Schmidt 5, Schneider 3, Fischer 3, Weber 3, Meyer 3, Wagner 2, Becker 2, Schulz 2, Hoffmann 2, Schäfer 2, Koch 2, Richter 2, Klein 2, Wolf 2,
	Schröder 1, Neumann 1, von Berg 1, Bernard 3, Dubois 3, Durand 2, Leroy 2, Moreau 2, Laurent 2, Lefèvre 2, Fournier 1, Girard 1, Rossi 2, Russo 1, Novak 1`,
	(word) => word,
);
const givenNames = {
	male: weightedWords(
		`James 30, Robert 28, John 28, Michael 28, David 25, William 22, Richard 18, Joseph 16, Thomas 16, Christopher 14, Charles 13, Daniel 13, Matthew 12,
		Anthony 10, Mark 10, Steven 9, Paul 9, Andrew 9, Joshua 8, Kenneth 7, Kevin 7, Brian 7, George 6, Edward 6, Peter 6, Jack 5, Oliver 5, Harry 5, Lukas 4,
		Stefan 4, Jürgen 3, Hans 3, Felix 3, Pierre 3, Jean 3, François 2, Luis 4, José 4, Carlos 4, Ethan 3, Liam 3`,
		(word) => word,
	),
	female: weightedWords(
		`Mary 30, Patricia 16, Jennifer 15, Linda 15, Elizabeth 14, Barbara 13, Susan 12, Jessica 11, Sarah 11, Karen 10, Lisa 9, Nancy 9, Sandra 8, Ashley 7,
		Emily 7, Kimberly 7, Margaret 7, Donna 6, Michelle 6, Carol 6, Amanda 6, Melissa 6, Deborah 5, Rebecca 5, Laura 5, Sharon 5, Emma 5, Olivia 5, Sophie 4,
		Anna 5, Katharina 3, Ursula 3, Sabine 3, Claire 3, Camille 2, Hélène 2, Maria 6, Carmen 3, Isabella 3, Charlotte 4, Mia 3`,
		(word) => word,
	),
};

/** Without accents, as people type their own address. */
export const plain = (text: string): string =>
	text
		.replaceAll('ü', 'ue')
		.replaceAll('ö', 'oe')
		.replaceAll('ä', 'ae')
		.normalize('NFD')
		.replace(/[^\x20-\x7e]/g, '');

/** Two neighbouring letters swapped, or one left out. */
function slip(random: Random, word: string): string {
	if (word.length < 4) return word + word.at(-1);
	const at = random.between(1, word.length - 2);
	return random.chance(0.5) ? word.slice(0, at) + word[at + 1] + word[at] + word.slice(at + 2) : word.slice(0, at) + word.slice(at + 1);
}

function person(random: Random, gender: 'female' | 'male', relative?: NameForms): NameForms {
	const drawn = surnames.draw(random);
	const family = relative?.family ?? drawn;
	const given = givenNames[gender].draw(random);
	const middle = random.chance(0.12) ? ` ${'ABCDEFGHJKLMPRSTW'[random.int(17)]}.` : '';
	return {
		full: `${given}${middle} ${family}`,
		family,
		given,
		latin: { family: plain(family), given: plain(given) },
		misspelt: `${given} ${slip(random, family)}`,
	};
}

/** City, region, country, start of its postal codes, area code, share. */
const cities = [
	['New York', 'NY', 'US', '100', '212', 9],
	['Los Angeles', 'CA', 'US', '900', '213', 8],
	['Chicago', 'IL', 'US', '606', '312', 6],
	['Houston', 'TX', 'US', '770', '713', 5],
	['Boston', 'MA', 'US', '021', '617', 4],
	['Seattle', 'WA', 'US', '981', '206', 4],
	['Denver', 'CO', 'US', '802', '303', 3],
	['London', 'England', 'GB', 'SW1A EC1A N1', '20', 12],
	['Manchester', 'England', 'GB', 'M1 M4', '161', 4],
	['Edinburgh', 'Scotland', 'GB', 'EH1 EH3', '131', 3],
	['Berlin', 'Berlin', 'DE', '101', '30', 6],
	['München', 'Bayern', 'DE', '803', '89', 5],
	['Hamburg', 'Hamburg', 'DE', '200', '40', 4],
	['Köln', 'Nordrhein-Westfalen', 'DE', '506', '221', 3],
	['Paris', 'Île-de-France', 'FR', '750', '1', 7],
	['Lyon', 'Auvergne-Rhône-Alpes', 'FR', '690', '4', 3],
	['Marseille', "Provence-Alpes-Côte d'Azur", 'FR', '130', '4', 3],
	['Sydney', 'NSW', 'AU', '20', '2', 4],
	['Melbourne', 'VIC', 'AU', '30', '3', 3],
] as const;
type City = { city: string; region: string; country: string; postal: readonly string[]; area: string };
const drawnCities = new Weighted<City>(
	cities.map(([city, region, country, postal, area]) => ({ city, region, country, postal: postal.split(' '), area })),
	cities.map((one) => one[5]),
);

const streets = 'Oak Maple Cedar Elm Washington Lake Hill Park Church Mill River Station Victoria Garden Spring Bridge'.split(' ');
const kinds = ['Street', 'Avenue', 'Road', 'Lane', 'Drive'];
const germanStreets = 'Lindenstraße Hauptstraße Bahnhofstraße Gartenweg Schulstraße Bergstraße Goethestraße Schillerstraße Mühlenweg'.split(
	' ',
);
const frenchStreets = ['rue de la Paix', 'rue Victor Hugo', 'avenue Jean Jaurès', 'rue des Lilas', 'boulevard Voltaire', 'rue du Moulin'];

function placeIn(random: Random, { city, region, country, postal }: City): Place {
	const start = random.pick(postal);
	const number = random.between(1, country === 'US' ? 9_800 : 220);
	const place = { city, region, country };
	switch (country) {
		case 'DE':
			return { ...place, line1: `${random.pick(germanStreets)} ${number}`, postal_code: start + random.digits(2) };
		case 'FR':
			return { ...place, line1: `${number} ${random.pick(frenchStreets)}`, postal_code: `${start}0${random.between(1, 9)}` };
		case 'GB':
			return {
				...place,
				line1: `${number} ${random.pick(streets)} ${random.pick(kinds)}`,
				postal_code: `${start} ${random.between(1, 9)}AB`,
			};
		default: {
			const flat = random.chance(0.25) ? `, Apt ${random.between(1, 40)}` : '';
			return { ...place, line1: `${number} ${random.pick(streets)} ${random.pick(kinds)}${flat}`, postal_code: start + random.digits(2) };
		}
	}
}

const usAreas = '212 213 312 713 617 206 303 415 512 602 305 404 214 503 702 916 619 216 614 313'.split(' ');

/** The second digit of an exchange is not 1 here, since those ending in 11 serve the operators. */
const american = (random: Random, area: string): string =>
	`+1 ${area}-${random.between(2, 9)}${random.between(2, 9)}${random.digits(1)}-${random.digits(4)}`;

/** Mobile numbers within the national plans (ITU-T E.164 national numbering plans). */
function mobile(random: Random, country: string): string {
	switch (country) {
		case 'GB':
			return `+44 7${random.pick(['400', '415', '512', '534', '723', '780', '812', '954'])} ${random.digits(6)}`;
		case 'DE':
			return `+49 ${random.pick(['151', '160', '170', '171', '172', '175', '176'])} ${random.between(2, 9)}${random.digits(7)}`;
		case 'FR':
			return `+33 6 ${random.between(60, 89)} ${random.digits(2)} ${random.digits(2)} ${random.digits(2)}`;
		case 'AU':
			return `+61 4${random.between(10, 39)} ${random.digits(3)} ${random.digits(3)}`;
		default:
			return american(random, random.pick(usAreas));
	}
}

function landline(random: Random, { country, area }: City): string {
	switch (country) {
		case 'GB':
			return `+44 ${area} ${area === '20' ? '7' : '4'}${random.digits(3).replace(/^0/, '3')} ${random.digits(area === '20' ? 4 : 3)}`;
		case 'DE':
			return `+49 ${area} ${random.between(2, 9)}${random.digits(6)}`;
		case 'FR':
			return `+33 ${area} ${random.between(40, 89)} ${random.digits(2)} ${random.digits(2)} ${random.digits(2)}`;
		case 'AU':
			return `+61 ${area} 9${random.between(200, 899)} ${random.digits(4)}`;
		default:
			return american(random, area);
	}
}

const words =
	'Northwind Blue Summit Harbor Silver Granite Pioneer Evergreen Beacon Atlas Copper Redwood Crescent Lakeside Union Sterling'.split(' ');
const trades = [
	['Software', 'Software'],
	['Consulting', 'Services'],
	['Logistics', 'Logistics'],
	['Foods', 'Food'],
	['Engineering', 'Manufacturing'],
	['Medical', 'Health'],
	['Textiles', 'Manufacturing'],
	['Interiors', 'Retail'],
	['Media', 'Media'],
	['Trading', 'Wholesale'],
] as const;
const legalForms: Readonly<Record<string, readonly string[]>> = {
	US: ['Inc.', 'LLC', 'Corp.'],
	GB: ['Ltd', 'Limited', 'PLC'],
	DE: ['GmbH', 'AG', 'GmbH & Co. KG'],
	FR: ['SARL', 'SA', 'SAS'],
	AU: ['Pty Ltd'],
};

function company(random: Random): CompanyForms {
	const city = drawnCities.draw(random);
	const [trade, industry] = random.pick(trades);
	const first = random.chance(0.5) ? random.pick(words) : surnames.draw(random);
	const second = random.chance(0.5) ? ` & ${surnames.draw(random)}` : ` ${random.pick(words)}`;
	const name = `${first}${second} ${trade}`;
	const forms = legalForms[city.country]!;
	return {
		name: `${name} ${random.pick(forms)}`,
		foreign: name.replace('&', 'and'),
		slug: plain(first)
			.toLowerCase()
			.replace(/[^a-z]/g, ''),
		industry,
		phone: landline(random, city),
		place: placeIn(random, city),
	};
}

/** Numbers in the form of each country; their check digits are left to chance, so that few are anybody's. */
function taxId(random: Random, country: string): string {
	switch (country) {
		case 'GB':
			return `GB${random.between(1, 9)}${random.digits(8)}`;
		case 'DE':
			return `DE${random.between(1, 9)}${random.digits(8)}`;
		case 'FR':
			return `FR${random.digits(2)}${random.between(3, 9)}${random.digits(8)}`;
		case 'AU':
			return `${random.between(10, 99)} ${random.digits(3)} ${random.digits(3)} ${random.digits(3)}`;
		default:
			return `${random.between(10, 99)}-${random.digits(7)}`;
	}
}

export const western: Culture = {
	person,
	sharedNames: 0.85,
	taxId,
	place: (random) => placeIn(random, drawnCities.draw(random)),
	mobile,
	company,
	jobs: [
		'Chief Executive Officer',
		'Sales Manager',
		'Purchasing Manager',
		'Buyer',
		'Accountant',
		'Software Engineer',
		'Product Manager',
		'Marketing Director',
		'HR Manager',
		'Office Manager',
		'Store Manager',
		'Designer',
		'Operations Manager',
		'Consultant',
		'Head of IT',
		'Legal Counsel',
	],
	stores: ['New York Fifth Avenue', 'London Oxford Street', 'Berlin Mitte', 'Paris Rivoli', 'Sydney Harbour'],
	tags: ['member', 'key account', 'wholesale', 'returns often', 'trade fair 2025', 'vip', 'newsletter'],
	notes: [
		'Called; interested in the new range, ring back at the end of the month.',
		'Wants invoices by e-mail only.',
		'Met at the trade fair, asked for samples.',
		'Complained once about a late delivery; sent a voucher.',
		'Legal has to look at the contract before signing.',
		'Prefers deliveries in the morning.',
	],
};
