/** Metric monoculture: a metric improves because another one pays. Every target guards all the others, hard ones as floors. */
import { type Guardrails, METRICS, type Target } from '../../../schema/configuration.ts';
import { type Check, claimOf, type Judgement } from '../check.ts';
import { type AuditedProposal, type AuditedRun, runFile } from '../facts.ts';

export const metricMonoculture: Check = {
  id: 'metric_monoculture',
  question: 'Can one metric improve while the others pay for it?',
  control:
    'hard floors for policy and safety, and margins for utility, latency and economics, in every run and proposal',
  empty: 'no target is configured',
  claims: (facts) => [
    claimOf('targets guard policy, safety, utility, latency and economics', facts.configuration.value.targets, {
      judge: ({ intent, metric, guardrails }: Target) => missingIn(`the target of ${intent}`, metric, guardrails),
      evidence: () => ({ kind: 'file', path: facts.configuration.path }),
    }),
    claimOf('runs were held to all of these guardrails', facts.runs, {
      judge: runJudgement,
      evidence: (run) => runFile(run, 'target.json', facts),
    }),
    claimOf('proposals report every guarded metric, and every guardrail holds', facts.proposals, {
      judge: proposalJudgement,
      evidence: ({ evidence }) => evidence,
    }),
  ],
};

function missingIn(what: string, metric: string, guardrails: Guardrails): string | null {
  const missing = [
    guardrails.policy === undefined && 'policy',
    guardrails.safety === undefined && 'safety',
    guardrails.utility_delta === undefined && 'utility',
    guardrails.p95_latency_delta === undefined && metric !== 'p95_latency_ms' && 'latency',
    guardrails.economics_delta === undefined && metric !== 'economics_cents_per_decision' && 'economics',
  ].filter((name) => name !== false);
  return missing.length === 0 ? null : `${what} does not guard ${missing.join(', ')}`;
}

function runJudgement({ run_id, target, start }: AuditedRun): Judgement {
  if (target === null) return `${run_id} has no target.json that can be read`;
  return missingIn(run_id, start.event.body.metric, target.value.guardrails);
}

/** Coverage is none of them: cases that require no evidence have none. */
const REPORTED = METRICS.filter((metric) => metric !== 'evidence_coverage');

function proposalJudgement({ id, document }: AuditedProposal): Judgement {
  const { observed_delta, guardrails } = document;
  const missing = REPORTED.find((metric) => observed_delta[metric] === undefined);
  if (missing !== undefined) return `${id} does not report ${missing}`;
  const verdicts = guardrails.verdicts ?? [];
  const failed = verdicts.find(({ status }) => status !== 'pass');
  if (failed !== undefined) return `${id}: ${failed.guardrail} is ${failed.status}`;
  return guardrails.passed && verdicts.length > 0 ? null : `${id} shows no guardrail that held`;
}
