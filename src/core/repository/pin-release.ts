/** The digests of a release tuple's members, and a release record's text with them filled in. */
import { parseDocument } from 'yaml';
import { canonicalJson, digestOf } from '../../kit/canonical.ts';
import type { ReleaseRecord, ReleaseTuple } from '../../schema/release-record.ts';
import { folderOf } from './layout.ts';
import type { Document, Repository } from './repository.ts';

type Digests = NonNullable<ReleaseTuple['digests']>;

/** Digest per member that this repository holds in the pinned version; the others cannot be verified here. */
export function memberDigests(repository: Repository, release: Document<ReleaseRecord>): Digests {
  const tuple = release.value.release_tuple;
  const pack = repository.packs.find(({ path }) => folderOf(path) === folderOf(release.path))?.value;
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

/** The record's text with these digests; unchanged where it has them already. */
export function pinRelease(release: Document<ReleaseRecord>, digests: Digests): string {
  if (canonicalJson(release.value.release_tuple.digests ?? null) === canonicalJson(digests)) return release.text;
  const document = parseDocument(release.text);
  document.setIn(['release_tuple', 'digests'], document.createNode(digests));
  return document.toString({ lineWidth: 0 });
}
