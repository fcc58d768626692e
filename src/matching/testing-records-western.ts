// Words for generated Western records: names of several countries as often as in life with a tail that is composed, and places with their codes.
import { byRank, type Random, Weighted, words } from './testing-records-random.ts';

const english =
	'Smith Johnson Williams Brown Jones Davis Miller Wilson Moore Taylor Anderson Thomas Jackson White Harris Martin Thompson Clark Lewis Robinson Walker Young Allen King Wright Scott Hill Green Adams Baker ' +
	'Nelson Carter Mitchell Roberts Turner Phillips Campbell Parker Evans Edwards Collins Stewart Morris Rogers Reed Cook Morgan Bell Murphy Bailey Cooper Richardson Cox Howard Ward Peterson Gray James ' +
	'Watson Brooks Kelly Sanders Price Bennett Wood Barnes Ross Henderson Coleman Jenkins Perry Powell Long Patterson Hughes Flores Washington Butler Simmons Foster Bryant Alexander Russell Griffin Hayes ' +
	'Myers Ford Hamilton Graham Sullivan Wallace Woods Cole West Jordan Owens Reynolds Fisher Ellis Harrison Gibson Mcdonald Cruz Marshall Murray Freeman Wells Webb Simpson Stevens Tucker Porter Hunter ' +
	'Hicks Crawford Boyd Mason Kennedy Warren Dixon Burns Gordon Shaw Holmes Rice Robertson Hunt Black Daniels Palmer Mills Nichols Grant Knight Ferguson Stone Hawkins Dunn Perkins Hudson Spencer Gardner ' +
	"Payne Pierce Berry Matthews Arnold Wagner Willis Ray Watkins Olson Carroll Duncan Snyder Hart Cunningham Bradley Lane Andrews Harper Fox Riley Armstrong Carpenter Weaver Greene O'Brien O'Connor MacLeod";
const surnames: Readonly<Record<string, string>> = {
	US: `${english} Garcia Rodriguez Martinez Hernandez Lopez Gonzalez Perez Sanchez Ramirez Torres Nguyen Patel Kim Lee Rivera Schmidt Schneider Kowalski Singh Tran Chen`,
	GB: `${english} Davies Patel Khan Ahmed Lloyd Rees Pritchard Hussain Begum Singh Fraser MacDonald Macleod Sinclair Whitehouse Hargreaves Ashworth Bancroft Holloway`,
	DE: 'Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Schäfer Koch Bauer Richter Klein Wolf Schröder Neumann Schwarz Zimmermann Braun Krüger Hofmann Hartmann Lange Schmitt Werner Krause Meier Lehmann Schmid Schulze Maier Köhler Herrmann König Walter Mayer Huber Kaiser Fuchs Peters Lang Scholz Möller Weiß Jung Hahn Schubert Vogel Friedrich Keller Günther Frank Berger Winkler Roth Beck Lorenz Baumann Franke Albrecht Schuster Simon Ludwig Böhm Winter Kraus Yılmaz Öztürk',
	FR: 'Martin Bernard Thomas Petit Robert Richard Durand Dubois Moreau Laurent Simon Michel Lefebvre Leroy Roux David Bertrand Morel Fournier Girard Bonnet Dupont Lambert Fontaine Rousseau Vincent Muller Lefèvre Faure André Mercier Blanc Guérin Boyer Garnier Chevalier François Legrand Gauthier Garcia Perrin Robin Clément Morin Nicolas Henry Roussel Mathieu Gautier Masson Marchand Duval Denis Dumont Marie Lemaire Noël Meyer Dufour Meunier',
	ES: 'García Rodríguez González Fernández López Martínez Sánchez Pérez Gómez Martín Jiménez Ruiz Hernández Díaz Moreno Muñoz Álvarez Romero Alonso Gutiérrez Navarro Torres Domínguez Vázquez Ramos Gil Ramírez Serrano Blanco Molina Morales Suárez Ortega Delgado Castro Ortiz Rubio Marín Sanz Núñez Iglesias Medina Garrido Cortés Castillo Santos Lozano Guerrero Cano Prieto',
	IT: 'Rossi Russo Ferrari Esposito Bianchi Romano Colombo Ricci Marino Greco Bruno Gallo Conti De Luca Mancini Costa Giordano Rizzo Lombardi Moretti Barbieri Fontana Santoro Mariani Rinaldi Caruso Ferrara Galli Martini Leone Longo Gentile Martinelli Vitale Lombardo Serra Coppola Marchetti Parisi Villa Conte Ferraro Ferri Fabbri Bianco Marini Grasso Valentini Messina Sala'.replace(
		'De Luca',
		'De_Luca',
	),
	NL: 'de_Jong Jansen de_Vries van_den_Berg van_Dijk Bakker Janssen Visser Smit Meijer de_Boer Mulder de_Groot Bos Vos Peters Hendriks van_Leeuwen Dekker Brouwer de_Wit Dijkstra Smits de_Graaf van_der_Meer van_der_Linden Kok Jacobs de_Haan Vermeulen van_den_Heuvel van_der_Veen van_den_Broek de_Bruijn van_der_Heijden Schouten van_Beek Willems van_Vliet Hoekstra',
	SE: 'Andersson Johansson Karlsson Nilsson Eriksson Larsson Olsson Persson Svensson Gustafsson Pettersson Jonsson Jansson Hansson Bengtsson Jönsson Lindberg Jakobsson Magnusson Olofsson Lindström Lindqvist Lindgren Axelsson Berg Bergström Lundberg Lind Lundgren Mattsson Berglund Fredriksson Sandberg Henriksson Forsberg Sjöberg Wallin Engström Danielsson Håkansson',
	PL: 'Nowak Kowalski Wiśniewski Wójcik Kowalczyk Kamiński Lewandowski Zieliński Szymański Woźniak Dąbrowski Kozłowski Jankowski Mazur Wojciechowski Kwiatkowski Krawczyk Kaczmarek Piotrowski Grabowski Zając Pawłowski Michalski Król Wieczorek Jabłoński Wróbel Nowakowski Majewski Olszewski Stępień Malinowski Jaworski Adamczyk Dudek Nowicki Pawlak Górski Witkowski Walczak',
};

/** Heads and ends of surnames that are composed: the long tail that no list holds. */
const tails: Readonly<Record<string, readonly [string, string]>> = {
	en: [
		'Ash Black Brad Brook Bur Cal Car Chad Clay Crom Dal Den East Ed Farn Glad Graf Had Hal Hamp Hard Haver Hazel Hol Hunt Ken King Lang Lin Mar Mil New Nor Oak Pem Pen Rad Red Rock Sel Shel Stan Sut Thorn Til Wake War Wea Whit Win Wy',
		'bury by combe cott den don field ford grove ham hurst land ley man more ridge shaw stead stone ton wall well wick wood worth bridge burn croft dale',
	],
	de: [
		'Ober Nieder Holz Stein Eichen Birken Linden Bach Berg Feld Wald Hasel Rosen Kirch Mühl Neu Alt Rot Grün Schön Hohen Lauter Dorn Brunn Eber Gold Silber Eisen Hirsch Wolfs',
		'mann bauer berg bach müller hofer meier dorf stein thal wald feld huber hauser egger brink kamp horst loh reuter',
	],
	fr: [
		'Beau Mont Char Bel Ville Fon Grand Mar Cham Cour Dela Gran Lan Mal Pel Ros San Val Ver Vil',
		'mont ville court champ fort sart gny lier nard reau teau tier vin bert ron let ton det sac lain',
	],
	it: [
		'Bar Bel Ber Bon Can Cap Car Cor Fan Fer Gar Gran Man Mar Mon Pas Pel San Sal Tar Tom Val Ven Zan',
		'elli etti ini oni ucci ari aro ese ano acci aldi otti etta olini usi',
	],
	es: [
		'Al Bar Cal Carr Cor Esc Fer Gar Man Mar Mend Mon Oli Pal Qui Riv San Sol Tor Val Vill Zam',
		'ados alba anco ares ellos era eros illa illo ondo ueta aga ona orde era arte',
	],
	nl: [
		'Hoog Oost West Noord Zuid Molen Kerk Berk Eik Veen Water Zand Groen Wolf Roos',
		'stra huis kamp veld man sma hof burg dijk berg laar horst boom beek',
	],
	se: [
		'Berg Lind Ek Björk Alm Gran Sjö Ny Sten Hag Hed Dal Lund Sund Vik Öst Ceder Söder Falk',
		'gren kvist ström lund berg man mark stedt dahl vall blad holm',
	],
	pl: [
		'Bor Brzoz Czar Dob Gaj Jasz Kal Kos Lip Mal Mur Ost Pol Rad Sad Stan Tom Wil Zab Zaw',
		'owski iński ecki icki owicz czyk ewicz ak ik alski',
	],
};
const tailOf: Readonly<Record<string, string>> = {
	US: 'en',
	GB: 'en',
	CA: 'en',
	AU: 'en',
	DE: 'de',
	FR: 'fr',
	ES: 'es',
	IT: 'it',
	NL: 'nl',
	SE: 'se',
	PL: 'pl',
};

const englishGiven = [
	'James John Robert Michael William David Richard Joseph Thomas Charles Christopher Daniel Matthew Anthony Mark Donald Steven Paul Andrew Joshua Kenneth Kevin Brian George Timothy Ronald Edward Jason Jeffrey Ryan Jacob Gary Nicholas Eric Jonathan Stephen Larry Justin Scott Brandon Benjamin Samuel Gregory Alexander Frank Patrick Raymond Jack Dennis Jerry Tyler Aaron Henry Adam Peter Nathan Douglas Zachary Oliver Harry Liam Noah Lucas Ethan Logan Simon Graham Stuart Callum Connor Dylan Mohammed',
	'Mary Patricia Jennifer Linda Elizabeth Barbara Susan Jessica Sarah Karen Lisa Nancy Betty Margaret Sandra Ashley Kimberly Emily Donna Michelle Carol Amanda Dorothy Melissa Deborah Stephanie Rebecca Sharon Laura Cynthia Kathleen Amy Angela Shirley Anna Brenda Pamela Emma Nicole Helen Samantha Katherine Christine Debra Rachel Carolyn Janet Catherine Maria Heather Diane Ruth Julie Olivia Joyce Virginia Victoria Kelly Lauren Christina Joan Sophia Charlotte Grace Amelia Isla Megan Chloe Hannah Lucy Fiona',
] as const;
const given: Readonly<Record<string, readonly [string, string]>> = {
	US: englishGiven,
	GB: englishGiven,
	DE: [
		'Thomas Michael Andreas Peter Stefan Christian Hans Klaus Wolfgang Jürgen Frank Martin Markus Bernd Uwe Matthias Daniel Alexander Florian Tobias Jan Lukas Felix Maximilian Paul Jonas Leon Sebastian Philipp Jörg Günter Karl-Heinz Dieter Ralf',
		'Ursula Monika Petra Elisabeth Sabine Renate Helga Karin Brigitte Ingrid Andrea Gisela Claudia Susanne Birgit Anna Julia Katharina Stefanie Lena Laura Sophie Marie Hannah Lea Christine Nicole Anja Heike Martina Käthe Bärbel Jana',
	],
	FR: [
		'Jean Pierre Michel André Philippe Alain Nicolas Christophe Patrick Daniel Julien Thomas Laurent François Frédéric Éric Sébastien Jacques Olivier Gérard Maxime Alexandre Antoine Hugo Lucas Louis Jean-Pierre Jean-Luc René Stéphane',
		'Marie Nathalie Isabelle Sylvie Catherine Françoise Monique Sophie Valérie Christine Camille Céline Julie Sandrine Martine Véronique Aurélie Chloé Emma Léa Manon Hélène Geneviève Anne-Marie Brigitte Élodie Pauline Claire',
	],
	ES: [
		'Antonio José Manuel Francisco David Juan Javier Daniel Carlos Jesús Alejandro Miguel Rafael Pedro Ángel Pablo Sergio Fernando Jorge Luis Alberto Álvaro Diego Adrián Raúl Iván Rubén',
		'María Carmen Ana Isabel Laura Cristina Marta Josefa Dolores Lucía Antonia Pilar Elena Sara Paula Raquel Mercedes Rosa Beatriz Julia Silvia Irene Teresa Patricia Andrea Rocío Mónica Inés',
	],
	IT: [
		'Giuseppe Giovanni Antonio Mario Luigi Francesco Angelo Vincenzo Pietro Salvatore Carlo Franco Domenico Marco Andrea Alessandro Matteo Lorenzo Luca Davide Stefano Roberto Paolo Simone Federico',
		'Maria Anna Giuseppina Rosa Angela Giovanna Teresa Lucia Carmela Caterina Francesca Giulia Chiara Sara Martina Valentina Alessia Silvia Elisa Paola Laura Elena Federica Sofia Aurora',
	],
	NL: [
		'Jan Johannes Hendrik Willem Pieter Jeroen Daan Sem Bram Thijs Maarten Martijn Dennis Rick Kees Gerrit Cornelis Tim Sander Joost',
		'Maria Johanna Anna Cornelia Wilhelmina Sanne Emma Lotte Anouk Femke Marieke Ingrid Monique Petra Linda Esther Saskia Julia Eva Fleur',
	],
	SE: [
		'Lars Anders Johan Per Karl Mikael Jan Erik Fredrik Hans Bengt Bo Daniel Stefan Göran Håkan Björn Oscar Elias Gustav',
		'Anna Eva Maria Karin Sara Kristina Lena Emma Kerstin Ingrid Marie Linnéa Birgitta Elin Johanna Åsa Märta Alva Saga Wilma',
	],
	PL: [
		'Piotr Krzysztof Andrzej Tomasz Paweł Jan Michał Marcin Stanisław Jakub Adam Marek Łukasz Grzegorz Mateusz Wojciech Mariusz Dariusz Zbigniew Rafał',
		'Anna Maria Katarzyna Małgorzata Agnieszka Barbara Ewa Krystyna Elżbieta Magdalena Joanna Zofia Monika Danuta Teresa Beata Julia Aleksandra Iwona Dorota',
	],
};

/** Every country writes numbers and addresses in its own way: what of that the records need. */
export interface Country {
	readonly code: string;
	readonly name: string;
	readonly calling: string;
	/** Before the number at home. */
	readonly trunk: string;
	/** Heads of mobile numbers; empty where they look like landlines. */
	readonly mobiles: readonly string[];
	/** How many digits the national number has. */
	readonly digits: number;
	/** Domains of e-mail of that country beside the world's. */
	readonly mail: readonly string[];
	readonly dateStyle: 'mdy' | 'dmy' | 'dots';
	readonly numberFirst: boolean;
	readonly streets: Weighted<string>;
}

export interface WesternCity {
	readonly name: string;
	readonly state: string;
	/** 9 stands for a digit, A for a letter. */
	readonly postal: string;
	readonly dial: string;
	readonly country: Country;
}

const englishStreets = byRank(
	words(
		'Main_Street Church_Street High_Street Park_Avenue Oak_Street Elm_Street Maple_Avenue Washington_Street Station_Road Victoria_Road Mill_Lane School_Lane Park_Road Green_Lane Manor_Road Cedar_Lane Pine_Street Lake_Drive Hillcrest_Drive Sunset_Boulevard Broadway King_Street Queen_Street George_Street London_Road Market_Street Bridge_Street Spring_Street River_Road Highland_Avenue Franklin_Street Jefferson_Avenue Lincoln_Avenue Madison_Street Jackson_Street Chestnut_Street Walnut_Street Grove_Road Springfield_Road Albert_Road Meadow_Lane Orchard_Close Willow_Court Birch_Avenue Forest_Drive Valley_Road Prospect_Avenue Ridge_Road Clifton_Road Windsor_Road York_Road Chapel_Lane Kingsway Mount_Pleasant North_Street South_Street West_Street East_Street Second_Street Third_Avenue Fifth_Avenue Dogwood_Drive Heritage_Way Canterbury_Court Bayview_Drive',
	),
	20,
);
function streets(list: string): Weighted<string> {
	return byRank(words(list), 12);
}

type Line = [
	code: string,
	name: string,
	calling: string,
	trunk: string,
	mobiles: string,
	digits: number,
	mail: string,
	style: Country['dateStyle'],
	first: boolean,
	roads: Weighted<string>,
];
const countryLines: readonly Line[] = [
	['US', 'United States', '1', '', '', 10, 'comcast.net verizon.net aol.com', 'mdy', true, englishStreets],
	[
		'GB',
		'United Kingdom',
		'44',
		'0',
		'7400 7500 7700 7800 7900 7911',
		10,
		'btinternet.com sky.com hotmail.co.uk',
		'dmy',
		true,
		englishStreets,
	],
	[
		'DE',
		'Germany',
		'49',
		'0',
		'151 152 157 160 170 171 172 173 175 176 179',
		10,
		'gmx.de web.de t-online.de',
		'dots',
		false,
		streets(
			'Hauptstraße Bahnhofstraße Schulstraße Gartenstraße Dorfstraße Bergstraße Kirchstraße Lindenstraße Waldstraße Ringstraße Goethestraße Schillerstraße Mozartstraße Beethovenstraße Rosenweg Birkenweg Mühlenweg Am_Markt Friedrichstraße Kaiserstraße Königsallee Marktplatz Wiesenstraße Jahnstraße Feldstraße Blumenstraße Talstraße Wilhelmstraße Parkstraße Industriestraße Buchenweg Amselweg',
		),
	],
	[
		'FR',
		'France',
		'33',
		'0',
		'6 7',
		9,
		'orange.fr free.fr wanadoo.fr laposte.net',
		'dmy',
		true,
		streets(
			"rue_de_l'Église place_de_la_Mairie rue_de_la_Gare rue_du_Moulin rue_Victor_Hugo avenue_de_la_République rue_des_Écoles boulevard_Pasteur rue_Jean_Jaurès rue_de_la_Paix avenue_Charles_de_Gaulle rue_Pasteur rue_des_Jardins rue_du_Château allée_des_Tilleuls rue_Molière rue_Gambetta boulevard_Voltaire impasse_des_Lilas chemin_des_Vignes quai_de_la_Loire rue_Émile_Zola",
		),
	],
	[
		'ES',
		'Spain',
		'34',
		'',
		'6 7',
		9,
		'hotmail.es telefonica.net yahoo.es',
		'dmy',
		false,
		streets(
			'Calle_Mayor Calle_Real Calle_Nueva Avenida_de_la_Constitución Plaza_de_España Calle_del_Sol Calle_San_José Paseo_del_Prado Calle_Cervantes Avenida_de_Andalucía Calle_Goya Calle_de_la_Iglesia Gran_Vía Calle_del_Carmen Ronda_Norte Calle_Colón Calle_Santa_Ana Avenida_del_Mediterráneo',
		),
	],
	[
		'IT',
		'Italy',
		'39',
		'',
		'320 328 333 338 340 347 349 392',
		10,
		'libero.it tiscali.it alice.it',
		'dmy',
		false,
		streets(
			'Via_Roma Via_Garibaldi Via_Mazzini Via_Dante Via_Verdi Corso_Italia Via_Cavour Piazza_della_Repubblica Via_Marconi Via_Matteotti Viale_Europa Via_XX_Settembre Via_Leopardi Corso_Vittorio_Emanuele Via_Manzoni Via_dei_Mille Via_Torino Via_Milano Viale_dei_Pini',
		),
	],
	[
		'NL',
		'Netherlands',
		'31',
		'0',
		'6',
		9,
		'ziggo.nl kpnmail.nl xs4all.nl',
		'dmy',
		false,
		streets(
			'Kerkstraat Schoolstraat Molenstraat Dorpsstraat Molenweg Julianastraat Parallelweg Nieuwstraat Wilhelminastraat Sportlaan Industrieweg Beatrixstraat Stationsweg Markt Hoofdstraat Eikenlaan Beukenlaan Prinsengracht Keizersgracht Lindelaan',
		),
	],
	['AU', 'Australia', '61', '0', '4', 9, 'bigpond.com optusnet.com.au', 'dmy', true, englishStreets],
	['CA', 'Canada', '1', '', '', 10, 'rogers.com shaw.ca sympatico.ca', 'mdy', true, englishStreets],
	[
		'SE',
		'Sweden',
		'46',
		'0',
		'70 72 73 76',
		9,
		'telia.com spray.se',
		'dmy',
		false,
		streets(
			'Storgatan Drottninggatan Kungsgatan Skolgatan Kyrkogatan Järnvägsgatan Ringvägen Björkvägen Parkvägen Skogsvägen Strandvägen Åsgatan Nygatan Östergatan Lindvägen',
		),
	],
	[
		'PL',
		'Poland',
		'48',
		'',
		'50 51 53 60 66 69 72 79 88',
		9,
		'wp.pl onet.pl interia.pl',
		'dots',
		false,
		streets(
			'ul._Polna ul._Leśna ul._Słoneczna ul._Krótka ul._Szkolna ul._Ogrodowa ul._Lipowa ul._Brzozowa ul._Kościuszki ul._Mickiewicza ul._Sienkiewicza ul._Kościelna ul._Długa aleja_Niepodległości ul._Piłsudskiego',
		),
	],
];
const countries = new Map<string, Country>(
	countryLines.map(([code, name, calling, trunk, mobiles, digits, mail, dateStyle, numberFirst, roads]) => [
		code,
		{
			code,
			name,
			calling,
			trunk,
			mobiles: mobiles === '' ? [] : words(mobiles),
			digits,
			mail: words(mail),
			dateStyle,
			numberFirst,
			streets: roads,
		},
	]),
);

const cityLines = `
US New_York,NY,100##,212|Los_Angeles,CA,900##,213|Chicago,IL,606##,312|Houston,TX,770##,713|Phoenix,AZ,850##,602|Philadelphia,PA,191##,215|San_Antonio,TX,782##,210|San_Diego,CA,921##,619|Dallas,TX,752##,214|San_Jose,CA,951##,408|Austin,TX,787##,512|Columbus,OH,432##,614|Seattle,WA,981##,206|Denver,CO,802##,303|Boston,MA,021##,617|Portland,OR,972##,503|Springfield,MO,658##,417|Springfield,IL,627##,217|Omaha,NE,681##,402|Miami,FL,331##,305|Atlanta,GA,303##,404|Nashville,TN,372##,615|Madison,WI,537##,608|Richmond,VA,232##,804
GB London,Greater_London,SW# #AA,20|Birmingham,West_Midlands,B# #AA,121|Leeds,West_Yorkshire,LS# #AA,113|Glasgow,Lanarkshire,G# #AA,141|Sheffield,South_Yorkshire,S# #AA,114|Manchester,Greater_Manchester,M# #AA,161|Edinburgh,Midlothian,EH# #AA,131|Liverpool,Merseyside,L# #AA,151|Bristol,Avon,BS# #AA,117|Cardiff,Glamorgan,CF# #AA,29|York,North_Yorkshire,YO# #AA,1904|Norwich,Norfolk,NR# #AA,1603|Exeter,Devon,EX# #AA,1392
DE Berlin,Berlin,10###,30|Hamburg,Hamburg,20###,40|München,Bayern,80###,89|Köln,Nordrhein-Westfalen,50###,221|Frankfurt_am_Main,Hessen,60###,69|Stuttgart,Baden-Württemberg,70###,711|Düsseldorf,Nordrhein-Westfalen,40###,211|Leipzig,Sachsen,04###,341|Hannover,Niedersachsen,30###,511|Nürnberg,Bayern,90###,911|Freiburg_im_Breisgau,Baden-Württemberg,79###,761
FR Paris,Île-de-France,750##,1|Marseille,Provence-Alpes-Côte_d'Azur,130##,4|Lyon,Auvergne-Rhône-Alpes,690##,4|Toulouse,Occitanie,310##,5|Nice,Provence-Alpes-Côte_d'Azur,060##,4|Nantes,Pays_de_la_Loire,440##,2|Strasbourg,Grand_Est,670##,3|Bordeaux,Nouvelle-Aquitaine,330##,5|Lille,Hauts-de-France,590##,3
ES Madrid,Madrid,280##,91|Barcelona,Cataluña,080##,93|Valencia,Comunidad_Valenciana,460##,96|Sevilla,Andalucía,410##,95|Zaragoza,Aragón,500##,976|Málaga,Andalucía,290##,952|Bilbao,País_Vasco,480##,94
IT Roma,Lazio,001##,06|Milano,Lombardia,201##,02|Napoli,Campania,801##,081|Torino,Piemonte,101##,011|Bologna,Emilia-Romagna,401##,051|Firenze,Toscana,501##,055|Genova,Liguria,161##,010
NL Amsterdam,Noord-Holland,10## AA,20|Rotterdam,Zuid-Holland,30## AA,10|Den_Haag,Zuid-Holland,25## AA,70|Utrecht,Utrecht,35## AA,30|Eindhoven,Noord-Brabant,56## AA,40
AU Sydney,NSW,20##,2|Melbourne,VIC,30##,3|Brisbane,QLD,40##,7|Perth,WA,60##,8|Adelaide,SA,50##,8
CA Toronto,ON,M#A #A#,416|Montréal,QC,H#A #A#,514|Vancouver,BC,V#A #A#,604|Calgary,AB,T#A #A#,403|Ottawa,ON,K#A #A#,613
SE Stockholm,Stockholms_län,11# ##,8|Göteborg,Västra_Götalands_län,41# ##,31|Malmö,Skåne_län,21# ##,40|Uppsala,Uppsala_län,75# ##,18
PL Warszawa,mazowieckie,00-###,22|Kraków,małopolskie,30-###,12|Wrocław,dolnośląskie,50-###,71|Gdańsk,pomorskie,80-###,58|Łódź,łódzkie,90-###,42`;
const citiesOf = new Map<string, Weighted<WesternCity>>();
for (const line of cityLines.trim().split('\n')) {
	const country = countries.get(line.slice(0, 2))!;
	const cities = line
		.slice(3)
		.split('|')
		.map((city) => {
			const [name, state, postal, dial] = city.split(',') as [string, string, string, string];
			return { name: spaced(name), state: spaced(state), postal, dial, country };
		});
	citiesOf.set(country.code, byRank(cities, 4));
}
export const westernCountries = new Weighted(words('US GB DE FR ES IT NL AU CA SE PL'), [32, 16, 12, 8, 6, 6, 5, 5, 5, 3, 2]);

export function spaced(text: string): string {
	return text.replaceAll('_', ' ');
}

const familyNames = new Map(Object.entries(surnames).map(([code, list]) => [code, byRank(words(list).map(spaced), 6)]));
const givenNames = new Map(Object.entries(given).map(([code, lists]) => [code, lists.map((list) => byRank(words(list), 5))]));
const composed = new Map(Object.entries(tails).map(([code, [heads, ends]]) => [code, [words(heads), words(ends)] as const]));
/** Immigrants: in every country some bear the names of another. */
const foreign = 0.06;

/** A quarter of all surnames comes from the tail. */
export function westernSurname(random: Random, code: string): string {
	const home = random.chance(foreign) ? westernCountries.draw(random) : code;
	if (random.chance(0.25)) {
		const [heads, ends] = composed.get(tailOf[home]!)!;
		return random.pick(heads) + random.pick(ends);
	}
	return (familyNames.get(home) ?? familyNames.get('GB')!).draw(random);
}

export function westernGiven(random: Random, code: string, female: boolean): string {
	const home = random.chance(foreign) ? westernCountries.draw(random) : code;
	return (givenNames.get(home) ?? givenNames.get('GB')!)[female ? 1 : 0]!.draw(random);
}

export function westernCity(random: Random, code: string): WesternCity {
	return citiesOf.get(code)!.draw(random);
}

/** A postal code of the city's pattern. */
export function westernPostalCode(random: Random, city: WesternCity): string {
	return city.postal.replace(/#|A/g, (sign, at: number) =>
		sign === '#' ? `${random.below(10)}` : at === 0 ? sign : random.pick('ABDEFGHJLNPRSTUWXY'),
	);
}

export const westernJobs = words(
	'Engineer Teacher Nurse Accountant Sales_Manager Driver Lawyer Electrician Student Retired Consultant Designer Developer Plumber Chef Physician Director Clerk Mechanic Farmer Artist Salesperson',
).map(spaced);
