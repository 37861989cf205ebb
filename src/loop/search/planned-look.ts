/** What a search would ask the held-out set: the steps of its lines, and what the look at them is known by. */
import { memberDigests } from '../../core/repository/pin-release.ts';
import type { Judged } from '../../core/selection/judged.ts';
import { targetDocument } from '../../core/targets/target-document.ts';
import { digestOf } from '../../kit/canonical.ts';
import { activeTuple } from '../../schema/release-record.ts';
import type { Evaluation, EvaluationContext } from '../opening/target-run.ts';
import { bindingEnds } from '../proposals/rejections.ts';
import type { Bench } from '../replay/bench.ts';
import type { Prepared } from './prepare-target.ts';
import type { Search } from './search.ts';
import { nothingReason } from './why-nothing.ts';

/** Every step of the lines once, in their order. */
export function stepsOf({ lines }: Pick<Search, 'lines'>): Judged[] {
  return [...new Set(lines.flat())];
}

/** What a look is known by: its steps in order and all that its answer depends on. Another rule is another look. */
export function planDigest(
  { repository, resolved, configuration }: Evaluation,
  { intent, searchSet }: Bench,
  steps: readonly Judged[],
): string {
  const { metric, direction, guardrails, min_effect } = resolved.target;
  return digestOf({
    steps: steps.map(({ candidate }) => candidate.fingerprint),
    rests_on: contentsOf(repository, intent),
    metric,
    direction,
    guardrails,
    min_effect,
    evidence: configuration.evidence,
    seed: configuration.search.seed,
    search_set: searchSet.sha256,
  });
}

/** The contents of what an intent's active release is made of: a version that stays does not keep them as they were. */
function contentsOf(repository: Evaluation['repository'], intent: string) {
  const release = repository.releases.find(({ value }) => value.release_tuple.intent === intent);
  return release === undefined ? null : memberDigests(repository, release.path, activeTuple(release.value));
}

/** What a searched target asks, and what that rests on: its part of a plan. */
export function askedOf({ run, plan }: Prepared<EvaluationContext>, searched: Search | null) {
  const rested = {
    run_id: run.runId,
    target: digestOf(targetDocument(run.resolved)),
    dead_ends: digestOf(bindingEnds(run.repository, run.resolved.target, run.state.deadEnds)),
  };
  if (searched === null || searched.lines.length === 0) {
    return { result: 'nothing', ...rested, reason: told(nothingReason(plan, searched)) } as const;
  }
  const steps = stepsOf(searched);
  return {
    result: 'asks',
    ...rested,
    looks: looksOf(run, searched, steps),
    steps: steps.map(({ candidate: { candidate_id, fingerprint, patch } }) => ({ candidate_id, fingerprint, patch })),
    lines: searched.lines.map((line) => line.map((step) => steps.indexOf(step))),
    share: searched.share,
  } as const;
}

function looksOf(run: Evaluation, { results }: Search, steps: readonly Judged[]) {
  return results.map(({ bench }) => ({
    intent: bench.intent,
    search_set: { name: bench.searchSet.name, sha256: bench.searchSet.sha256 },
    heldout_test_set: { name: bench.heldoutSet.name, sha256: bench.heldoutSet.sha256 },
    digest: planDigest(run, bench, steps),
  }));
}

const REASON = 4000;

/** A reason as a plan holds it. */
export function told(reason: string): string {
  return reason.slice(0, REASON);
}
