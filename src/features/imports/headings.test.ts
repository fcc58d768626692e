// Columns as programs and people name them: what each is taken for by its heading and by what stands below it.
import { describe, expect, test } from 'vitest';
import { recognise, targetOfHeading } from './headings.ts';

/** Column to field, for a table given as text with commas. */
function fieldsOf(text: string): Record<string, string | null> {
	const [head, ...rows] = text.split('\n').map((line) => line.split(','));
	const samples = head!.map((_, index) => rows.map((cells) => cells[index] ?? ''));
	return Object.fromEntries(recognise(head!, samples, true).map(({ column, field }) => [column, field]));
}

describe('headings as other programs write them', () => {
	test('Google contacts', () => {
		expect(
			fieldsOf(
				'First Name,Middle Name,Last Name,Organization Name,Organization Title,Birthday,E-mail 1 - Label,E-mail 1 - Value,E-mail 2 - Value,Phone 1 - Value,Address 1 - Street,Address 1 - City,Address 1 - Region,Address 1 - Postal Code,Address 1 - Country',
			),
		).toEqual({
			'First Name': 'given_name',
			'Middle Name': 'middle_name',
			'Last Name': 'family_name',
			'Organization Name': 'company',
			'Organization Title': 'job_title',
			Birthday: 'birth_date',
			'E-mail 1 - Label': null,
			'E-mail 1 - Value': 'email',
			'E-mail 2 - Value': 'email',
			'Phone 1 - Value': 'phone',
			'Address 1 - Street': 'line1',
			'Address 1 - City': 'city',
			'Address 1 - Region': 'region',
			'Address 1 - Postal Code': 'postal_code',
			'Address 1 - Country': 'country',
		});
	});

	test('Outlook: a title is one of address there, and of two addresses the first is taken', () => {
		expect(
			fieldsOf(
				'Title,First Name,Last Name,Company,Job Title,Business Street,Business City,Home Street,Home City,Mobile Phone\nMr.,Jo,Li,,,,,,,',
			),
		).toEqual({
			Title: 'name_prefix',
			'First Name': 'given_name',
			'Last Name': 'family_name',
			Company: 'company',
			'Job Title': 'job_title',
			'Business Street': 'line1',
			'Business City': 'city',
			'Home Street': null,
			'Home City': null,
			'Mobile Phone': 'phone',
		});
	});

	test('Salesforce and HubSpot', () => {
		expect(
			fieldsOf(
				'Account Name,Contact Name,Title,Mailing Street,Mailing State/Province,Mailing Zip/Postal Code\nAcme,Ann Lee,Head of Sales,,,',
			),
		).toEqual({
			'Account Name': 'company',
			'Contact Name': 'name',
			Title: 'job_title',
			'Mailing Street': 'line1',
			'Mailing State/Province': 'region',
			'Mailing Zip/Postal Code': 'postal_code',
		});
		expect(fieldsOf('Record ID,First Name,State/Region,Lifecycle Stage')).toMatchObject({
			'Record ID': 'external_id',
			'State/Region': 'region',
			'Lifecycle Stage': 'lifecycle_stage',
		});
	});

	test('a Chinese list of companies with the person to talk to', () => {
		expect(fieldsOf('序号,客户编号,客户名称,联系人,联系人手机,单位地址,所在省,城市,备注')).toEqual({
			序号: null,
			客户编号: 'external_id',
			客户名称: 'company',
			联系人: 'name',
			联系人手机: 'phone',
			单位地址: 'line1',
			所在省: 'region',
			城市: 'city',
			备注: 'note',
		});
		expect(fieldsOf('客户名称,电话')).toMatchObject({ 客户名称: 'name' });
		expect(fieldsOf('用户名,姓名,昵称')).toEqual({ 用户名: null, 姓名: 'name', 昵称: null });
	});

	test('a German list: the number of the house joins the street', () => {
		expect(fieldsOf('Nachname,Vorname,Strasse,Hausnummer,PLZ,Ort')).toEqual({
			Nachname: 'family_name',
			Vorname: 'given_name',
			Strasse: 'line1',
			Hausnummer: 'line1',
			PLZ: 'postal_code',
			Ort: 'city',
		});
		expect(fieldsOf('Name,House number')).toMatchObject({ 'House number': null });
	});

	test('the surest of several wins, wherever it stands', () => {
		expect(fieldsOf('ID,Customer ID,Region,State,Suburb,City')).toEqual({
			ID: null,
			'Customer ID': 'external_id',
			Region: null,
			State: 'region',
			Suburb: null,
			City: 'city',
		});
	});

	test('a type is of customers only where its values say so', () => {
		expect(fieldsOf('name,type\nA,Company\nB,Person')).toMatchObject({ type: 'kind' });
		expect(fieldsOf('name,type\nArnie,steakhouses\nCafe,french')).toMatchObject({ type: null });
	});

	test('the technical names of our own exports', () => {
		expect(fieldsOf('name,line1,line2,postal_code,birth_date,other_addresses')).toEqual({
			name: 'name',
			line1: 'line1',
			line2: 'line2',
			postal_code: 'postal_code',
			birth_date: 'birth_date',
			other_addresses: null,
		});
	});

	test('a number after the heading and a unit in brackets do not matter', () => {
		for (const heading of ['Phone 2', '手机（必填）', 'PHONE_NUMBER', 'E-Mail', '電話', '手机2']) {
			expect(targetOfHeading(heading)).toBe(heading === 'E-Mail' ? 'email' : 'phone');
		}
	});
});

test('columns without a heading are told by what stands in them', () => {
	const samples = [
		['张三', '李四'],
		['13800138000', '+86 139 0013 9000'],
		['a@example.com', 'b@example.org'],
		['阿里巴巴有限公司', '华为技术有限公司'],
	];
	expect(recognise(['1', '2', '3', '4'], samples, false).map(({ field }) => field)).toEqual([null, 'phone', 'email', 'company']);
});
