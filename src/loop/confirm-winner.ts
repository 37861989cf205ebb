/** From the selected candidate to its open proposal: the limits, the one look at the held-out set, the proposal. */
import { confidenceAtLook } from '../core/guardrails/confirm.ts';
import { looksKey } from '../core/ledger/fold.ts';
import { branchName, proposalId } from '../core/packs/identity.ts';
import { bumpPatchVersion } from '../core/packs/patch.ts';
import type { Bar } from '../core/proposal/body/candidates.ts';
import { shortPatch } from '../core/proposal/body/figures.ts';
import { buildProposal } from '../core/proposal/build.ts';
import { evidenceOf } from '../core/proposal/rounded.ts';
import { slicesOf } from '../core/scoring/slices.ts';
import { type Judged, SELECTION_RULE } from '../core/selection/select.ts';
import { targetDocument } from '../core/targets/target-document.ts';
import { digestOf } from '../kit/canonical.ts';
import type { LedgerEntry } from '../schema/ledger-event.ts';
import type { Proposal, SetEvidence } from '../schema/proposal.ts';
import type { Bench } from './bench.ts';
import { type Look, look, prepareLook } from './look.ts';
import { closeOthers, listOpen } from './open-proposals.ts';
import { type OpenProposal, propose } from './propose.ts';
import { eventOf } from './record-run.ts';
import type { TargetRun } from './run-target.ts';
import type { Search } from './search.ts';

export type Confirmed = { readonly opened: OpenProposal | null; readonly reason: string; readonly replays: number };

const CHART_BARS = 8;
const DAY_MS = 24 * 60 * 60 * 1000;

export async function confirmWinner(
  run: TargetRun,
  searched: Search,
  winner: Judged,
  families: ReadonlyMap<string, ReadonlyMap<string, number>>,
): Promise<Confirmed> {
  const { candidate } = winner;
  const id = proposalId(run.resolved.target.intent, run.resolved.target.metric, candidate.fingerprint);
  const nothing = (reason: string, replays = 0): Confirmed => ({ opened: null, reason, replays });

  const limit = await limitReached(run, id);
  if (limit !== null) return nothing(`${shortPatch(candidate.patch)} is lawful, but ${limit}`);

  const position = searched.judged.indexOf(winner);
  const looks: { bench: Bench; made: Look; number: number; confidence: number }[] = [];
  for (const result of searched.results) {
    const { bench } = result;
    const numbered = numberLook(run, bench, candidate.fingerprint);
    if (numbered.isNew && run.isDryRun) {
      return nothing(
        `dry run: ${shortPatch(candidate.patch)} is selected; it would now be held against ${bench.heldoutSet.name}, which is not looked at`,
      );
    }
    if (numbered.number > run.configuration.heldout.max_looks) {
      return nothing(
        `${bench.heldoutSet.name} was looked at ${run.configuration.heldout.max_looks} times: refresh the held-out set`,
      );
    }
    run.world.progress.phase(`${run.resolved.target.intent}: look ${numbered.number} at ${bench.heldoutSet.name}`);
    await prepareLook(run.world.workspace, bench, families.get(bench.intent) ?? new Map());
    await recordLook(run, bench, candidate.fingerprint, numbered);
    const made = await look(
      run.world.workspace,
      run.resolved,
      result,
      candidate,
      position,
      numbered.number,
      looks.length === 0,
    );
    looks.push({ bench, made, ...numbered });
    if (made.status !== 'pass') {
      const replays = looks.reduce((sum, { made: each }) => sum + each.replays, 0);
      await closeOthers(run, null);
      return nothing(
        `${shortPatch(candidate.patch)} was selected, and the held-out set did not confirm it: ${heldoutReason(made)}`,
        replays,
      );
    }
  }
  const opened = await open(run, searched, winner, looks, id);
  const replays = looks.reduce((sum, { made }) => sum + made.replays, 0);
  if (opened.operation === 'held')
    return { opened, reason: `${opened.branch} has commits that are not autotune's: held`, replays };
  return { opened, reason: `${shortPatch(candidate.patch)} holds on both sets`, replays };
}

/** Aggregates only: which guardrail, never which case. */
function heldoutReason({ verdicts }: Look): string {
  const broken = verdicts
    .filter(({ status }) => status !== 'pass')
    .map(({ guardrail, status }) => `${guardrail} ${status}`);
  return broken.join(', ');
}

async function limitReached(run: TargetRun, id: string): Promise<string | null> {
  const { max_open, max_new_per_run } = run.configuration.proposals;
  const open = await listOpen(run);
  const isKnown = open.some(({ proposal_id }) => proposal_id === id);
  if (isKnown) return null;
  if (run.mayOpen < 1) return `this run has opened its ${max_new_per_run}`;
  const others = open.filter(
    ({ intent, risk_class }) => intent !== run.resolved.intent.id || risk_class !== run.resolved.intent.risk_class,
  );
  return others.length >= max_open ? `${others.length} proposals are open, and ${max_open} are allowed` : null;
}

type NumberedLook = { readonly number: number; readonly confidence: number; readonly isNew: boolean };

/** A look is the same look when it is repeated: same candidate, same set. */
function numberLook(run: TargetRun, bench: Bench, fingerprint: string): NumberedLook {
  const key = looksKey({ heldout_test_set: bench.heldoutSet.name, set_digest: bench.heldoutSet.sha256 });
  const before = run.state.looks.get(key) ?? [];
  const known = before.find((made) => made.fingerprint === fingerprint);
  if (known !== undefined) return { number: known.look, confidence: known.confidence, isNew: false };
  const number = before.length + 1;
  return { number, confidence: confidenceAtLook(run.configuration.evidence.confidence, number), isNew: true };
}

async function recordLook(
  run: TargetRun,
  bench: Bench,
  fingerprint: string,
  { number, confidence }: NumberedLook,
): Promise<void> {
  const entry: LedgerEntry = {
    ...eventOf(run),
    kind: 'heldout_look',
    body: {
      run_id: run.runId,
      fingerprint,
      heldout_test_set: bench.heldoutSet.name,
      set_digest: bench.heldoutSet.sha256,
      look: number,
      max_looks: run.configuration.heldout.max_looks,
      confidence,
    },
  };
  await run.journal.record(
    entry,
    ({ kind, body }) =>
      kind === 'heldout_look' && body.fingerprint === fingerprint && body.set_digest === bench.heldoutSet.sha256,
  );
}

async function open(
  run: TargetRun,
  searched: Search,
  winner: Judged,
  looks: readonly { bench: Bench; made: Look; number: number; confidence: number }[],
  id: string,
): Promise<OpenProposal> {
  const built = build(run, searched, winner, looks);
  const opened = await propose(run.world, run.resolved, run.base, built, barsOf(searched, winner), run.now);
  const kind =
    opened.operation === 'held'
      ? 'proposal_held'
      : opened.operation === 'updated'
        ? 'proposal_updated'
        : 'proposal_opened';
  await closeOthers(run, id);
  await run.journal.record(
    {
      ...eventOf(run),
      kind,
      body: {
        proposal_id: id,
        fingerprint: winner.candidate.fingerprint,
        branch: branchName(run.resolved.target.intent, winner.candidate.fingerprint),
        commit: opened.commit,
      },
    },
    (event) =>
      (event.kind === kind || (kind === 'proposal_opened' && event.kind === 'proposal_updated')) &&
      event.body.proposal_id === id &&
      event.body.commit === opened.commit,
  );
  return opened;
}

function build(
  run: TargetRun,
  { results, judged, selection, replays }: Search,
  winner: Judged,
  looks: readonly { bench: Bench; made: Look; number: number; confidence: number }[],
): Proposal {
  const { resolved, configuration } = run;
  const target = targetDocument(resolved);
  const [primary, ...others] = results;
  const [first] = looks;
  if (primary === undefined || first === undefined) throw new RangeError('a proposal without its evidence');
  const position = judged.indexOf(winner);
  const alsoAffected: Record<string, SetEvidence> = {};
  for (const { bench, deltas, verdicts } of others) {
    const delta = deltas[position];
    if (delta !== undefined) alsoAffected[bench.intent] = evidenceOf(delta, verdicts[position] ?? []);
  }
  const tally = primary.tallies[position];
  const { digests } = target.target;
  if (tally === undefined || digests === undefined) throw new RangeError('a proposal without its comparison');
  const [name = '', version = ''] = resolved.baselineTuple.pack.split('@');
  return buildProposal({
    target: target.target,
    candidate: winner.candidate,
    runId: run.runId,
    producer: run.producer,
    candidatePack: `${name}@${bumpPatchVersion(version)}`,
    releaseTupleId: resolved.release.release_tuple.id,
    sets: { search: primary.bench.searchSet.name, heldout: primary.bench.heldoutSet.name },
    search: winner.delta,
    searchVerdicts: [...winner.verdicts, winner.improvement],
    heldout: {
      delta: first.made.delta,
      verdicts: first.made.verdicts,
      look: first.number,
      maxLooks: configuration.heldout.max_looks,
      confidence: first.confidence,
    },
    alsoAffected,
    control: primary.control,
    slices: slicesOf(tally, (at) => primary.tags[at] ?? []),
    considered: selection.considered,
    selectionRule: SELECTION_RULE,
    confidence: configuration.evidence.confidence,
    replays: replays + looks.reduce((sum, { made }) => sum + made.replays, 0),
    reviewers: Object.keys(configuration.reviewers),
    owner: resolved.target.owner,
    digests: { ...digests, target: digestOf(target), patch: digestOf(winner.candidate.patch) },
    ledger: { ref: run.journal.ref, head: run.journal.head() },
    expiresAt: `${new Date(Date.parse(run.now) + configuration.proposals.expires_days * DAY_MS).toISOString().slice(0, 19)}Z`,
  });
}

/** The winner first, then the largest gains among the other lawful candidates. */
function barsOf({ judged, selection }: Search, winner: Judged): Bar[] {
  const metric = winner.improvement;
  const lawful = new Set(
    selection.considered.filter(({ verdict }) => verdict === 'lawful').map(({ candidate_id }) => candidate_id),
  );
  const gain = ({ improvement }: Judged) => Math.abs(improvement.observed ?? 0);
  const others = judged.filter(({ candidate }) => lawful.has(candidate.candidate_id)).sort((a, b) => gain(b) - gain(a));
  return [winner, ...others].slice(0, CHART_BARS).map(({ candidate, improvement }) => ({
    label: shortPatch(candidate.patch),
    value: improvement.observed ?? metric.observed ?? 0,
  }));
}
