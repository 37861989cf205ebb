/** The trailer by which a commit says which proposal it carries; every forge reads it the same way. */
const TRAILER = /^Autotune-Proposal: (\S+) (sha256:[0-9a-f]{64})$/gm;

export type NamedProposal = {
  readonly id: string;
  /** Of the proposal's file, one of the paths that were given. */
  readonly path: string;
  /** What the bytes of that file must have. */
  readonly digest: string;
};

/** The proposal that a message names, where it names one alone and one of the paths is its file; else null. */
export function proposalNamed(message: string, paths: readonly string[]): NamedProposal | null {
  const [trailer, ...others] = message.matchAll(TRAILER);
  const [, id, digest] = trailer ?? [];
  if (id === undefined || digest === undefined || others.length > 0) return null;
  const [path, ...rest] = paths.filter((candidate) => `/${candidate}`.endsWith(`/proposals/${id}.json`));
  return path === undefined || rest.length > 0 ? null : { id, path, digest };
}
