// The configurations under which recorded replay and the real agent are compared: each surface alone, inside the pack's bounds and
// a step beyond what was recorded, and several surfaces at once.
import { bucketsOf, type Configuration, type Intent } from '../agent/configuration.ts';
import { withValue } from '../measuring/surfaces.ts';
import { seeded, seedOf } from '../shop/seeded.ts';

type Value = number | string | readonly string[];

export type Trial = {
  /** The surface that was changed, or `several at once`. */
  readonly surface: string;
  readonly label: string;
  readonly configuration: Configuration;
};

const priorities: Readonly<Record<string, readonly (readonly string[])[]>> = {
  policy_kb: [['policy_kb', 'wiki'], ['policy_kb']],
  order_history: [['past_refunds', 'order_notes']],
  supplier_policy: [['supplier_memos', 'supplier_policy'], ['supplier_memos']],
};
const combinations = 8;

/** Every trial of one intent, the baseline first. */
export function trialsOf(intent: Intent, baseline: Configuration): readonly Trial[] {
  const surfaces = surfacesOf(intent, baseline);
  const single = surfaces.flatMap(({ path, values }) =>
    values.map((value) => ({
      surface: path,
      label: `${path} ${said(value)}`,
      configuration: withValue(baseline, path, value),
    })),
  );
  const draw = seeded(seedOf(`trials ${intent}`));
  const several = Array.from({ length: combinations }, () => {
    const changed = surfaces
      .filter(() => draw.chance(0.4))
      .map(({ path, values }) => ({ path, value: draw.one(values) }));
    return {
      surface: 'several at once',
      label: changed.map(({ path, value }) => `${path} ${said(value)}`).join(', '),
      configuration: changed.reduce((before, { path, value }) => withValue(before, path, value), baseline),
    };
  });
  return [{ surface: 'none (the baseline)', label: 'baseline', configuration: baseline }, ...single, ...several];
}

function surfacesOf(intent: Intent, baseline: Configuration): readonly { path: string; values: readonly Value[] }[] {
  const retrieval = bucketsOf[intent].flatMap((bucket) => [
    { path: `evidence.${bucket}.top_k`, values: [2, 4, 6, 8, 12, 14] },
    {
      path: `evidence.${bucket}.max_hops`,
      values: bucket === 'ticket_history' || bucket === 'order_history' ? [1, 2, 3] : [1, 2, 4],
    },
    ...(priorities[bucket] === undefined
      ? []
      : [{ path: `evidence.${bucket}.source_priority`, values: priorities[bucket] }]),
  ]);
  return [
    ...retrieval,
    { path: 'context_budget.evidence_tokens', values: [0, 800, 1600, 2400, 4000] },
    { path: 'context_budget.memory_tokens', values: [0, 50, 150] },
    { path: 'context_budget.tool_tokens', values: [0, 200, 300, 500] },
    { path: 'planner.tool_preference', values: ['policy_first', 'none'] },
    { path: 'planner.decompose_before_tool', values: ['never', 'multi_issue'] },
    ...(baseline.approval_gate === undefined
      ? []
      : [{ path: 'approval_gate.refund_amount.threshold', values: [1000, 2000] }]),
  ];
}

function said(value: Value): string {
  return typeof value === 'object' ? value.join('>') : String(value);
}
