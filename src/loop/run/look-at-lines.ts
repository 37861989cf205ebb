/** The look at every held-out set that the lines of a search reach, the target's own first, and whom it confirms. */
import type { Judged } from '../../core/selection/judged.ts';
import { stepConfidence } from '../../core/selection/plan-look.ts';
import { type Selection, select } from '../../core/selection/select.ts';
import { walk } from '../../core/selection/walk.ts';
import type { Evaluation } from '../opening/target-run.ts';
import { planDigest, stepsOf } from '../search/planned-look.ts';
import { withDropped } from '../search/race-search.ts';
import type { BenchResult } from '../search/replay-arms.ts';
import { ofIntent, type Search } from '../search/search.ts';
import type { MadeLook } from './build-proposal.ts';
import { closedReason, numberedLook, recordLook, withEarlierVersions } from './heldout-budget.ts';
import { look, prepareLook } from './look.ts';

/** `refused`: why a set was not looked at; the looks before it were made. */
export type Looked = { readonly looks: readonly MadeLook[]; readonly refused: string | null };

/** Looks at the held-out sets, each once the ledger has the look. */
export async function lookAtLines(run: Evaluation, searched: Search): Promise<Looked> {
  const looks: MadeLook[] = [];
  const steps = stepsOf(searched);
  for (const result of searched.results) {
    const made = await lookAt(run, searched, { result, steps, isTarget: looks.length === 0 });
    if ('refused' in made) return { looks, refused: made.refused };
    looks.push(made);
  }
  return { looks, refused: null };
}

type Asked = { readonly result: BenchResult; readonly steps: readonly Judged[]; readonly isTarget: boolean };

async function lookAt(
  run: Evaluation,
  { judged, share }: Search,
  { result, steps, isTarget }: Asked,
): Promise<MadeLook | { readonly refused: string }> {
  const { bench } = result;
  const plan = planDigest(run, bench, steps);
  const own = numberedLook(run, bench, plan);
  const closed = closedReason(run, bench, own);
  if (closed !== null) return { refused: closed };
  run.world.progress.phase(`${run.resolved.target.intent}: look ${own.number} at ${bench.heldoutSet.name}`);
  const searchNames = run.sets.get(bench.intent) ?? { families: new Map(), ids: new Map(), contents: new Map() };
  const asked = {
    declared: Object.keys(run.resolved.target.guardrails.slices ?? {}),
    least: run.configuration.evidence.min_cases,
  };
  const { kept, marks, refusal } = await prepareLook(run.world.workspace, bench, searchNames, asked);
  if (refusal !== null) return { refused: refusal };
  const numbered = withEarlierVersions(run, bench, plan, marks);
  await recordLook(run, bench, { fingerprint: plan, candidates: steps.length, numbered, marks });
  const made = await look(run.world.workspace, run.resolved, result, {
    steps: new Map(steps.map((step) => [judged.indexOf(step), step.candidate.patch])),
    confidence: stepConfidence(numbered.confidence, share),
    isTarget,
    kept,
  });
  return { ...numbered, intent: bench.intent, fingerprint: plan, set_digest: bench.heldoutSet.sha256, made };
}

/** Walks the lines along what the looks show, and selects. */
export function selectionBy(searched: Search, looks: readonly MadeLook[]): Selection {
  const { lines, judged, gain, generation, raced } = searched;
  const answers = walk(lines, (asked) => {
    const heard = looks.map(({ made }) => made.ask(asked.map((step) => judged.indexOf(step))));
    return asked.map((_, i) =>
      heard.flatMap((ofBench, at) => (ofBench[i] ?? []).map((verdict) => nameFor(looks[at], at, verdict))),
    );
  });
  return withDropped(select(judged, lines, answers, gain), generation.candidates, raced);
}

function nameFor(made: MadeLook | undefined, at: number, verdict: Parameters<typeof ofIntent>[1]) {
  return at === 0 || made === undefined ? verdict : ofIntent(made.intent, verdict);
}

export function replaysOf(looks: readonly MadeLook[]): number {
  return looks.reduce((sum, { made }) => sum + made.replays, 0);
}
