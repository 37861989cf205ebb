/** Whether a run may have got the tuple it ran under, by what it says itself and by what its stage allows. */
import { STAGES, type Stage } from '../../schema/ids.ts';
import type { ProductionRun } from '../../schema/production-run.ts';

export type Tuples = { readonly candidate: string; readonly baseline: string };
export type Lineage =
  | { readonly kind: 'explained'; readonly arm: 'candidate' | 'baseline' }
  | { readonly kind: 'unexplained'; readonly arm: 'candidate' | 'baseline' }
  | { readonly kind: 'contradicted'; readonly why: string }
  /** Of the stage before: it was asked for and merged later than the record says. */
  | { readonly kind: 'earlier' };

const LOW_RISK: readonly string[] = ['read_only', 'local_write'];

export function lineageOf(run: ProductionRun, stage: Stage, { candidate, baseline }: Tuples): Lineage {
  const { release_tuple_id: id, assignment } = run;
  const arm = id === candidate ? 'candidate' : id === baseline ? 'baseline' : null;
  if (arm === null) return { kind: 'contradicted', why: 'ran under a tuple that is in no part of the rollout' };
  if (assignment === undefined) return { kind: 'unexplained', arm };
  const isEarlier = STAGES.indexOf(assignment.stage) < STAGES.indexOf(stage);
  const why = contradictionOf(run, assignment, arm, isEarlier ? assignment.stage : stage);
  if (why !== null) return { kind: 'contradicted', why };
  return isEarlier ? { kind: 'earlier' } : { kind: 'explained', arm };
}

function contradictionOf(
  { risk_class, cohort }: ProductionRun,
  assignment: NonNullable<ProductionRun['assignment']>,
  arm: 'candidate' | 'baseline',
  stage: Stage,
): string | null {
  const { variant } = assignment;
  if (assignment.stage !== stage) return `was assigned at ${assignment.stage}`;
  if ((variant === 'baseline') !== (arm === 'baseline')) return 'was assigned another variant than it ran under';
  if (stage === '0%_shadow') return variant === 'candidate' ? 'was served the candidate in the shadow' : null;
  if (variant === 'baseline')
    return stage === '100%' ? 'was served the baseline, though all are served the candidate' : null;
  const isInternal = cohort === 'internal';
  if (stage === '1%_internal' && !isInternal) return 'was served the candidate outside the internal cohort';
  const isAllowed = isInternal || LOW_RISK.includes(risk_class);
  return stage === '5%_low_risk' && !isAllowed ? 'was served the candidate beyond low risk' : null;
}
