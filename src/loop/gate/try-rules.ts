/**
 * Which of the rules that a merge loses no search case tries. Each is put back alone into what holds after the merge: the
 * pack and the other rules are the same on both sides, so that nothing else that changes is taken for its effect.
 */
import type { UntriedRule } from '../../core/gate/checks/guardrails.ts';
import type { Workspace } from '../../ports/workspace.ts';
import type { Bench } from '../replay/bench.ts';
import { type Arm, openCase, visitCases } from '../replay/replay-set.ts';
import type { VerifiedSet } from '../replay/verify-set.ts';
import type { LostRule } from './law-change.ts';

export type RuleTrial = {
  readonly bench: Bench;
  readonly set: Pick<VerifiedSet, 'kept'>;
  /** What runs after the merge, under the name that the intent has then. */
  readonly arm: Arm;
  readonly intent: string;
};

/** A rule is tried by a case that ends or is approved otherwise with it. */
export async function untriedRules(
  workspace: Workspace,
  { bench, set, arm, intent }: RuleTrial,
  lost: readonly LostRule[],
): Promise<readonly UntriedRule[]> {
  const open = new Map(
    lost.flatMap((rule) =>
      rule.kept === null ? [] : [[rule, { ...arm, under: { law: rule.kept, intent } }] as const],
    ),
  );
  if (open.size > 0) {
    await visitCases(workspace, { set: bench.searchSet, kept: set.kept }, (golden) => {
      if (open.size === 0) return;
      const { under } = openCase(bench, golden, bench.searchSet);
      const without = endingOf(under(arm));
      for (const [rule, with_] of open) if (endingOf(under(with_)) !== without) open.delete(rule);
    });
  }
  return lost.filter((rule) => rule.kept === null || open.has(rule)).map(({ id, how }) => ({ id, how }));
}

function endingOf(seen: ReturnType<ReturnType<typeof openCase>['under']>): string {
  return 'status' in seen
    ? `${seen.status}: ${seen.reason}`
    : `${seen.transcript.outcome}, ${seen.transcript.approval}`;
}
