// The tool transcripts of a ticket under every planner setting that was recorded, each call chained to the one before.
import type { Planner } from '../agent/configuration.ts';
import type { Prepared } from '../agent/run.ts';
import { seedOf } from '../shop/seeded.ts';
import type { Call } from '../tools/calls.ts';
import { digestOf } from './canonical.ts';

export type RecordedCall = {
  readonly call_id: string;
  readonly tool: string;
  readonly risk_class: string;
  readonly ok: boolean;
  readonly latency_ms: number;
  readonly cost_cents: number;
  readonly tokens: number;
  readonly request_sha256: string;
  readonly response_sha256: string;
  readonly prev_hash: string;
  readonly hash: string;
};

export type RecordedPlan = { readonly when: Partial<Planner>; readonly calls: readonly RecordedCall[] };

/** What was run. Policy before orders was never tried without splitting tickets that hold several requests. */
const recorded: Readonly<Record<Planner['tool_preference'], readonly Planner['decompose_before_tool'][]>> = {
  orders_first: ['always', 'multi_issue', 'never'],
  policy_first: ['always', 'multi_issue'],
  none: ['always', 'multi_issue', 'never'],
};
const everything = 3;

/** One plan per setting that leads to a transcript of its own, the most specific setting first. */
export function recordPlans(prepared: Prepared): {
  readonly plans: readonly RecordedPlan[];
  readonly calls: readonly Call[];
} {
  const plans: RecordedPlan[] = [];
  const calls = new Map<string, Call>();
  for (const [preference, decompositions] of Object.entries(recorded)) {
    const tool_preference = preference as Planner['tool_preference'];
    if (!wasTried(tool_preference, prepared)) continue;
    const single = prepared.reading.requests.length < 2;
    const groups = new Map<string, { settings: Planner['decompose_before_tool'][]; calls: readonly Call[] }>();
    for (const decompose_before_tool of decompositions) {
      const made = prepared.planned({ tool_preference, decompose_before_tool });
      for (const one of made) calls.set(one.call_id, one);
      const key = made.map((one) => one.call_id).join(' ');
      const group = groups.get(key) ?? { settings: [], calls: made };
      group.settings.push(decompose_before_tool);
      groups.set(key, group);
    }
    plans.push(...whens(tool_preference, [...groups.values()], single || decompositions.length === everything));
  }
  return { plans, calls: [...calls.values()] };
}

/** Unusual preferences were tried on every third ticket; sorting tickets without tools, which risks nothing, on all of them. */
function wasTried(preference: Planner['tool_preference'], { ticket }: Prepared): boolean {
  if (preference === 'orders_first' || (preference === 'none' && ticket.intent === 'support.triage')) return true;
  return seedOf(`${preference} ${ticket.id}`) % 3 === 0;
}

/** Where every setting was recorded, or a ticket leaves nothing to split, the largest group needs no second condition; it goes last. */
function whens(
  tool_preference: Planner['tool_preference'],
  groups: readonly { settings: Planner['decompose_before_tool'][]; calls: readonly Call[] }[],
  isComplete: boolean,
): readonly RecordedPlan[] {
  const bySize = groups.toSorted((a, b) => a.settings.length - b.settings.length);
  const rest = isComplete ? bySize.at(-1) : undefined;
  return bySize.flatMap((group) => {
    const calls = chain(group.calls);
    if (group === rest) return [{ when: { tool_preference }, calls }];
    return group.settings.map((decompose_before_tool) => ({ when: { tool_preference, decompose_before_tool }, calls }));
  });
}

function chain(calls: readonly Call[]): readonly RecordedCall[] {
  let prev_hash = `sha256:${'0'.repeat(64)}`;
  return calls.map(({ request, response, ...made }) => {
    const call = { ...made, request_sha256: digestOf(request), response_sha256: digestOf(response), prev_hash };
    prev_hash = digestOf(call);
    return { ...call, hash: prev_hash };
  });
}
