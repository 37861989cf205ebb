/**
 * A typed patch made on the text of a document: only the characters of the changed values differ, and the inverse patch
 * gives the old text again, byte for byte. It stands with law 1 because the diff a reviewer sees must be the change.
 */
import { canonicalJson, shortDigest } from '../../kit/canonical.ts';
import { AutotuneError } from '../../kit/errors.ts';
import type { Problem } from '../../kit/problem.ts';
import { readDocument, readOnce } from '../../kit/schema-problems.ts';
import { ContextPack } from '../../schema/context-pack.ts';
import type { TypedPatch } from '../../schema/tunable-surface.ts';
import { overlaps, valueAt } from './address.ts';
import {
  type DocumentText,
  type Edit,
  formProblem,
  openText,
  traceProblem,
  twiceProblem,
  writeAt,
} from './document-text.ts';
import { type Splice, splice } from './splice.ts';

/**
 * Applies edits to a YAML text. Throws `DOCUMENTS_INVALID` with every place that stands in the way: what is not strict
 * YAML, a value that is not the edit's `from`, a value written in a form that could not be restored exactly.
 */
export function applyPatch(text: string, edits: readonly Edit[], file = 'document'): string {
  return patched(openText(file, text), edits).text;
}

/** The patched text, opened. */
function patched(document: DocumentText, edits: readonly Edit[]): DocumentText {
  const { file } = document;
  const text = writeAll(document, edits);
  if (typeof text !== 'string') throw refused(file, text);
  const after = openText(file, text);
  if (isExact(document, after, edits)) return after;
  const guilty = edits.filter((edit) => !isExactAlone(document, edit));
  throw refused(
    file,
    (guilty.length > 0 ? guilty : edits).map(({ path }) => traceProblem(document, path)),
  );
}

/** The edits that undo edits. */
export function invert(edits: readonly Edit[]): Edit[] {
  return edits.map(({ path, from, to }) => ({ path, from: to, to: from }));
}

/** The problem with the way the value at a path is written, or null where a patch can restore it exactly. */
export function problemWithForm(file: string, text: string, path: string): Problem | null {
  const document = openText(file, text);
  return document.problems[0] ?? formProblem(document, path);
}

/**
 * The next patch version, and behind a plus the beginning of the change's digest. Two changes of one version differ in
 * that line, so git merges one of them and conflicts on the other: nobody judged them together, and one version would
 * name two contents. What the version before carries after a dash or a plus is dropped.
 */
export function nextVersion(version: string, change: string): string {
  const [release = ''] = version.split(/[-+]/);
  const [major = '0', minor = '0', patch = '0'] = release.split('.');
  return `${major}.${minor}.${Number(patch) + 1}+${shortDigest(change)}`;
}

/** A pack with one more patch level and some values changed. */
export type PatchedPack = { readonly text: string; readonly version: string };

/** A pack as it was read, with the path that what is wrong with it is told by. */
export type PackText = { readonly path: string; readonly text: string; readonly value: ContextPack };

/** A typed patch, and the digest that the change is told from others by. */
export type NamedPatch = { readonly patch: TypedPatch; readonly fingerprint: string };

/**
 * Opens a pack's text to be patched, again and again: each typed patch raises its version by a patch level. The result
 * is read again and must be the pack with exactly these values changed.
 */
export function openPack({ path, text, value: pack }: PackText): (change: NamedPatch) => PatchedPack {
  const document = openText(path, text);
  const known = new Map<string, PatchedPack>();
  return (change) => {
    const key = canonicalJson(change);
    const made = known.get(key) ?? patchPack(document, pack, change);
    known.set(key, made);
    return made;
  };
}

function patchPack(document: DocumentText, pack: ContextPack, { patch, fingerprint }: NamedPatch): PatchedPack {
  const from = pack.pack_meta.version;
  const version = nextVersion(from, fingerprint);
  const changes = Object.entries(patch).map(([path, change]) => ({ path, ...change }));
  const edits = [...changes, { path: 'pack_meta.version', from, to: version }];
  const { text, value } = patched(document, edits);
  const read = readOnce(ContextPack, value);
  if (!read.success) {
    throw refused(document.file, readDocument(document.file, text, ContextPack, 'yaml').problems);
  }
  if (canonicalJson(read.data) !== canonicalJson(changed(pack, edits))) {
    throw new AutotuneError('INTERNAL', 'the patched pack is not the pack with the patched values');
  }
  return { text, version };
}

function writeAll(document: DocumentText, edits: readonly Edit[]): string | readonly Problem[] {
  if (document.problems.length > 0) return document.problems;
  const splices: Splice[] = [];
  const problems: Problem[] = [];
  for (const edit of edits) {
    const isTwice = edits.some((other) => other !== edit && overlaps(other.path, edit.path));
    const written = isTwice ? twiceProblem(document, edit.path) : writeAt(document, edit);
    if ('code' in written) problems.push(written);
    else splices.push(...written);
  }
  return problems.length > 0 ? problems : splice(document.text, splices);
}

/** Whether a patched text reads as the old value with the edits made, and the inverse edits give the old text again. */
function isExact(before: DocumentText, after: DocumentText, edits: readonly Edit[]): boolean {
  if (after.problems.length > 0) return false;
  if (canonicalJson(after.value) !== canonicalJson(changed(before.value, edits))) return false;
  return writeAll(after, invert(edits)) === before.text;
}

function isExactAlone(document: DocumentText, edit: Edit): boolean {
  const patched = writeAll(document, [edit]);
  return typeof patched === 'string' && isExact(document, openText(document.file, patched), [edit]);
}

function changed(value: unknown, edits: readonly Edit[]): unknown {
  const copy: unknown = structuredClone(value);
  for (const { path, to } of edits) {
    const keys = path.split('.');
    const parent = keys.length === 1 ? copy : valueAt(copy, keys.slice(0, -1).join('.'));
    if (typeof parent === 'object' && parent !== null) Reflect.set(parent, keys.at(-1) ?? '', to);
  }
  return copy;
}

function refused(file: string, problems: readonly Problem[]): AutotuneError {
  return new AutotuneError('DOCUMENTS_INVALID', `${file} cannot be patched as it is written`, { problems });
}
