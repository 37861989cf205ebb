/** Replays the intents that run under something else after a change, base against merged, over the base's search set. */
import type { ReplayedIntent, UntriedRule } from '../../core/gate/checks/guardrails.ts';
import { DEFAULT_GUARDRAILS } from '../../core/gate/default-guardrails.ts';
import { evidenceOf, perMetric } from '../../core/proposal/rounded.ts';
import { prepareConfiguration } from '../../core/replay/configuration.ts';
import { resolveTarget } from '../../core/targets/resolve-target.ts';
import { isAutotuneError } from '../../kit/errors.ts';
import type { Configuration, Target } from '../../schema/configuration.ts';
import type { GateScorecard } from '../../schema/gate-report.ts';
import type { CaseChanges } from '../../schema/run-record.ts';
import type { Verdict } from '../../schema/verdict.ts';
import { assertGoesOn } from '../opening/what-stops.ts';
import { auditSet } from '../replay/audit-set.ts';
import { openBenches } from '../replay/open-benches.ts';
import type { Arm } from '../replay/replay-set.ts';
import { assertSelfTests } from '../replay/self-test.ts';
import { replayArms } from '../search/replay-arms.ts';
import type { ChangedIntent } from './changed-intents.ts';
import type { GateWorld, MergedChange } from './request.ts';
import { untriedRules } from './try-rules.ts';

export type Replayed = {
  readonly replayed: readonly ReplayedIntent[];
  /** By intent. */
  readonly scorecards: Readonly<Record<string, GateScorecard>>;
};

export async function replayChanged(
  { progress }: GateWorld,
  change: MergedChange,
  changed: readonly ChangedIntent[],
): Promise<Replayed> {
  const replayed: ReplayedIntent[] = [];
  const scorecards: Record<string, GateScorecard> = {};
  for (const asked of changed) {
    const { intent, place } = asked;
    progress.phase(`${intent.id}: replay`);
    const { outcome, scorecard } = await judgeIntent(change, asked);
    replayed.push({ intent: nameOf(asked), place, outcome });
    // Where it is replayed twice, the first is by what the pack carries for it, whatever it says to read.
    if (scorecard !== null) scorecards[intent.id] ??= scorecard;
  }
  progress.done();
  return { replayed, scorecards };
}

function nameOf({ intent: { id }, now, isReadingOn }: ChangedIntent): string {
  const name = id === now ? now : `${id}, now ${now}`;
  return isReadingOn ? `${name}, reading what it read before` : name;
}

type JudgedIntent = { readonly outcome: ReplayedIntent['outcome']; readonly scorecard: GateScorecard | null };

async function judgeIntent(change: MergedChange, asked: ChangedIntent): Promise<JudgedIntent> {
  try {
    return await replayIntent(change, asked);
  } catch (error) {
    if (!isAutotuneError(error)) throw error;
    if (error.code !== 'SELF_TEST_FAILED') assertGoesOn(error);
    // What keeps the base from being replayed says nothing of the change.
    return failed(`${error.code}: ${error.message}`);
  }
}

function failed(reason: string): JudgedIntent {
  return { outcome: { kind: 'failed', reason, isUnknown: true }, scorecard: null };
}

async function replayIntent(
  { repository, configuration, base }: MergedChange,
  asked: ChangedIntent,
): Promise<JudgedIntent> {
  const intent = asked.intent.id;
  const { targets, hasTarget } = targetsFor(configuration, intent);
  const verdicts: Verdict[] = [];
  let scorecard: GateScorecard | null = null;
  let cases = 0;
  let untried: readonly UntriedRule[] | null = null;
  let endings: CaseChanges['outcomes'] | null = null;
  for (const target of targets) {
    const found = resolveTarget(repository, configuration, target);
    if ('missing' in found) return failed(found.missing.join('; '));
    const [bench] = await openBenches({ workspace: base }, [found.resolved]);
    if (bench === undefined) throw new RangeError('a target without its bench');
    const set = await auditSet(base, bench, 'search');
    const arm = armOf(asked);
    const verified = new Map([[intent, set]]);
    const { result } = await replayArms({ workspace: base, verified }, found.resolved, bench, [arm]);
    assertSelfTests([{ intent, test: result.selfTest }]);
    const [seen] = result.compared;
    if (seen === undefined) throw new RangeError('a comparison without its treatment');
    const search = { ...evidenceOf(seen.delta, seen.verdicts), baseline: perMetric(seen.delta, 'baseline') };
    scorecard ??= { search_set: bench.searchSet.name, confidence: configuration.evidence.confidence, search };
    verdicts.push(...seen.verdicts.filter((verdict) => !verdicts.some((told) => isSameAsk(told, verdict))));
    cases = set.cases;
    // The cases, the law and the pack are the same for each target.
    untried ??= await untriedRules(base, { bench, set, arm, intent: asked.now }, asked.law.lost);
    if (asked.law.law !== null) endings ??= seen.changes().outcomes;
  }
  return { outcome: { kind: 'judged', cases, verdicts, hasTarget, untried: untried ?? [], endings }, scorecard };
}

/** What the base's cases are replayed under: as before where the law is the same, else by the name that the intent has then. */
function armOf({ configuration, now, law: { law } }: ChangedIntent): Arm {
  const arm = { ...prepareConfiguration(configuration), digest: 'merged' };
  return law === null ? arm : { ...arm, under: { law, intent: now } };
}

function isSameAsk(one: Verdict, other: Verdict): boolean {
  return one.guardrail === other.guardrail && one.limit === other.limit;
}

/** The targets that guard an intent: its own, else those that also affect it, else a default. */
function targetsFor(
  { targets }: Configuration,
  intent: string,
): { readonly targets: readonly Target[]; readonly hasTarget: boolean } {
  const own = targets.filter((target) => target.intent === intent);
  const also = targets.filter(({ also_affects = [] }) => also_affects.includes(intent));
  const named = (own.length > 0 ? own : also).map((target) =>
    target.intent === intent ? target : bystander(target, intent),
  );
  if (named.length > 0) return { targets: named, hasTarget: true };
  const [first] = targets;
  if (first === undefined) throw new RangeError('a configuration without a target');
  return { targets: [{ ...bystander(first, intent), guardrails: DEFAULT_GUARDRAILS }], hasTarget: false };
}

/** Only the guardrails of another intent's target bind, not its metric. */
function bystander(target: Target, intent: string): Target {
  return { ...target, intent, metric: 'utility', direction: 'increase', min_effect: 0 };
}
