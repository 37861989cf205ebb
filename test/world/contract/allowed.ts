/** Breaches of contract on the world's own side that are known and harmless, each with its reason. Never the client's. */
import type { Violation } from './contract.ts';

type Allowed = { readonly reason: string; readonly matches: (violation: Violation, status: number) => boolean };

const at = (request: RegExp, place: RegExp) => (violation: Violation) =>
  request.test(violation.request) && place.test(violation.place);

export const ALLOWED: readonly Allowed[] = [
  {
    reason: 'every operation may answer 401, 403 and 404, though the specification names them only in places',
    matches: ({ message }, status) =>
      [401, 403, 404].includes(status) && message.startsWith('Unable to match the returned'),
  },
  {
    reason: 'GitHub itself answers null for a label without a description; the specification says string',
    matches: at(/\/pulls/, /labels\.\d+\.description$/),
  },
];
