// What the demo world is made of: one record as a source would send it, links between records, notes.
import type { Random } from './random.ts';

export const worldSources = ['webshop', 'crm-old', 'events'] as const;
export type WorldSource = (typeof worldSources)[number];

/** One record of one source. Empty text: the source does not say. */
export interface WorldRecord {
	readonly source: WorldSource;
	readonly external_id: string;
	readonly kind: 'person' | 'organisation';
	readonly name: string;
	readonly phone: string;
	readonly email: string;
	readonly wechat: string;
	readonly company: string;
	readonly job_title: string;
	readonly line1: string;
	readonly city: string;
	readonly region: string;
	readonly postal_code: string;
	readonly country: string;
	readonly birth_date: string;
	readonly gender: '' | 'female' | 'male';
	readonly language: string;
	readonly industry: string;
	readonly tax_id: string;
	readonly lifecycle_stage: 'lead' | 'prospect' | 'customer' | 'former';
	readonly tags: readonly string[];
	readonly loyalty_level: string;
	readonly contract_value: string;
	readonly newsletter: string;
	readonly preferred_store: string;
	/** When the source said so: ISO 8601, UTC. */
	readonly stated_at: string;
}

/** A name in the ways in which people write it. */
export interface NameForms {
	readonly full: string;
	readonly family: string;
	readonly given: string;
	/** In Latin letters, family and given name: for e-mail addresses and transliterated duplicates. */
	readonly latin: { readonly family: string; readonly given: string };
	/** Mistaken for it at a keyboard or over the telephone. */
	readonly misspelt: string;
}

export interface Place {
	readonly city: string;
	readonly region: string;
	readonly country: string;
	readonly line1: string;
	readonly postal_code: string;
}

export interface CompanyForms {
	readonly name: string;
	/** As it is known abroad. */
	readonly foreign: string;
	/** For its e-mail addresses. */
	readonly slug: string;
	readonly industry: string;
	readonly phone: string;
	readonly place: Place;
}

/** A part of the world: how people, places, companies and numbers look there. */
export interface Culture {
	/** `relative`: somebody whose family name the person has. */
	readonly person: (random: Random, gender: 'female' | 'male', relative?: NameForms) => NameForms;
	/** How many of the households of two share a family name. */
	readonly sharedNames: number;
	readonly place: (random: Random) => Place;
	readonly mobile: (random: Random, country: string) => string;
	readonly company: (random: Random) => CompanyForms;
	/** The number under which tax offices know a company of this country. */
	readonly taxId: (random: Random, country: string) => string;
	readonly jobs: readonly string[];
	readonly stores: readonly string[];
	readonly tags: readonly string[];
	readonly notes: readonly string[];
}
