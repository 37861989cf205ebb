/** Breaches of contract on the world's own side that are known and harmless, each with its reason. Never the client's. */
import type { Violation } from './contract.ts';

type Allowed = { readonly reason: string; readonly matches: (violation: Violation) => boolean };

const at = (request: RegExp, place: RegExp) => (violation: Violation) =>
  request.test(violation.request) && place.test(violation.place);

export const ALLOWED: readonly Allowed[] = [
  {
    reason: 'GitHub itself answers null for a label without a description; the specification says string',
    matches: at(/\/pulls/, /labels\.\d+\.description$/),
  },
];
