// What the tests of exports share: customers made through the same door as a person's, and files read back.
import { readFile } from 'node:fs/promises';
import { expect } from 'vitest';
import type { z } from 'zod';
import type { Principal } from '../../platform/auth.ts';
import { write } from '../../platform/database.ts';
import { readTable, temporaryPath } from '../../platform/files/testing.ts';
import type { Services } from '../../platform/services.ts';
import { createCustomer } from '../customers/edit.ts';
import { customerInput } from '../customers/schema.ts';
import { type ExportOptions, exportTo } from './run.ts';
import type { ExportFormat } from './schema.ts';

/** Adds customers and returns their ids. */
export async function addCustomers(
	services: Services,
	principal: Principal,
	inputs: readonly z.input<typeof customerInput>[],
): Promise<number[]> {
	const ids: number[] = [];
	for (const input of inputs) {
		const made = await write(services.database, principal, (client) =>
			createCustomer(client, { principal, country: services.config.defaultCountry }, customerInput.parse(input)),
		);
		ids.push(made.id);
	}
	return ids;
}

/** What is to be exported; as CSV where no format is named. */
export type Wanted = Omit<ExportOptions, 'format'> & { readonly format?: ExportFormat };

/** Writes an export to a file of its own. */
export async function exported(services: Services, as: Principal, options: Wanted) {
	const path = await temporaryPath(`out.${options.format ?? 'csv'}`);
	const result = await exportTo(services, as, { format: 'csv', ...options }, path);
	return { path, result };
}

/** The rows of an export read back, each by its headings. */
export async function exportedRows(services: Services, as: Principal, options: Wanted) {
	const { path, result } = await exported(services, as, options);
	if (result.rows === 0) return [];
	const { file, rows } = await readTable(path);
	expect(result.rows).toBe(rows.length);
	expect(result.bytes).toBe((await readFile(path)).length);
	return rows.map((row) => Object.fromEntries(row.map((cell, index) => [file.columns[index]!, cell])));
}
