/** A pull request of our own that is no proposal: release records, and what goes with them. Each step may be repeated. */
import { renderNotice } from '../../core/proposal/notice.ts';
import { sha256 } from '../../kit/canonical.ts';
import type { PullRequest } from '../../ports/forge.ts';
import type { RunContext } from '../opening/target-run.ts';
import { answeringOf } from '../proposals/reviewing.ts';

type PublishContext = Pick<RunContext, 'world' | 'configuration' | 'base' | 'now'>;

export type ReleasePage = {
  /** `autotune/<intent>/release-<12 hex>`. */
  readonly branch: string;
  /** Path to whole new text. */
  readonly files: ReadonlyMap<string, string>;
  readonly title: string;
  readonly summary: string;
  readonly body: string;
  /** What the commit is dated by. */
  readonly at: string;
};

export type Published = {
  /** `closed`: a person closed the pull request, and it stays so. `foreign`: somebody else committed to the branch. */
  readonly result: 'created' | 'updated' | 'unchanged' | 'closed' | 'foreign' | 'moved';
  readonly request: PullRequest | null;
};

/**
 * Opens the pull request, or brings it up to date.
 * @param keeps whether one that is open already is left as it is
 */
export async function publishRelease(
  { world: { forge }, configuration, base, now }: PublishContext,
  { branch, files, title, summary, body, at }: ReleasePage,
  keeps = false,
): Promise<Published> {
  const before = await forge.findPullRequest(branch);
  if (before !== null && before.state !== 'open') return { result: 'closed', request: before };
  if (before !== null && keeps) return { result: 'unchanged', request: before };
  const existing = await forge.findBranch(branch);
  if (existing?.ours === false) return { result: 'foreign', request: before };
  let changed = existing === null;
  for (const [path, text] of files) {
    changed ||= existing !== null && (await forge.readAt(existing.commit, path)) !== text;
  }
  if (changed) {
    const trailers = [...files].map(([path, text]) => `Autotune-Release: ${encodeURI(path)} ${sha256(text)}`);
    const message = `${title}\n\n${summary}\n\n${trailers.join('\n')}\n`;
    const expected = existing?.commit ?? null;
    const done = await forge.commitProposal({ branch, expected, parent: base.commit, files, message, at });
    if (done === 'moved') return { result: 'moved', request: before };
  }
  const id = branch.split('/').at(-1)?.replace('-', '_') ?? '';
  const reviewers = [...new Set(Object.values(configuration.reviewers).flatMap((owner) => owner ?? []))];
  const { operation, request } = await forge.upsertPullRequest({ id, branch, title, body, reviewers, at: now });
  return { result: changed && operation === 'unchanged' ? 'updated' : operation, request };
}

/** Of one that the base has by now, or that something newer has overtaken. */
export const OVERTAKEN = 'the records on the base say so by now, or something newer took its place';

/** Closes one and says why; one that others committed to stays open, and is told the same. */
export async function withdrawRelease(
  { world: { forge }, now }: Pick<PublishContext, 'world' | 'now'>,
  request: PullRequest,
  reason: string,
): Promise<void> {
  const found = await forge.findBranch(request.branch);
  if (found?.ours === false) {
    const held = renderNotice({ kind: 'withdrawn', reason }, answeringOf({ forge }));
    if (reason !== OVERTAKEN) await forge.upsertComment(request, { kind: 'notice', text: held, at: now });
    return;
  }
  const text = renderNotice({ kind: 'closed', reason, successor: null }, answeringOf({ forge }));
  await forge.upsertComment(request, { kind: 'notice', text, at: now });
  if (found !== null && (await forge.deleteBranch(request.branch, found.commit)) === 'moved') return;
  await forge.closePullRequest(request, now);
}
