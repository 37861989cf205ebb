/** Writes whom the held-out set is sealed to, and the digest of the sealed file, into the manifest's text. */
import { parseDocument } from 'yaml';
import { canonicalJson } from '../../kit/canonical.ts';
import type { WrittenManifest } from '../../schema/goldens-manifest.ts';
import { addEntries } from '../packs/add-entries.ts';
import { applyPatch } from '../packs/patch.ts';

export type SealPin = { readonly recipients: readonly string[]; readonly sha256: string };

/** The manifest's text with the pins of the seal and every other byte as it is; unchanged where it has them already. */
export function pinSeal(
  text: string,
  { sets }: Pick<WrittenManifest, 'sets'>,
  { recipients, sha256 }: SealPin,
): string {
  const { sealed, sealed_sha256 } = sets?.test ?? {};
  const [only] = recipients;
  const to = recipients.length === 1 && only !== undefined ? only : [...recipients];
  if (sealed === undefined && sealed_sha256 === undefined)
    return addEntries(text, ['sets', 'test'], { sealed: to, sealed_sha256: sha256 });
  const document = parseDocument(text);
  document.setIn(['sets', 'test', 'sealed'], document.createNode(to, { flow: true }));
  document.setIn(['sets', 'test', 'sealed_sha256'], sha256);
  const written = withChanged(text, [
    { path: 'sets.test.sealed', from: sealed, to },
    { path: 'sets.test.sealed_sha256', from: sealed_sha256, to: sha256 },
  ]);
  const read = parseDocument(written);
  if (read.errors.length === 0 && canonicalJson(read.toJS()) === canonicalJson(document.toJS())) return written;
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
