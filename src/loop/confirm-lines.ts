/** From the lines of a search to an open proposal: the limits, the look at the held-out set, the proposal. */
import { proposalId } from '../core/packs/identity.ts';
import { patchPack } from '../core/packs/patch.ts';
import { shortPatch } from '../core/proposal/body/figures.ts';
import type { Judged } from '../core/selection/judged.ts';
import { stepConfidence } from '../core/selection/plan-look.ts';
import { type Selection, select } from '../core/selection/select.ts';
import { walk } from '../core/selection/walk.ts';
import { barsOf, type MadeLook, proposalOf } from './build-proposal.ts';
import { endOthers } from './end-proposals.ts';
import { closedReason, numberedLook, recordLook, withEarlierVersions } from './heldout-budget.ts';
import type { Fact } from './journal.ts';
import { look, prepareLook } from './look.ts';
import { type Opened, openProposal } from './open-proposal.ts';
import { planDigest, stepsOf } from './planned-look.ts';
import { heldInPlace, limitOf } from './proposal-limits.ts';
import type { OpenProposal } from './proposal-state.ts';
import { withDropped } from './race-search.ts';
import { ofIntent, type Search } from './search.ts';
import type { TargetRun } from './target-run.ts';

export type Confirmed = {
  readonly opened: OpenProposal | null;
  readonly reason: string;
  readonly replays: number;
  readonly facts: readonly Fact[];
  /** The selection once the held-out set has answered; null where it was not asked. */
  readonly selection: Selection | null;
};

/** Walks the lines on every held-out set they reach, the target's first, and opens a proposal for the winner. */
export async function confirmLines(run: TargetRun, searched: Search): Promise<Confirmed> {
  const { lines, judged, gain } = searched;
  const steps = stepsOf(searched);
  const boldest = [...steps].sort((a, b) => gain(b) - gain(a))[0];
  if (boldest === undefined) throw new RangeError('nothing to confirm');
  const promise = `up to ${shortPatch(boldest.candidate.patch)} may hold`;
  const unasked = (reason: string, replays = 0): Confirmed => ({
    opened: null,
    reason: `${promise}; ${reason}`,
    replays,
    facts: [],
    selection: null,
  });
  const held = heldInPlace(run);
  if (held !== null) return { ...unasked(held.reason), opened: held.opened };
  const limit = await limitOf(run, new Set(steps.map((step) => idOf(run, step))));
  if (limit !== null) return unasked(limit);
  // A value that cannot be patched and restored is refused here, before it costs a look.
  const { pack } = run.resolved;
  for (const line of lines) patchPack(pack.text, pack.value, line[line.length - 1]?.candidate.patch ?? {});

  const looks: MadeLook[] = [];
  for (const searchedBench of searched.results) {
    const { bench } = searchedBench;
    const plan = planDigest(run, bench, steps);
    const own = numberedLook(run, bench, plan);
    const closed = closedReason(run, bench, own);
    if (closed !== null) return unasked(closed, replaysOf(looks));
    run.world.progress.phase(`${run.resolved.target.intent}: look ${own.number} at ${bench.heldoutSet.name}`);
    const searchNames = run.sets.get(bench.intent) ?? { families: new Map(), ids: new Map() };
    const declared = Object.keys(run.resolved.target.guardrails.slices ?? {});
    const { kept, marks, refusal } = await prepareLook(run.world.workspace, bench, searchNames, declared);
    if (refusal !== null) return unasked(refusal, replaysOf(looks));
    const numbered = withEarlierVersions(run, bench, plan, marks);
    await recordLook(run, bench, { fingerprint: plan, candidates: steps.length, numbered, marks });
    const made = await look(run.world.workspace, run.resolved, searchedBench, {
      steps: new Map(steps.map((step) => [judged.indexOf(step), step.candidate.patch])),
      confidence: stepConfidence(numbered.confidence, searched.share),
      isTarget: looks.length === 0,
      kept,
    });
    looks.push({ ...numbered, intent: bench.intent, fingerprint: plan, made });
  }
  const answers = walk(lines, (asked) => {
    const heard = looks.map(({ made }) => made.ask(asked.map((step) => judged.indexOf(step))));
    return asked.map((_, i) =>
      heard.flatMap((ofBench, at) => (ofBench[i] ?? []).map((verdict) => nameFor(looks[at], at, verdict))),
    );
  });
  const selection = withDropped(select(judged, lines, answers, gain), searched.generation.candidates, searched.raced);
  const confirmed = { replays: replaysOf(looks), selection };
  const { winner } = selection;
  if (winner === null) {
    await endOthers(run, null);
    return { opened: null, reason: refusalOf(selection), facts: [], ...confirmed };
  }
  const change = shortPatch(winner.candidate.patch);
  const late = await limitOf(run, new Set([idOf(run, winner)]));
  if (late !== null) return { opened: null, reason: `${change} holds; ${late}`, facts: [], ...confirmed };
  const { opened, reason, facts } = await open(run, { ...searched, selection }, winner, looks);
  const said = opened === null ? `${change} holds; ${reason}` : (reason ?? `${change} holds on both sets`);
  return { opened, reason: said, facts, ...confirmed };
}

function idOf({ resolved: { target } }: TargetRun, { candidate }: Judged): string {
  return proposalId(target.intent, target.metric, candidate.fingerprint);
}

function nameFor(made: MadeLook | undefined, at: number, verdict: Parameters<typeof ofIntent>[1]) {
  return at === 0 || made === undefined ? verdict : ofIntent(made.intent, verdict);
}

function replaysOf(looks: readonly MadeLook[]): number {
  return looks.reduce((sum, { made }) => sum + made.replays, 0);
}

/** Sums only: which step and guardrail, never which case. */
function refusalOf({ considered }: Selection): string {
  const refused = considered.filter(({ verdict }) => verdict === 'heldout_refused');
  const said = refused.map(({ patch, reason }) => `${shortPatch(patch)} ${reason}`);
  return `the held-out set did not confirm the first step of any line: ${said.join('; ')}`;
}

function open(run: TargetRun, searched: Search, winner: Judged, looks: readonly MadeLook[]): Promise<Opened> {
  const { pack } = run.resolved;
  return openProposal(run, {
    built: proposalOf(run, searched, winner, looks),
    bars: barsOf(searched, winner),
    packText: patchPack(pack.text, pack.value, winner.candidate.patch).text,
  });
}
