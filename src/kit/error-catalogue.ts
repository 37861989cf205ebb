/**
 * Every code a user can meet, with its meaning and its fix, by area. docs/errors.md is generated from this table and a
 * test binds the two; a code stands in one area and never changes its meaning.
 */
import { CALLING } from './codes/calling.ts';
import { DOCUMENTS } from './codes/documents.ts';
import { EVIDENCE } from './codes/evidence.ts';
import { FORGE } from './codes/forge.ts';
import { PROPOSALS } from './codes/proposals.ts';

/** The areas in the order of the page, each with its heading. */
export const ERROR_AREAS = [
  { title: 'The command line, the Action and the repository they are called in', codes: CALLING },
  { title: 'Golden sets, held-out sets and production runs', codes: EVIDENCE },
  { title: 'The ledger, proposals and releases', codes: PROPOSALS },
  { title: 'GitHub', codes: FORGE },
  { title: 'Places in documents', codes: DOCUMENTS },
] as const satisfies readonly { title: string; codes: Record<string, { meaning: string; fix: string }> }[];

export const ERROR_CATALOGUE = { ...CALLING, ...EVIDENCE, ...PROPOSALS, ...FORGE, ...DOCUMENTS };

export type ErrorCode = keyof typeof ERROR_CATALOGUE;
