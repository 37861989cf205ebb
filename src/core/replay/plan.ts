/** Step 3: which recorded plan the planner settings lead to, and whether its transcript is as it was recorded. */
import { digestOf } from '../../kit/canonical.ts';
import type { RecordedPlan, ToolCall, When } from '../../schema/golden-case.ts';

/** The settings that recorded plans and decisions are conditioned on. */
export type PlannerSettings = {
  readonly tool_preference?: string | undefined;
  readonly decompose_before_tool?: string | undefined;
  readonly prompt_sha256?: string | undefined;
};

/** Whether every setting that a recording names has the value it names. */
export function holdsUnder(when: When, settings: PlannerSettings): boolean {
  return (
    (when.tool_preference === undefined || when.tool_preference === settings.tool_preference) &&
    (when.decompose_before_tool === undefined || when.decompose_before_tool === settings.decompose_before_tool) &&
    (when.prompt_sha256 === undefined || when.prompt_sha256 === settings.prompt_sha256)
  );
}

/** The index of the first recorded plan that applies, or -1: the planner was never recorded under these settings. */
export function choosePlan(plans: readonly RecordedPlan[], settings: PlannerSettings): number {
  return plans.findIndex((plan) => holdsUnder(plan.when, settings));
}

const GENESIS = `sha256:${'0'.repeat(64)}`;

/** The hash of a call, over its canonical JSON without the hash itself. */
export function hashOfCall(call: Omit<ToolCall, 'hash'>): string {
  return digestOf({ ...call, hash: undefined });
}

/** The first call whose place in the hash chain does not verify, or null. */
export function brokenCall(plan: RecordedPlan): ToolCall | null {
  let previous = GENESIS;
  for (const call of plan.calls) {
    if (call.prev_hash !== previous || call.hash !== hashOfCall(call)) return call;
    previous = call.hash;
  }
  return null;
}
