/**
 * Records what was merged, by whatever method and whenever: the ledger learns of each release and of each one that was
 * taken back, once; the release records follow by a pull request of their own. Repeating it repairs what was lost.
 */

import { branchName } from '../../core/packs/identity.ts';
import { standingOf } from '../../core/release/merged.ts';
import { type RecordsPage, recordsBody, recordsTitle } from '../../core/release/texts.ts';
import { writeRelease } from '../../core/repository/write-release.ts';
import type { ContextPack } from '../../schema/context-pack.ts';
import { type RiskClass, STAGES } from '../../schema/ids.ts';
import type { LedgerEntry } from '../../schema/ledger-event.ts';
import { activeTuple } from '../../schema/release-record.ts';
import { entryFor } from '../ledger/entry.ts';
import type { Fact } from '../ledger/journal.ts';
import { mergedAgainFact, REVERTED, releaseFact, type Withdrawn, withdrawnFacts } from '../ledger/release-facts.ts';
import { hasBaseMoved } from '../proposals/survey-proposals.ts';
import { flagsAfter } from './flags.ts';
import { bypassFacts } from './gate-bypasses.ts';
import { roundsOf, withdrawHeld } from './promotion-rounds.ts';
import { OVERTAKEN, type Published, publishRelease, withdrawRelease } from './publish-release.ts';
import { promotionBranch, rollbackBranch } from './release-branches.ts';
import { type ReleaseContext, type WantedRecords, wantedRecords } from './wanted-records.ts';

/** What became of the records of one pack. */
export type PublishedRecords = Published & { readonly pack: string; readonly branch: string };

/** Brings ledger and forge up to what the base says. Where both know it already, nothing is written. */
export async function recordReleases(context: ReleaseContext): Promise<readonly PublishedRecords[]> {
  for (const wanted of wantedRecords(context)) await recordFacts(context, wanted);
  const published: PublishedRecords[] = [];
  // What is written there follows from what the ledger says now, whoever was first to say it.
  const all = wantedRecords(context);
  for (const wanted of all) {
    if (wanted.records.size > 0) published.push(await publishRecords(context, wanted));
  }
  await recordStages(context);
  await withdrawHeld(context);
  const events = context.journal.events();
  if (events.some(({ kind }) => RELEASING.has(kind))) await closeStale(context, branchesInForce(context, all));
  return published;
}

const RELEASING: ReadonlySet<string> = new Set(['release_recorded', 'rolled_back', 'stage_changed']);

/** The branches of our own that still would change what the base has. */
function branchesInForce({ repository, journal }: ReleaseContext, all: readonly WantedRecords[]): ReadonlySet<string> {
  const wanted = all.filter(({ records }) => records.size > 0);
  const waiting = new Set(wanted.flatMap(({ records }) => [...records.keys()]));
  const rolling = repository.releases.filter(({ path }) => !waiting.has(path));
  return new Set([
    ...wanted.map(({ branch }) => branch),
    ...rolling.flatMap(({ value }) => [promotionBranch(value, roundsOf(journal, value).round), rollbackBranch(value)]),
  ]);
}

/** Stages that the base says were entered, each once; what was asked before says with which evidence. */
async function recordStages({ journal, repository, now }: ReleaseContext): Promise<void> {
  for (const { value } of repository.releases) {
    const promotion = value.promotions.at(-1);
    if (promotion?.release_tuple === undefined) continue;
    const { release_tuple, stage, evidence_digest, approver, approver_verified, rollback_target } = promotion;
    const from = STAGES[STAGES.indexOf(stage) - 1] ?? stage;
    const { intent } = value.release_tuple;
    const riskClass = repository.packs
      .flatMap((pack) => pack.value.intents)
      .find(({ id }) => id === intent)?.risk_class;
    const entry: LedgerEntry = {
      ...entryFor({ intent, risk_class: riskClass ?? 'destructive' }, now),
      kind: 'stage_changed',
      body: {
        ...{ phase: 'changed', release_tuple, from, to: stage, evidence_digest, approver, rollback_target },
        ...(approver_verified === undefined ? {} : { approver_verified }),
      },
    };
    const isSame: Fact['isSame'] = ({ kind, body }) =>
      kind === 'stage_changed' && body.phase === 'changed' && body.evidence_digest === evidence_digest;
    await journal.record([{ entry, isSame }]);
  }
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
    ...(await bypassFacts(context, wanted.pack, changesOf(merged))),
  ];
  await journal.record(facts);
}

/** Each once, whatever intents it reaches. */
function changesOf(steps: WantedRecords['steps']) {
  return [...new Map(steps.map(({ change }) => [change.id, change])).values()];
}

function riskClassOf({ intents }: ContextPack, intent: string): RiskClass {
  return intents.find(({ id }) => id === intent)?.risk_class ?? 'destructive';
}

/** What was merged and is gone again. Only the newest base can tell: an older one has not met the merge yet. */
async function withdrawnOf(context: ReleaseContext, wanted: WantedRecords): Promise<readonly Withdrawn[]> {
  const recorded = recordedGone(context, wanted);
  const known = new Set(recorded.map(({ id }) => id));
  const found = [...recorded, ...unrecordedGone(wanted).filter(({ id }) => !known.has(id))];
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
    const shared = { id, intent, riskClass, fingerprint, patch, restored: previous, asked: askedBack(journal, id) };
    return [{ ...shared, baselineTuple: previous.id, suite: previous.evals }];
  });
}

/** The reason that a rollback was asked for with, if one was. */
function askedBack(journal: ReleaseContext['journal'], id: string): string | null {
  const note = journal
    .events()
    .findLast(({ kind, body }) => kind === 'note' && 'rollback_of' in body && body['rollback_of'] === id);
  const text = note?.kind === 'note' ? note.body['text'] : null;
  return typeof text === 'string' ? text : null;
}

/** Proposals that stand on the base without their values, and were taken back before anybody recorded them. */
function unrecordedGone({ pack, changes, undone, steps }: WantedRecords): readonly Withdrawn[] {
  return changes.flatMap(({ id, intent, fingerprint, patch, proposal }): Withdrawn[] => {
    if (!undone.has(id)) return [];
    const suite = steps.find(({ change }) => change.id === id)?.previous.evals ?? 'not_verified';
    const shared = { id, intent, riskClass: riskClassOf(pack.value, intent), fingerprint, patch };
    return [{ ...shared, baselineTuple: proposal.replay.baseline_tuple, suite, restored: null, asked: null }];
  });
}

async function publishRecords(context: ReleaseContext, wanted: WantedRecords): Promise<PublishedRecords> {
  const { branch, pack } = wanted;
  const { page, files, at } = pageOf(context, wanted);
  const text = { title: recordsTitle(page), body: recordsBody(page), summary: SUMMARY };
  return { pack: pack.path, branch, ...(await publishRelease(context, { branch, files, at, ...text })) };
}

const SUMMARY = 'The tuples that are active with this version of the pack.';

function pageOf(
  { repository }: ReleaseContext,
  { pin, records, steps }: WantedRecords,
): { page: RecordsPage; files: ReadonlyMap<string, string>; at: string } {
  const texts = new Map<string, string>();
  const files: RecordsPage['files'][number][] = [];
  for (const [path, after] of records) {
    const document = repository.releases.find((release) => release.path === path);
    if (document === undefined) continue;
    texts.set(path, writeRelease(document.text, after));
    files.push({ path, before: document.value, after });
  }
  const flags = flagsAfter(repository, records);
  if (flags !== null) texts.set(flags.path, flags.text);
  const known = new Set(files.map(({ before }) => activeTuple(before).id));
  const proposals = steps.filter(({ tuple }) => !known.has(tuple.id)).map(({ change }) => change.id);
  // Equal records are equal commits, whenever they are written.
  const at =
    files
      .map(({ after }) => after.rollout.since)
      .sort()
      .at(-1) ?? '';
  return { page: { pin, files, proposals: [...new Set(proposals)] }, files: texts, at };
}

/** Closes pull requests of records that the base has by now, or that something newer has overtaken. */
async function closeStale(context: ReleaseContext, wanted: ReadonlySet<string>): Promise<void> {
  const { repository, world } = context;
  const intents = repository.packs.flatMap(({ value }) => value.intents.map(({ id }) => id));
  const folders = new Set(intents.map((id) => folderOfBranch(branchName(id, ''))));
  for (const request of await world.forge.listOpen('release')) {
    if (wanted.has(request.branch) || !folders.has(folderOfBranch(request.branch))) continue;
    await withdrawRelease(context, request, OVERTAKEN);
  }
}

function folderOfBranch(branch: string): string {
  return branch.slice(0, branch.lastIndexOf('/'));
}
