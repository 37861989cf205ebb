/**
 * Canonical JSON (RFC 8785) and the one digest everything is identified by. It stands in the kit because proposal
 * ids, branch names, ledger hashes and set pins must all agree on what "the same value" means.
 */
import hashing from 'node:crypto';

/**
 * Renders a JSON value with sorted keys (UTF-16 order) and ECMAScript numbers, as RFC 8785 asks. Keys whose value is
 * `undefined` are left out. Throws `TypeError` on values JSON cannot carry (NaN, infinities, functions).
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError(`${value} is not a JSON number`);
  if (value === null || typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string') {
    return JSON.stringify(value);
  }
  if (Array.isArray(value) && value.every(isText)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (!isMapping(value)) throw new TypeError(`a ${typeof value} is not a JSON value`);
  let text = '{';
  // The default order of strings is that of their UTF-16 units, which is the one that RFC 8785 asks for.
  for (const key of Object.keys(value).sort()) {
    const member = value[key];
    if (member !== undefined) text += `${text === '{' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(member)}`;
  }
  return `${text}}`;
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

/** `sha256:<64 hex>` over bytes or UTF-8 text. */
export function sha256(content: string | Uint8Array): string {
  return `sha256:${hexOf(content)}`;
}

/** In one step where Node can (20.12 and later): every recorded call is hashed, and most of them are small. */
const hexOf: (content: string | Uint8Array) => string =
  'hash' in hashing
    ? (content) => hashing.hash('sha256', content, 'hex')
    : (content) => hashing.createHash('sha256').update(content).digest('hex');

/** `sha256:<64 hex>` over the canonical JSON of a value. */
export function digestOf(value: unknown): string {
  return sha256(canonicalJson(value));
}

/** The first `length` hex digits of a digest, for names a person reads. */
export function shortDigest(digest: string, length = 12): string {
  return digest.slice('sha256:'.length, 'sha256:'.length + length);
}
