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
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return JSON.stringify(value);
  if (typeof value === 'number') {
    if (Number.isFinite(value)) return JSON.stringify(value);
    throw new TypeError(`${value} is not a JSON number`);
  }
  if (Array.isArray(value)) return value.every(isText) ? JSON.stringify(value) : listText(value);
  if (!isMapping(value)) throw new TypeError(`a ${typeof value} is not a JSON value`);
  let text = '';
  for (const { key, label } of membersOf(Object.keys(value))) {
    const member = value[key];
    if (member !== undefined) text += `${text === '' ? '{' : ','}${label}${canonicalJson(member)}`;
  }
  return text === '' ? '{}' : `${text}}`;
}

function listText(items: readonly unknown[]): string {
  let text = '';
  for (let i = 0; i < items.length; i++) text += `${i === 0 ? '[' : ','}${canonicalJson(items[i])}`;
  return `${text}]`;
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

/** A key, and how a member begins that has it. */
type Member = { readonly key: string; readonly label: string };
type Shape = { readonly keys: readonly string[]; readonly members: readonly Member[] };

/**
 * Shapes by their first key. What is hashed by the thousand has a few shapes, and sorting and writing out their keys
 * would take most of the time.
 */
const shapes = new Map<string, Shape[]>();
/** Keys of a repository's own, of which there may be any number, are not kept for ever. */
const SHAPES = 256;
let kept = 0;

function membersOf(keys: readonly string[]): readonly Member[] {
  const alike = shapes.get(keys[0] ?? '');
  if (alike !== undefined) for (const shape of alike) if (isSame(shape.keys, keys)) return shape.members;
  // The default order of strings is that of their UTF-16 units, which is the one that RFC 8785 asks for.
  const members = keys.toSorted().map((key) => ({ key, label: `${JSON.stringify(key)}:` }));
  if (kept < SHAPES) {
    kept++;
    shapes.set(keys[0] ?? '', [...(alike ?? []), { keys, members }]);
  }
  return members;
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  if (one.length !== other.length) return false;
  for (let i = 0; i < one.length; i++) if (one[i] !== other[i]) return false;
  return true;
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
