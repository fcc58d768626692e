// The endpoints of contact points, addresses and notes. Safe in a browser.
import { z } from 'zod';
import { endpoint } from '../../platform/endpoint.ts';
import { personal } from '../../platform/personal.ts';
import { contactKey } from './personal.ts';
import { address, addressInput, contactInput, contactPoint, id, idParams, noteRow, profile } from './schema.ts';

/** A colleague is mentioned as `@[Name](user:12)`. */
const noteInput = z.strictObject({ body: personal(z.string().trim().min(1).max(100_000), 'personal', { field: 'notes.body' }) });
const noteParams = idParams.extend({ note_id: personal(id, 'personal', { field: 'notes.body' }) });
const contactParams = idParams.extend({ key: personal(z.string().max(600), contactKey) });
const addressParams = idParams.extend({ key: personal(z.guid(), 'contact', { mask: 'address', field: 'addresses' }) });
const savedNote = noteRow.extend({
	/** Mentioned for the first time, but not told: these colleagues may not see this customer. */
	not_told: z.array(z.number()),
});

export const memberEndpoints = {
	listContactPoints: endpoint({
		method: 'GET',
		path: '/customers/{id}/contact-points',
		permission: 'customers.read',
		tag: 'customers',
		summary: { 'zh-CN': '联系方式', en: 'Contact points' },
		params: idParams,
		reply: z.object({ items: personal(z.array(contactPoint), 'contact', { mask: 'each' }) }),
	}),
	addContactPoint: endpoint({
		method: 'POST',
		path: '/customers/{id}/contact-points',
		permission: 'customers.write',
		tag: 'customers',
		status: 201,
		idempotent: true,
		versioned: true,
		summary: { 'zh-CN': '添加联系方式', en: 'Add a contact point' },
		params: idParams,
		body: contactInput,
		reply: profile,
	}),
	replaceContactPoint: endpoint({
		method: 'PUT',
		path: '/customers/{id}/contact-points/{key}',
		permission: 'customers.write',
		tag: 'customers',
		versioned: true,
		summary: { 'zh-CN': '修改联系方式（key 形如 phone:+8613800138000）', en: 'Change a contact point (key such as phone:+8613800138000)' },
		params: contactParams,
		body: contactInput,
		reply: profile,
	}),
	removeContactPoint: endpoint({
		method: 'DELETE',
		path: '/customers/{id}/contact-points/{key}',
		permission: 'customers.write',
		tag: 'customers',
		versioned: true,
		summary: { 'zh-CN': '删除联系方式：声明不再有效', en: 'Remove a contact point: it is no longer true' },
		params: contactParams,
		reply: profile,
	}),
	listAddresses: endpoint({
		method: 'GET',
		path: '/customers/{id}/addresses',
		permission: 'customers.read',
		tag: 'customers',
		summary: { 'zh-CN': '地址', en: 'Addresses' },
		params: idParams,
		reply: z.object({ items: z.array(address) }),
	}),
	addAddress: endpoint({
		method: 'POST',
		path: '/customers/{id}/addresses',
		permission: 'customers.write',
		tag: 'customers',
		status: 201,
		idempotent: true,
		versioned: true,
		summary: { 'zh-CN': '添加地址', en: 'Add an address' },
		params: idParams,
		body: addressInput,
		reply: profile,
	}),
	replaceAddress: endpoint({
		method: 'PUT',
		path: '/customers/{id}/addresses/{key}',
		permission: 'customers.write',
		tag: 'customers',
		versioned: true,
		summary: { 'zh-CN': '修改地址', en: 'Change an address' },
		params: addressParams,
		body: addressInput,
		reply: profile,
	}),
	removeAddress: endpoint({
		method: 'DELETE',
		path: '/customers/{id}/addresses/{key}',
		permission: 'customers.write',
		tag: 'customers',
		versioned: true,
		summary: { 'zh-CN': '删除地址：声明不再有效', en: 'Remove an address: it is no longer true' },
		params: addressParams,
		reply: profile,
	}),
	listNotes: endpoint({
		method: 'GET',
		path: '/customers/{id}/notes',
		permission: 'customers.read',
		tag: 'customers',
		summary: { 'zh-CN': '一位客户的备注，最新的在前', en: 'The notes of a customer, the latest first' },
		params: idParams,
		query: z.strictObject({ after: z.coerce.number().int().min(1).optional(), limit: z.coerce.number().int().min(1).max(200).optional() }),
		reply: z.object({ items: z.array(noteRow), next: z.number().nullable() }),
	}),
	addNote: endpoint({
		method: 'POST',
		path: '/customers/{id}/notes',
		permission: 'customers.write',
		tag: 'customers',
		status: 201,
		idempotent: true,
		summary: { 'zh-CN': '添加备注', en: 'Add a note' },
		params: idParams,
		body: noteInput,
		reply: savedNote,
	}),
	updateNote: endpoint({
		method: 'PATCH',
		path: '/customers/{id}/notes/{note_id}',
		permission: 'customers.write',
		tag: 'customers',
		versioned: true,
		summary: { 'zh-CN': '修改备注', en: 'Change a note' },
		params: noteParams,
		body: noteInput,
		reply: savedNote,
	}),
	removeNote: endpoint({
		method: 'DELETE',
		path: '/customers/{id}/notes/{note_id}',
		permission: 'customers.write',
		tag: 'customers',
		status: 204,
		versioned: true,
		summary: { 'zh-CN': '删除备注', en: 'Remove a note' },
		params: noteParams,
		reply: z.null(),
	}),
} as const;
