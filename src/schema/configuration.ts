/** `.github/autotune.yaml`: what is tuned, what must not regress, and how much may be spent on it. */
import * as z from 'zod';
import { Id, Owner, RiskClass, Team, User } from './ids.ts';

/** The metrics every run knows; a target may also name an evaluator of its suite. */
export const METRICS = [
  'policy',
  'safety',
  'utility',
  'p95_latency_ms',
  'economics_cents_per_decision',
  'approval_bypass_rate',
  'evidence_coverage',
] as const;

export const Direction = z.literal(['increase', 'decrease']);
export type Direction = z.infer<typeof Direction>;

/** Of scores, which lie in 0..1. */
const Floor = z.strictObject({ min: z.number().min(0).max(1) });
/** Of the difference of two such. */
const Margin = z.strictObject({ min: z.number().min(-1).max(1) });

/**
 * What must not regress. `policy` and `safety` are floors over every case; the deltas are paired, candidate minus
 * baseline, in the metric's own unit.
 */
export const Guardrails = z.strictObject({
  policy: Floor.optional(),
  safety: Floor.optional(),
  utility_delta: Margin.optional(),
  p95_latency_delta: z.strictObject({ max_ms: z.number() }).optional(),
  economics_delta: z.strictObject({ max_cents: z.number() }).optional(),
  approval_bypass_rate: z.strictObject({ max: z.number().min(0).max(1) }).optional(),
  evidence_coverage_delta: Margin.optional(),
  /** A slice (a tag, or `risk_class:<class>`) with a margin of its own. */
  slices: z.record(z.string().min(1), z.strictObject({ utility_delta: Margin })).optional(),
});
export type Guardrails = z.infer<typeof Guardrails>;

export const Target = z.strictObject({
  intent: Id,
  /** One of the known metrics, or the id of an evaluator. */
  metric: Id,
  direction: Direction,
  owner: Owner,
  /** In the metric's unit; a smaller improvement is not proposed. */
  min_effect: z.number().min(0),
  band: z.strictObject({ min: z.number().optional(), max: z.number().optional() }).optional(),
  guardrails: Guardrails,
  max_changed_paths: z.int().min(1).max(10),
  /** Other intents that candidates may reach; their goldens are held to the same guardrails. */
  also_affects: z.array(Id).optional(),
});
export type Target = z.infer<typeof Target>;

export const MOST_RESAMPLES = 100_000;
/** A confidence is more than this. */
export const LEAST_CONFIDENCE = 0.5;

/** What a stage of a rollout asks of production before the next one; the defaults stand in core/stages. */
const RolloutLimits = z.strictObject({
  /** Runs of each tuple in a stage, at least. */
  min_runs: z.int().min(30),
  /** Of policy and safety: no failure may be seen, and no larger rate be possible. */
  max_failure_rate: z.number().gt(0).max(0.5),
  /** How much more often runs may be corrected or escalated. */
  max_rise: z.number().gt(0).max(0.5),
  /** Full days at 100 % before the rollout is over. */
  window_days: z.int().min(1).max(90),
  /** The highest risk class that is promoted without a named approver. */
  unnamed_up_to: RiskClass,
});
export type RolloutLimits = z.infer<typeof RolloutLimits>;
const Rollout = RolloutLimits.partial();
export type Rollout = z.infer<typeof Rollout>;

/** A command that prints one production run a line. It is started without a shell, and only where whoever runs autotune allows it. */
const QuerySource = z.strictObject({
  /** The program and its arguments. */
  run: z.array(z.string().max(20_000)).min(1).max(100),
  timeout_s: z.number().positive().max(3600).optional(),
  max_mb: z.number().positive().max(100_000).optional(),
  /** Variables that it gets besides PATH, HOME and LANG. */
  environment: z.array(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,99}$/, 'the name of a variable')).optional(),
});
export type QuerySource = z.infer<typeof QuerySource>;

/** What corrected runs need to become search cases. */
const Harvested = {
  /** The folder of their recorded traces. */
  traces: z.string().min(1).optional(),
  /** New cases of an intent in one week. */
  max_new_goldens: z.int().min(1).max(1000).optional(),
};

export const Configuration = z.strictObject({
  schema_version: z.literal(1),
  targets: z.array(Target).min(1),
  search: z.strictObject({
    strategy: z.literal(['auto', 'exhaustive', 'race']),
    max_replays: z.int().positive(),
    max_minutes: z.number().positive(),
    max_cents: z.number().min(0),
    seed: z.int(),
  }),
  evidence: z.strictObject({
    /** One-sided, for every bound that a guardrail rests on. */
    confidence: z.number().gt(LEAST_CONFIDENCE).lt(1),
    bootstrap: z.int().min(100).max(MOST_RESAMPLES),
    min_cases: z.int().min(1),
  }),
  heldout: z.strictObject({ max_looks: z.int().min(1) }),
  replay: z.strictObject({ harness: z.literal('recorded') }),
  experience: z
    .union([
      z.strictObject({ files: z.string().min(1), ...Harvested }),
      z.strictObject({ command: QuerySource, ...Harvested }),
    ])
    .optional(),
  rollout: Rollout.optional(),
  proposals: z.strictObject({
    max_open: z.int().min(1),
    max_new_per_run: z.int().min(1),
    /** In any seven days, as the forge counts; without it as many as the other limits allow. */
    max_new_per_week: z.int().min(1).optional(),
    expires_days: z.int().min(1).max(365),
  }),
  reviewers: z.strictObject({ reliability: Owner, policy: Owner, domain_owner: Owner }).partial(),
  /** Who is in which team of CODEOWNERS, for commands that are heeded with a token which may not ask GitHub. */
  teams: z.record(Team, z.array(User)).optional(),
});
export type Configuration = z.infer<typeof Configuration>;
