/** What one replay of a case yields: the agent's behaviour under one configuration, as far as it can be known. */
import type { Approval } from './decision-record.ts';
import type { RiskClass } from './ids.ts';

export type TranscriptCall = {
  readonly call_id: string;
  readonly tool: string;
  readonly risk_class: RiskClass;
  readonly ok: boolean;
};

/** Admitted refs and their parent documents: what a citation or a requirement may name. */
export type Grounds = { has(name: string): boolean };

export type TokenCounts = {
  readonly base: number;
  readonly evidence: number;
  readonly memory: number;
  readonly tools: number;
  readonly input: number;
  readonly output: number;
};

export type Transcript = {
  /** What counts: `refuse` or `escalate` where policy decided so, else what the agent decided; `abstain` for nothing. */
  readonly outcome: string;
  readonly proposed_outcome: string;
  readonly amount: number | null;
  readonly confidence: number | null;
  readonly cites: readonly string[];
  readonly approval: Approval;
  readonly policy_decisions: readonly { readonly rule: string; readonly effect: string }[];
  /** Refs of the admitted evidence, in admission order. */
  readonly admitted: readonly string[];
  readonly grounds: Grounds;
  readonly calls: readonly TranscriptCall[];
  readonly tokens: TokenCounts;
  /** Modelled by the declared runtime, in cents and milliseconds. */
  readonly cost_cents: number;
  readonly latency_ms: number;
};

/** `recorded`: under its own settings; `derived`: recomputed from the recording; `live`: a harness ran. */
export type Fidelity = 'recorded' | 'derived' | 'live';

export type UnreplayableReason = 'recording_too_shallow' | 'bucket_not_recorded' | 'plan_not_recorded' | 'not_recorded';

/** A replay that cannot be answered stays in the denominator, with its reason. */
export type Replayed =
  | { readonly status: 'valid'; readonly fidelity: Fidelity; readonly transcript: Transcript }
  | { readonly status: 'unreplayable'; readonly reason: UnreplayableReason; readonly step: string }
  | { readonly status: 'invalid'; readonly reason: string };
