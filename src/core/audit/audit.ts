/** The audit: the seven questions of a loop that is ready, and the seven ways in which one fails, each answered by a check. */
import type { AuditAnswer } from '../../schema/audit-report.ts';
import { answerOf, type Check } from './check.ts';
import { evalOverfitting } from './checks/eval-overfitting.ts';
import { hiddenBlastRadius } from './checks/hidden-blast-radius.ts';
import { measured } from './checks/measured.ts';
import { metricMonoculture } from './checks/metric-monoculture.ts';
import { promptSprawl } from './checks/prompt-sprawl.ts';
import { recorded } from './checks/recorded.ts';
import { rejected } from './checks/rejected.ts';
import { replayed } from './checks/replayed.ts';
import { reviewed } from './checks/reviewed.ts';
import { rollbackTheatre } from './checks/rollback-theatre.ts';
import { rolledBack } from './checks/rolled-back.ts';
import { testSetLeakage } from './checks/test-set-leakage.ts';
import { traced } from './checks/traced.ts';
import { unsafeAutoPromotion } from './checks/unsafe-auto-promotion.ts';
import type { AuditFacts } from './facts.ts';

const DONE: readonly Check[] = [traced, replayed, reviewed, rejected, rolledBack, measured, recorded];

const FAILURES: readonly Check[] = [
  metricMonoculture,
  testSetLeakage,
  promptSprawl,
  evalOverfitting,
  unsafeAutoPromotion,
  hiddenBlastRadius,
  rollbackTheatre,
];

export type Audit = { readonly definition_of_done: AuditAnswer[]; readonly failure_modes: AuditAnswer[] };

/** Every question with its answer, always all of them and in this order. */
export function audit(facts: AuditFacts): Audit {
  const answers = (checks: readonly Check[]) => checks.map((check) => answerOf(check, facts));
  return { definition_of_done: answers(DONE), failure_modes: answers(FAILURES) };
}
