/** The digests of a release tuple's members, and a release record's text with them filled in. */
import { parseDocument } from 'yaml';
import { canonicalJson, digestOf } from '../../kit/canonical.ts';
import { activeTuple, type ReleaseRecord, type ReleaseTuple, TUPLE_MEMBERS } from '../../schema/release-record.ts';
import { addEntries } from '../packs/add-entries.ts';
import { applyPatch } from '../packs/patch.ts';
import { folderOf } from './layout.ts';
import type { Document, Repository } from './repository.ts';

type Digests = NonNullable<ReleaseTuple['digests']>;

/** Where the active tuple of a record stands in it. */
export function placeOfActive({ rollout }: ReleaseRecord): readonly string[] {
  return rollout.candidate_tuple === undefined ? ['release_tuple'] : ['rollout', 'candidate_tuple'];
}

/**
 * Digest per member of a tuple that this repository holds in the pinned version; the others cannot be verified here.
 * @param path of the release record that the tuple is, or will be, part of
 */
export function memberDigests(repository: Repository, path: string, tuple: ReleaseTuple): Digests {
  const pack = repository.packs.find((found) => folderOf(found.path) === folderOf(path))?.value;
  const digests: Digests = {};
  if (pack !== undefined && tuple.pack === `${pack.pack_meta.id}@${pack.pack_meta.version}`)
    digests.pack = digestOf(pack);
  const { policies, tools, suites, runtimes } = repository;
  for (const [member, documents] of [
    ['policy', policies],
    ['tools', tools],
    ['evals', suites],
    ['runtime', runtimes],
  ] as const) {
    const found = documents.find(({ value }) => value.id === tuple[member]);
    if (found !== undefined) digests[member] = digestOf(found.value);
  }
  return digests;
}

/** The record's text with these digests and every other byte as it is; unchanged where it has them already. */
export function pinRelease(release: Document<ReleaseRecord>, digests: Digests): string {
  const before = activeTuple(release.value).digests;
  const place = placeOfActive(release.value);
  if (canonicalJson(before ?? null) === canonicalJson(digests)) return release.text;
  if (before === undefined) return addEntries(release.text, place, { digests });
  const document = parseDocument(release.text);
  document.setIn([...place, 'digests'], document.createNode(digests));
  const wanted = canonicalJson(document.toJS());
  const written = withChanged(release, before, digests);
  // A record written in a way that was not thought of is written anew: other spaces, the same content and comments.
  return canonicalJson(parseDocument(written).toJS()) === wanted ? written : document.toString({ lineWidth: 0 });
}

/** Digests of other values in the places of those that stand there; for other members it changes nothing. */
function withChanged({ path, text, value }: Document<ReleaseRecord>, before: Digests, digests: Digests): string {
  if (Object.keys(before).sort().join() !== Object.keys(digests).sort().join()) return text;
  const edits = TUPLE_MEMBERS.flatMap((member) => {
    const [from, to] = [before[member], digests[member]];
    return from === undefined || to === undefined || from === to
      ? []
      : [{ path: [...placeOfActive(value), 'digests', member].join('.'), from, to }];
  });
  return applyPatch(text, edits, path);
}
