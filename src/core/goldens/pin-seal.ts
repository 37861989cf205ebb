/** Writes whom the held-out set is sealed to, and the digest of the sealed file, into the manifest's text. */
import { isMap, isNode, isPair, parseDocument, type YAMLMap } from 'yaml';
import { canonicalJson } from '../../kit/canonical.ts';
import type { GoldensManifest } from '../../schema/goldens-manifest.ts';
import { applyPatch } from '../packs/patch.ts';

export type SealPin = { readonly recipients: readonly string[]; readonly sha256: string };

/** The manifest's text with the pins of the seal and every other byte as it is; unchanged where it has them already. */
export function pinSeal(text: string, manifest: GoldensManifest, { recipients, sha256 }: SealPin): string {
  const { sealed, sealed_sha256 } = manifest.sets.test;
  const [only] = recipients;
  const to = recipients.length === 1 && only !== undefined ? only : [...recipients];
  const document = parseDocument(text);
  document.setIn(['sets', 'test', 'sealed'], document.createNode(to, { flow: true }));
  document.setIn(['sets', 'test', 'sealed_sha256'], sha256);
  const wanted = canonicalJson(document.toJS());
  const isNew = sealed === undefined && sealed_sha256 === undefined;
  const written = isNew
    ? withPins(text, { sealed: typeof to === 'string' ? to : `[${to.join(', ')}]`, sealed_sha256: sha256 })
    : withChanged(text, [
        { path: 'sets.test.sealed', from: sealed, to },
        { path: 'sets.test.sealed_sha256', from: sealed_sha256, to: sha256 },
      ]);
  const read = parseDocument(written);
  if (read.errors.length === 0 && canonicalJson(read.toJS()) === wanted) return written;
  // A manifest written in a way that was not thought of is written anew: other spaces, the same content and comments.
  return document.toString({ lineWidth: 0 });
}

type Change = { readonly path: string; readonly from: string | string[] | undefined; readonly to: string | string[] };

/** Other values in the places of those that stand there; where that cannot be done it changes nothing. */
function withChanged(text: string, changes: readonly Change[]): string {
  const edits = changes.flatMap(({ path, from, to }) =>
    from === undefined || canonicalJson(from) === canonicalJson(to) ? [] : [{ path, from, to }],
  );
  try {
    return applyPatch(text, edits);
  } catch {
    return text;
  }
}

/** The pins after the last entry of a set that has none of them, in the style of the set. */
function withPins(text: string, pins: Readonly<Record<string, string>>): string {
  const set = parseDocument(text).getIn(['sets', 'test'], true);
  const place = isMap(set) ? placeIn(set) : null;
  if (!isMap(set) || place === null) return text;
  const entries = Object.entries(pins).map(([key, value]) => `${key}: ${value}`);
  const { start, end } = place;
  if (set.flow === true) return `${text.slice(0, end)}, ${entries.join(', ')}${text.slice(end)}`;
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const indent = text.slice(text.lastIndexOf('\n', start) + 1, start);
  const lines = entries.map((entry) => `${indent}${entry}`).join(newline);
  const after = text.indexOf('\n', end) + 1;
  return after === 0 ? `${text}${newline}${lines}` : `${text.slice(0, after)}${lines}${newline}${text.slice(after)}`;
}

/** Where the first key of a mapping begins and its last value ends. */
function placeIn({ items }: YAMLMap): { start: number; end: number } | null {
  const [first, last] = [items[0], items.at(-1)];
  const [key, value] = [isPair(first) ? first.key : null, isPair(last) ? last.value : null];
  return isNode(key) && isNode(value) && key.range && value.range ? { start: key.range[0], end: value.range[1] } : null;
}
