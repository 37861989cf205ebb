/** Gathers what a run saw of its winner into the proposal document, and into the bars of its chart. */

import { skippedBy } from '../../core/candidates/skipped.ts';
import { type AskedLook, lastGround } from '../../core/ledger/grounds.ts';
import { type NumberedLook, spentBy } from '../../core/ledger/looks.ts';
import { nextVersion } from '../../core/packs/patch.ts';
import type { Bar } from '../../core/proposal/body/candidates.ts';
import { shortPatch } from '../../core/proposal/body/figures.ts';
import { buildProposal } from '../../core/proposal/build.ts';
import { evidenceOf } from '../../core/proposal/rounded.ts';
import { TOLERANCE } from '../../core/racing/laws.ts';
import { attribute } from '../../core/selection/attribution.ts';
import type { Judged } from '../../core/selection/judged.ts';
import { stepConfidence } from '../../core/selection/plan-look.ts';
import { SELECTION_RULE } from '../../core/selection/select.ts';
import { targetDocument } from '../../core/targets/target-document.ts';
import { digestOf } from '../../kit/canonical.ts';
import type { HeldoutBudget, Proposal, SetEvidence } from '../../schema/proposal.ts';
import { activeTuple } from '../../schema/release-record.ts';
import type { SelfTest } from '../../schema/self-test.ts';
import type { Journal } from '../ledger/journal.ts';
import type { Evaluation } from '../opening/target-run.ts';
import { earlierRejections } from '../proposals/rejections.ts';
import type { Raced } from '../search/race-search.ts';
import type { Search } from '../search/search.ts';
import type { Look } from './look.ts';

const CHART_BARS = 8;

/** A look that was made at the held-out set of one intent. */
export type MadeLook = NumberedLook & AskedLook & { readonly intent: string; readonly made: Look };

/** The document without what it cites of the ledger and its day, which follow from when it is written: see `writtenAfter`. */
export function proposalOf(run: Evaluation, searched: Search, winner: Judged, looks: readonly MadeLook[]): Proposal {
  const { resolved, configuration } = run;
  const { target } = targetDocument(resolved);
  const [primary] = searched.results;
  const [first] = looks;
  const position = searched.judged.indexOf(winner);
  if (primary === undefined || first === undefined || target.digests === undefined) {
    throw new RangeError('a proposal without its evidence');
  }
  const shown = first.made.show(position);
  const [name = '', version = ''] = resolved.baselineTuple.pack.split('@');
  return buildProposal({
    target,
    candidate: winner.candidate,
    runId: run.runId,
    producer: run.producer,
    candidatePack: `${name}@${nextVersion(version, winner.candidate.fingerprint)}`,
    releaseTupleId: activeTuple(resolved.release).id,
    sets: { search: primary.bench.searchSet.name, heldout: primary.bench.heldoutSet.name },
    search: winner.delta,
    heldout: {
      delta: shown.heldout,
      together: shown.together,
      verdicts: shown.verdicts,
      look: first.number,
      maxLooks: configuration.heldout.max_looks,
      confidence: first.confidence,
      stepConfidence: stepConfidence(first.confidence, searched.share),
      budget: budgetOf(run, first),
    },
    alsoAffected: othersOf(looks, position),
    control: primary.control,
    selfTest: selfTestsOf(searched, looks),
    slices: shown.slices,
    considered: searched.selection.considered,
    skipped: skippedBy(searched.generation.skipped),
    earlierRejections: earlierRejections(run, winner.candidate),
    attribution: attribute(searched.judged, winner, searched.selection.considered, {
      metric: target.metric,
      sign: target.direction === 'decrease' ? -1 : 1,
    }),
    race: searched.raced === null ? null : certificateOf(searched.raced),
    selectionRule: SELECTION_RULE,
    confidence: configuration.evidence.confidence,
    replays: searched.replays + looks.reduce((sum, { made }) => sum + made.replays, 0),
    reviewers: Object.keys(configuration.reviewers),
    owner: resolved.target.owner,
    digests: { ...target.digests, target: digestOf({ target }), patch: digestOf(winner.candidate.patch) },
    plan: planOf(run),
  });
}

/** The document with the head of the ledger that it cites, and the day until which it stands. */
export function writtenAfter(
  built: Proposal,
  {
    journal,
    position,
    looks,
  }: { readonly journal: Journal; readonly position: number; readonly looks: readonly AskedLook[] },
  expires_at: string,
): Proposal {
  const head = journal.headAt(lastGround(journal.events(), position, looks));
  return { ...built, ledger: { ref: journal.ref, head }, expires_at };
}

/** What the proposal says of the plan that its run followed: this target's part of it, by its digest. */
function planOf({ followed, resolved: { target } }: Evaluation): NonNullable<Proposal['plan']> | null {
  if (followed === null) return null;
  const own = followed.targets.find(({ intent, metric }) => intent === target.intent && metric === target.metric);
  return own === undefined ? null : { digest: digestOf(own), base_commit: followed.base_commit };
}

/** The budget as it stands after a look. */
function budgetOf({ configuration, runId }: Evaluation, look: MadeLook): HeldoutBudget {
  const { number, confidence, fingerprint, earlier, carried } = look;
  const before = earlier.filter((made) => made.look < number);
  // A look that is repeated by a later run was spent by the first one.
  const spender = look.madeBy ?? runId;
  return {
    remaining: Math.max(0, configuration.heldout.max_looks - number),
    spent: spentBy([...before, { fingerprint, look: number, confidence, run_id: spender, carried }]),
    ...(carried.looks === 0 ? {} : { carried: { ...carried } }),
  };
}

/** The self-test of each bench; that the sets have nothing in common was a condition of the look. */
function selfTestsOf({ results }: Search, looks: readonly MadeLook[]): Record<string, SelfTest> {
  return Object.fromEntries(
    results.map(({ bench, selfTest }) => {
      const heldout = looks.find(({ intent }) => intent === bench.intent)?.made.cases ?? 0;
      return [bench.intent, { ...selfTest, sets: { heldout_cases: heldout, shared_families: 0, shared_cases: 0 } }];
    }),
  );
}

function othersOf(looks: readonly MadeLook[], position: number): Record<string, SetEvidence> {
  return Object.fromEntries(
    looks.slice(1).map(({ intent, made }) => {
      const { together, verdicts } = made.show(position);
      return [intent, evidenceOf(together, verdicts)];
    }),
  );
}

/** The winner first, then the largest gains among the other lawful candidates. */
export function barsOf({ judged, selection }: Search, winner: Judged): Bar[] {
  const lawful = new Set(
    selection.considered.filter(({ verdict }) => verdict === 'lawful').map(({ candidate_id }) => candidate_id),
  );
  const gain = ({ improvement }: Judged) => Math.abs(improvement.observed ?? 0);
  const others = judged.filter(({ candidate }) => lawful.has(candidate.candidate_id)).sort((a, b) => gain(b) - gain(a));
  return [winner, ...others]
    .slice(0, CHART_BARS)
    .map((entry) => ({ label: shortPatch(entry.candidate.patch), gain: gain(entry) }));
}

/** What the race promises of the candidates that it excluded. */
function certificateOf({ result, replays, alpha }: Raced): NonNullable<Proposal['race']> {
  return {
    candidates: result.outcomes.length,
    evaluated: result.finished.length,
    replays,
    alpha,
    tolerance: TOLERANCE,
    is_complete: result.isComplete,
  };
}
