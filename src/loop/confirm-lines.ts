/** From the lines of a search to an open proposal: the limits, the look at the held-out set, the proposal. */
import { branchName, proposalId } from '../core/packs/identity.ts';
import { patchPack } from '../core/packs/patch.ts';
import { shortPatch } from '../core/proposal/body/figures.ts';
import type { Judged } from '../core/selection/judged.ts';
import { stepConfidence } from '../core/selection/plan-look.ts';
import { type Selection, select } from '../core/selection/select.ts';
import { walk } from '../core/selection/walk.ts';
import { barsOf, type MadeLook, proposalOf } from './build-proposal.ts';
import { closedReason, numberedLook, recordLook, withEarlierVersions } from './heldout-budget.ts';
import type { Fact } from './journal.ts';
import { look, prepareLook } from './look.ts';
import { closeOthers, openByLedger, stillOpen } from './open-proposals.ts';
import { planDigest, stepsOf } from './planned-look.ts';
import { type OpenProposal, propose } from './propose.ts';
import { withDropped } from './race-search.ts';
import { eventOf } from './record-run.ts';
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
  const limit = await limitReached(run, new Set(steps.map((step) => idOf(run, step))));
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
    await closeOthers(run, null);
    return { opened: null, reason: refusalOf(selection), facts: [], ...confirmed };
  }
  const change = shortPatch(winner.candidate.patch);
  const late = await limitReached(run, new Set([idOf(run, winner)]));
  if (late !== null) return { opened: null, reason: `${change} holds; ${late}`, facts: [], ...confirmed };
  const { opened, fact } = await open(run, { ...searched, selection }, winner, looks);
  const reason =
    opened.operation === 'held'
      ? `${opened.branch} has commits that are not autotune's`
      : `${change} holds on both sets`;
  return { opened, reason, facts: [fact], ...confirmed };
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

/** Why no new proposal may be opened now, or null. One of `ids` that is open already may always be brought up to date. */
async function limitReached(run: TargetRun, ids: ReadonlySet<string>): Promise<string | null> {
  const { max_open, max_new_per_run } = run.configuration.proposals;
  const { id: intent, risk_class } = run.resolved.intent;
  const open = openByLedger(run);
  if (open.some(({ proposal_id }) => ids.has(proposal_id))) return null;
  if (run.mayOpen < 1) return `this run has opened ${max_new_per_run} already, and no more are allowed at once`;
  const others = open.filter((proposal) => proposal.intent !== intent || proposal.risk_class !== risk_class);
  if (others.length < max_open) return null;
  const counted = (await stillOpen(run, others)).length;
  return counted < max_open ? null : `${counted} proposals are open, and ${max_open} are allowed`;
}

const KIND_OF = {
  created: 'proposal_opened',
  unchanged: 'proposal_opened',
  none: 'proposal_opened',
  updated: 'proposal_updated',
  held: 'proposal_held',
} as const;

async function open(
  run: TargetRun,
  searched: Search,
  winner: Judged,
  looks: readonly MadeLook[],
): Promise<{ opened: OpenProposal; fact: Fact }> {
  const { fingerprint } = winner.candidate;
  const built = proposalOf(run, searched, winner, looks);
  const { resolved, base, now } = run;
  const packText = patchPack(resolved.pack.text, resolved.pack.value, winner.candidate.patch).text;
  const reviewers = [...new Set(Object.values(run.configuration.reviewers).flatMap((owner) => owner ?? []))];
  const bars = barsOf(searched, winner);
  const opened = await propose(run.world, { resolved, base, built, bars, packText, reviewers, now });
  const id = built.tuning_proposal_id;
  if (opened.operation !== 'unchanged') await run.journal.refresh();
  await closeOthers(run, id);
  const kind = KIND_OF[opened.operation];
  const branch = branchName(run.resolved.target.intent, fingerprint);
  const entry = { ...eventOf(run), kind, body: { proposal_id: id, fingerprint, branch, commit: opened.commit } };
  const isSame: Fact['isSame'] = (event) =>
    isStateOf(event.kind, kind) &&
    'commit' in event.body &&
    event.body.proposal_id === id &&
    event.body.commit === opened.commit;
  return { opened, fact: { entry, isSame } };
}

/** A proposal that was updated to a commit need not be opened at that commit again. */
function isStateOf(found: string, wanted: string): boolean {
  return found === wanted || (wanted === 'proposal_opened' && found === 'proposal_updated');
}
