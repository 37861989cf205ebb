/** The trailers by which a commit says what it carries, a proposal, records of releases, or goldens; every forge reads them the same way. */
const PROPOSAL = /^Autotune-Proposal: (\S+) (sha256:[0-9a-f]{64})$/gm;
const FILES = /^Autotune-(?:Release|Goldens): (\S+) (sha256:[0-9a-f]{64})$/gm;

/** A file of a commit, and what its bytes must have. */
export type CarriedFile = { readonly path: string; readonly digest: string };

export type Carried = {
  /** Null where it is records of releases, or goldens. */
  readonly proposal: { readonly id: string; readonly path: string } | null;
  readonly files: readonly CarriedFile[];
};

/**
 * What a message says that a commit carries, given the paths that it changes; null where it says nothing or two things.
 * A proposal is one whose file is among the paths. Of all else every path is named, each with its digest.
 */
export function carriedBy(message: string, paths: readonly string[]): Carried | null {
  const releases = [...message.matchAll(FILES)];
  if (releases.length === 0) return proposalIn(message, paths);
  if (message.search(PROPOSAL) >= 0) return null;
  const digests = new Map(releases.map(([, name = '', digest = '']) => [name, digest]));
  const files = paths.flatMap((path): CarriedFile[] => {
    const digest = digests.get(encodeURI(path));
    return digest === undefined ? [] : [{ path, digest }];
  });
  const isWhole = files.length === paths.length && files.length === releases.length;
  return isWhole ? { proposal: null, files } : null;
}

function proposalIn(message: string, paths: readonly string[]): Carried | null {
  const [trailer, ...others] = message.matchAll(PROPOSAL);
  const [, id, digest] = trailer ?? [];
  if (id === undefined || digest === undefined || others.length > 0) return null;
  const [path, ...rest] = paths.filter((candidate) => `/${candidate}`.endsWith(`/proposals/${id}.json`));
  if (path === undefined || rest.length > 0) return null;
  return { proposal: { id, path }, files: [{ path, digest }] };
}
