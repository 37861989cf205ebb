/**
 * Records what was merged, by whatever method and whenever: the ledger learns of each release and of each one that was
 * taken back, once; the release records follow by a pull request of their own. Repeating it repairs what was lost.
 */

import { branchName } from '../core/packs/identity.ts';
import { renderNotice } from '../core/proposal/notice.ts';
import { standingOf } from '../core/release/merged.ts';
import { type RecordsPage, recordsBody, recordsMessage, recordsTitle } from '../core/release/texts.ts';
import { writeRelease } from '../core/repository/write-release.ts';
import { sha256 } from '../kit/canonical.ts';
import type { PullRequest } from '../ports/forge.ts';
import type { ContextPack } from '../schema/context-pack.ts';
import type { RiskClass } from '../schema/ids.ts';
import { activeTuple } from '../schema/release-record.ts';
import { flagsAfter } from './flags.ts';
import type { Fact } from './journal.ts';
import { mergedAgainFact, REVERTED, releaseFact, type Withdrawn, withdrawnFacts } from './release-facts.ts';
import { hasBaseMoved } from './survey-proposals.ts';
import { type ReleaseContext, type WantedRecords, wantedRecords } from './wanted-records.ts';

/** What became of the records of one pack. */
export type PublishedRecords = {
  readonly pack: string;
  readonly branch: string;
  /** `closed`: a person closed the pull request, and it stays so. `foreign`: somebody else committed to the branch. */
  readonly result: 'created' | 'updated' | 'unchanged' | 'closed' | 'foreign' | 'moved';
  readonly request: PullRequest | null;
};

/** Brings ledger and forge up to what the base says. Where both know it already, nothing is written. */
export async function recordReleases(context: ReleaseContext): Promise<readonly PublishedRecords[]> {
  for (const wanted of wantedRecords(context)) await recordFacts(context, wanted);
  const published: PublishedRecords[] = [];
  // What is written there follows from what the ledger says now, whoever was first to say it.
  const all = wantedRecords(context);
  for (const wanted of all) {
    if (wanted.records.size > 0) published.push(await publishRecords(context, wanted));
  }
  const knows = context.journal.events().some(({ kind }) => kind === 'release_recorded' || kind === 'rolled_back');
  if (knows)
    await closeStale(context, new Set(all.filter(({ records }) => records.size > 0).map(({ branch }) => branch)));
  return published;
}

async function recordFacts(context: ReleaseContext, wanted: WantedRecords): Promise<void> {
  const { journal, base, now } = context;
  const at = { now, baseCommit: base.commit };
  const riskOf = (intent: string) => riskClassOf(wanted.pack.value, intent);
  const withdrawn = await withdrawnOf(context, wanted);
  const gone = new Set(withdrawn.map(({ id }) => id));
  const { deadEnds } = journal.state({ now, activeTuples: new Map() });
  const merged = wanted.steps.filter(({ change }) => !wanted.undone.has(change.id) && !gone.has(change.id));
  const again = deadEnds.filter(
    (end) => end.reason_code === REVERTED && merged.some(({ change }) => change.id === end.proposal_id),
  );
  const facts: readonly Fact[] = [
    ...withdrawn.flatMap((change) => withdrawnFacts(change, at)),
    ...again.map((end) => mergedAgainFact(end, riskOf(end.intent), at)),
    ...merged.map((step) => releaseFact(step, riskOf(step.intent), at)),
  ];
  await journal.record(facts);
}

function riskClassOf({ intents }: ContextPack, intent: string): RiskClass {
  return intents.find(({ id }) => id === intent)?.risk_class ?? 'destructive';
}

/** What was merged and is gone again. Only the newest base can tell: an older one has not met the merge yet. */
async function withdrawnOf(context: ReleaseContext, wanted: WantedRecords): Promise<readonly Withdrawn[]> {
  const found = [...recordedGone(context, wanted), ...unrecordedGone(wanted)];
  return found.length > 0 && !(await hasBaseMoved(context, wanted.pack.path)) ? found : [];
}

/** Releases that the ledger knows, whose values are not in the pack any more. */
function recordedGone({ journal, now }: ReleaseContext, { pack, changes }: WantedRecords): readonly Withdrawn[] {
  const { releases } = journal.state({ now, activeTuples: new Map() });
  const ofPack = [...releases].filter(
    ([, [first]]) => first?.release_tuple.pack.split('@')[0] === pack.value.pack_meta.id,
  );
  return ofPack.flatMap(([id, recorded], i): Withdrawn[] => {
    const own = recorded.find(({ admission }) => admission === 'admitted') ?? recorded[0];
    if (own === undefined) return [];
    const later = [
      ...ofPack.slice(i + 1).flatMap(([, [next]]) => (next === undefined ? [] : [next.patch])),
      ...changes.filter((change) => !releases.has(change.id)).map(({ patch }) => patch),
    ];
    if (standingOf(pack.value, own.patch, later) !== 'undone') return [];
    const { intent, fingerprint, patch, previous } = own;
    const riskClass = riskClassOf(pack.value, intent);
    const shared = { id, intent, riskClass, fingerprint, patch, restored: previous };
    return [{ ...shared, baselineTuple: previous.id, suite: previous.evals }];
  });
}

/** Proposals that stand on the base without their values, and were taken back before anybody recorded them. */
function unrecordedGone({ pack, changes, undone, steps }: WantedRecords): readonly Withdrawn[] {
  return changes.flatMap(({ id, intent, fingerprint, patch, proposal }): Withdrawn[] => {
    if (!undone.has(id)) return [];
    const suite = steps.find(({ change }) => change.id === id)?.previous.evals ?? 'not_verified';
    const shared = { id, intent, riskClass: riskClassOf(pack.value, intent), fingerprint, patch };
    return [{ ...shared, baselineTuple: proposal.replay.baseline_tuple, suite, restored: null }];
  });
}

async function publishRecords(context: ReleaseContext, wanted: WantedRecords): Promise<PublishedRecords> {
  const { world, configuration, base } = context;
  const { forge } = world;
  const { branch, pack } = wanted;
  const said = { pack: pack.path, branch };
  const before = await forge.findPullRequest(branch);
  if (before !== null && before.state !== 'open') return { ...said, result: 'closed', request: before };
  const existing = await forge.findBranch(branch);
  if (existing?.ours === false) return { ...said, result: 'foreign', request: before };
  const { page, texts, at } = pageOf(context, wanted);
  let changed = existing === null;
  for (const [path, text] of texts) {
    changed ||= existing !== null && (await forge.readAt(existing.commit, path)) !== text;
  }
  if (changed) {
    const message = recordsMessage(page);
    const expected = existing?.commit ?? null;
    const done = await forge.commitProposal({ branch, expected, parent: base.commit, files: texts, message, at });
    if (done === 'moved') return { ...said, result: 'moved', request: before };
  }
  const { operation, request } = await forge.upsertPullRequest({
    id: branch.split('/').at(-1)?.replace('-', '_') ?? '',
    branch,
    title: recordsTitle(page),
    body: recordsBody(page),
    reviewers: [...new Set(Object.values(configuration.reviewers).flatMap((owner) => owner ?? []))],
    at: context.now,
  });
  return { ...said, result: changed && operation === 'unchanged' ? 'updated' : operation, request };
}

function pageOf(
  { repository }: ReleaseContext,
  { pin, records, steps }: WantedRecords,
): { page: RecordsPage; texts: ReadonlyMap<string, string>; at: string } {
  const texts = new Map<string, string>();
  const files: RecordsPage['files'][number][] = [];
  for (const [path, after] of records) {
    const document = repository.releases.find((release) => release.path === path);
    if (document === undefined) continue;
    const text = writeRelease(document.text, after);
    texts.set(path, text);
    files.push({ path, before: document.value, after, digest: sha256(text) });
  }
  const follows = flagsAfter(repository, records);
  if (follows !== null) texts.set(follows.path, follows.text);
  const flags = follows === null ? null : { path: follows.path, digest: sha256(follows.text) };
  const known = new Set(files.map(({ before }) => activeTuple(before).id));
  const proposals = steps.filter(({ tuple }) => !known.has(tuple.id)).map(({ change }) => change.id);
  // Equal records are equal commits, whenever they are written.
  const at =
    files
      .map(({ after }) => after.rollout.since)
      .sort()
      .at(-1) ?? '';
  return { page: { pin, files, flags, proposals: [...new Set(proposals)] }, texts, at };
}

/** Closes pull requests of records that the base has by now, or that something newer has overtaken. */
async function closeStale({ world, repository, now }: ReleaseContext, wanted: ReadonlySet<string>): Promise<void> {
  const { forge } = world;
  const intents = repository.packs.flatMap(({ value }) => value.intents.map(({ id }) => id));
  const folders = new Set(intents.map((id) => folderOfBranch(branchName(id, ''))));
  for (const request of await forge.listOpen('release')) {
    if (wanted.has(request.branch) || !folders.has(folderOfBranch(request.branch))) continue;
    const found = await forge.findBranch(request.branch);
    if (found?.ours === false) continue;
    const reason = 'the records on the base say so by now, or something newer took its place';
    await forge.upsertComment(request, {
      kind: 'notice',
      text: renderNotice({ kind: 'closed', reason, successor: null }),
      at: now,
    });
    if (found !== null && (await forge.deleteBranch(request.branch, found.commit)) === 'moved') continue;
    await forge.closePullRequest(request, now);
  }
}

function folderOfBranch(branch: string): string {
  return branch.slice(0, branch.lastIndexOf('/'));
}
