/**
 * The canonical loop over a recording: retrieve, admit, plan, decide, approve, account. It composes the steps and
 * remembers, per case, what several configurations share; it takes no decision of its own.
 */
import type { GoldenCase, RecordedDecision, ToolCall } from '../../schema/golden-case.ts';
import type { PolicyBundle, PolicyRule } from '../../schema/policy-bundle.ts';
import type { Runtime } from '../../schema/runtime.ts';
import type { Grounds, Replayed, TokenCounts, Transcript, UnreplayableReason } from '../../schema/transcript.ts';
import { account } from './account.ts';
import { admitEvidence, admitInOrder, admittedRefs, type EvidenceAdmission } from './admit.ts';
import { applicableRules, type Ruling, rule, rulesFor } from './approve.ts';
import type { ReplayBucket, ReplayConfiguration } from './configuration.ts';
import { ABSTAIN, chooseDecision } from './decide.ts';
import { indexEvidence } from './evidence-index.ts';
import { choosePlan } from './plan.ts';
import { type Hops, hopsMade, rankHops, retrieve } from './retrieve.ts';

/** What a replay rests on besides the case and the configuration: pinned by the release tuple. */
export type Law = { readonly policy: PolicyBundle; readonly runtime: Runtime };

/** Everything a replay did, in the detail that a decision record needs. */
export type ReplayTrace = {
  readonly evidence: EvidenceAdmission;
  readonly hops: readonly number[];
  readonly memory: { readonly count: number; readonly tokens: number };
  readonly tools: { readonly count: number; readonly tokens: number };
  readonly calls: readonly ToolCall[];
  readonly decision: RecordedDecision | null;
  readonly ruling: Ruling;
  readonly tokens: TokenCounts;
};

/** A case that is replayed under many configurations. */
export type ReplayableCase = {
  readonly golden: GoldenCase;
  /** The outcome under a configuration, or why the recording cannot tell. */
  replay(configuration: ReplayConfiguration): Replayed;
  /** The same with every step laid open. */
  trace(configuration: ReplayConfiguration): ReplayTrace | UnreplayableReason;
};

type Evidence = { readonly admission: EvidenceAdmission; readonly hops: readonly number[] } | UnreplayableReason;

/** Prepares one golden case for replay under the given law; a replay under `recordedUnder` is as recorded, not derived. */
export function prepareCase(golden: GoldenCase, law: Law, recordedUnder?: ReplayConfiguration): ReplayableCase {
  const rules = rulesFor(law.policy, golden.intent);
  const evidenceUnder = openEvidence(golden);
  const rulesMemo = new Map<string, readonly PolicyRule[]>();

  function trace(configuration: ReplayConfiguration): ReplayTrace | UnreplayableReason {
    const evidence = evidenceUnder(configuration);
    if (typeof evidence === 'string') return evidence;
    const planIndex = choosePlan(golden.plans, configuration.planner);
    const calls = golden.plans[planIndex]?.calls;
    if (calls === undefined) return 'plan_not_recorded';
    const memory = admitInOrder(golden.memory, configuration.memoryTokens);
    const tools = admitInOrder(calls, configuration.toolTokens);
    const decisionIndex = chooseDecision(
      golden.decisions,
      configuration.planner,
      (cited) =>
        evidence.admission.grounds.has(cited) ||
        isAmongFirst(calls, tools.count, (call) => call.call_id === cited) ||
        isAmongFirst(golden.memory, memory.count, (note) => note.ref === cited),
    );
    const decision = golden.decisions[decisionIndex] ?? null;
    const ruling =
      decision === null
        ? NO_ACTION
        : rule(
            remember(rulesMemo, `${planIndex}/${decisionIndex}`, () =>
              applicableRules(rules, factsOf(golden, calls, decision)),
            ),
            rules,
            configuration.gates,
            decision.amount,
          );
    const tokens = countTokens(golden.base_tokens, evidence.admission.tokens, memory.tokens, tools.tokens, decision);
    return { evidence: evidence.admission, hops: evidence.hops, memory, tools, calls, decision, ruling, tokens };
  }

  return {
    golden,
    trace,
    replay(configuration) {
      const traced = trace(configuration);
      if (typeof traced === 'string') return { status: 'unreplayable', reason: traced, step: STEP_OF[traced] };
      return {
        status: 'valid',
        fidelity: configuration.digest === recordedUnder?.digest ? 'recorded' : 'derived',
        transcript: new ReplayTranscript(traced, law.runtime),
      };
    },
  };
}

/** A transcript; a class so that the admitted refs are listed only for who reads them, by a getter that all share. */
class ReplayTranscript implements Transcript {
  readonly outcome: string;
  readonly proposed_outcome: string;
  readonly amount: number | null;
  readonly confidence: number | null;
  readonly cites: readonly string[];
  readonly approval: Ruling['approval'];
  readonly policy_decisions: Ruling['decisions'];
  readonly grounds: Grounds;
  readonly calls: readonly ToolCall[];
  readonly tokens: TokenCounts;
  readonly cost_cents: number;
  readonly latency_ms: number;
  readonly #evidence: EvidenceAdmission;

  constructor({ decision, ruling, tokens, calls, evidence, hops }: ReplayTrace, runtime: Runtime) {
    const modelled = account(runtime, tokens, hops, calls);
    this.outcome = outcomeOf(decision, ruling);
    this.proposed_outcome = decision?.outcome ?? ABSTAIN;
    this.amount = decision?.amount ?? null;
    this.confidence = decision?.confidence ?? null;
    this.cites = decision?.cites ?? NOTHING_CITED;
    this.approval = ruling.approval;
    this.policy_decisions = ruling.decisions;
    this.grounds = evidence.grounds;
    this.calls = calls;
    this.tokens = tokens;
    this.cost_cents = modelled.cost_cents;
    this.latency_ms = modelled.latency_ms;
    this.#evidence = evidence;
  }

  get admitted(): readonly string[] {
    return admittedRefs(this.#evidence);
  }
}

const NOTHING_CITED: readonly string[] = [];

/** The outcome that counts: a refusal or an escalation by policy replaces what the agent decided. */
export function outcomeOf(decision: RecordedDecision | null, ruling: Ruling): string {
  if (decision === null) return ABSTAIN;
  return ruling.approval === 'refuse' || ruling.approval === 'escalate' ? ruling.approval : decision.outcome;
}

const NO_ACTION: Ruling = { approval: 'escalate', decisions: [] };

const STEP_OF: Record<UnreplayableReason, string> = {
  recording_too_shallow: 'retrieve',
  bucket_not_recorded: 'retrieve',
  plan_not_recorded: 'plan',
  not_recorded: 'plan',
};

type Retrieval = { readonly hops: Hops; readonly made: number } | UnreplayableReason;

/** The evidence of a case under any configuration; what two of them share is made once. */
function openEvidence(golden: GoldenCase): (configuration: ReplayConfiguration) => Evidence {
  const index = indexEvidence(golden.evidence);
  const rankings = new Map<string, Hops>();
  const retrievals = new Map<string, Retrieval>();
  const known = new Map<string, Evidence>();
  const retrieveFrom = ({ name, settings, rankingKey }: ReplayBucket): Retrieval => {
    const recorded = golden.evidence[name];
    const items = index.buckets.get(name);
    if (recorded === undefined || items === undefined) return 'bucket_not_recorded';
    const { source_priority: priority, max_hops } = settings;
    const ranked = remember(rankings, rankingKey, () => rankHops(recorded.recorded_hops, items, priority));
    const hops = retrieve(recorded, ranked, settings);
    return hops === null ? 'recording_too_shallow' : { hops, made: hopsMade(recorded, max_hops) };
  };
  const gather = ({ buckets, evidenceTokens }: ReplayConfiguration): Evidence => {
    const retrieved: Hops[] = [];
    const hops: number[] = [];
    for (const bucket of buckets) {
      const retrieval = remember(retrievals, bucket.retrievalKey, () => retrieveFrom(bucket));
      if (typeof retrieval === 'string') return retrieval;
      retrieved.push(retrieval.hops);
      hops.push(retrieval.made);
    }
    return { admission: admitEvidence(index, retrieved, evidenceTokens), hops };
  };
  return (configuration) => remember(known, configuration.evidenceKey, () => gather(configuration));
}

function factsOf(golden: GoldenCase, calls: readonly ToolCall[], decision: RecordedDecision) {
  return {
    case: { intent: golden.intent, risk_class: golden.risk_class, tags: golden.tags, input: golden.invoke.input },
    plan: {
      tools: calls.map(({ tool }) => tool),
      calls: calls.map(({ tool, risk_class, ok }) => ({ tool, risk_class, ok })),
    },
    decision: { outcome: decision.outcome, amount: decision.amount, confidence: decision.confidence ?? null },
  };
}

function countTokens(
  base: number,
  evidence: number,
  memory: number,
  tools: number,
  decision: RecordedDecision | null,
): TokenCounts {
  const input = base + evidence + memory + tools;
  return { base, evidence, memory, tools, input, output: decision?.output_tokens ?? 0 };
}

function isAmongFirst<Entry>(entries: readonly Entry[], count: number, matches: (entry: Entry) => boolean): boolean {
  const position = entries.findIndex(matches);
  return position >= 0 && position < count;
}

function remember<Value>(memo: Map<string, Value>, key: string, compute: () => Value): Value {
  const known = memo.get(key);
  if (known !== undefined) return known;
  const value = compute();
  memo.set(key, value);
  return value;
}
