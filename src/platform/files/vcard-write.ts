// Writes an address book in vCard 4.0 (RFC 6350). Its columns are the keys that the reader gives: "FN", "N.family", "TEL", "TEL 2", "TEL.type", "ADR.city" …
import type { Writable } from 'node:stream';
import { cellText } from './csv-write.ts';
import { createTextWriter } from './sink.ts';
import type { TableWriter } from './types.ts';
import { structured } from './vcard-read.ts';

/** Lines are folded at 75 bytes (RFC 6350, 3.2). */
const foldBytes = 75;

/** A column taken apart: property, its number among those of the same name, part of it. */
interface Place {
	readonly property: string;
	/** "TEL 2": all columns of one property line share it. */
	readonly slot: string;
	readonly part: string;
}

/** Columns that are no key of a card are left out. */
export function createVcardWriter(output: Writable, columns: readonly string[]): TableWriter {
	const places = columns.map(placeOf);
	return createTextWriter(output, '', (row) => card(places, row));
}

function placeOf(column: string): Place | undefined {
	const match = /^([A-Za-z][A-Za-z0-9-]*)( \d+)?(?:\.(\w+))?$/.exec(column);
	if (match === null) return undefined;
	const property = match[1]!.toUpperCase();
	return { property, slot: property + (match[2] ?? ''), part: match[3] ?? '' };
}

function card(places: readonly (Place | undefined)[], row: readonly unknown[]): string {
	const slots = new Map<string, { property: string; parts: Map<string, string> }>();
	for (const [index, place] of places.entries()) {
		const cell = row[index];
		if (place === undefined || cell === null || cell === undefined) continue;
		const value = cellText(cell);
		if (value === '') continue;
		const slot = slots.get(place.slot) ?? { property: place.property, parts: new Map() };
		slot.parts.set(place.part, value);
		slots.set(place.slot, slot);
	}
	const lines = ['BEGIN:VCARD', 'VERSION:4.0'];
	// FN is the one property that a card must have (RFC 6350, 6.2.1).
	if (!slots.has('FN')) lines.push(`FN:${escapeText(formattedName(slots))}`);
	for (const { property, parts } of slots.values()) {
		const names = structured[property];
		const types = parts.get('type');
		const parameter = types === undefined ? '' : `;TYPE="${types.replace(/["\r\n]/g, '')}"`;
		const value = names === undefined ? escapeText(parts.get('') ?? '') : names.map((name) => escapeText(parts.get(name) ?? '')).join(';');
		if (value.replaceAll(';', '') !== '') lines.push(`${property}${parameter}:${property === 'ORG' ? value.replace(/;+$/, '') : value}`);
	}
	lines.push('END:VCARD');
	return lines.map((line) => `${fold(line)}\r\n`).join('');
}

function formattedName(slots: ReadonlyMap<string, { parts: ReadonlyMap<string, string> }>): string {
	const name = slots.get('N')?.parts;
	const inOrder = ['prefix', 'given', 'additional', 'family', 'suffix'].map((part) => name?.get(part)).filter(Boolean);
	return inOrder.join(' ') || (slots.get('ORG') ?? slots.get('EMAIL') ?? slots.get('TEL'))?.parts.get('') || '-';
}

function escapeText(value: string): string {
	return value.replace(/[\\;,]/g, '\\$&').replace(/\r\n|\r|\n/g, '\\n');
}

function fold(line: string): string {
	if (Buffer.byteLength(line) <= foldBytes) return line;
	let folded = '';
	let bytes = 0;
	for (const char of line) {
		const size = Buffer.byteLength(char);
		if (bytes + size > foldBytes) {
			folded += '\r\n ';
			bytes = 1;
		}
		folded += char;
		bytes += size;
	}
	return folded;
}
