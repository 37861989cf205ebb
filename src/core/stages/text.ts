/** What the pull request of a promotion says: the stage, the questions it was asked, and what each run of them showed. */
import { code, inert, plain, table } from '../../kit/markdown.ts';
import type { Stage } from '../../schema/ids.ts';
import type { StageEvidence } from '../../schema/promotion-report.ts';
import type { Approver } from './advance.ts';

export type PromotionPage = {
  readonly evidence: StageEvidence;
  readonly evidenceDigest: string;
  readonly next: Stage | 'finished';
  readonly approver: Approver;
};

export function promotionTitle({ evidence: { intent, stage }, next }: PromotionPage): string {
  return inert(
    next === 'finished' ? `release(${intent}): the rollout is over` : `release(${intent}): ${stage} to ${next}`,
    120,
  );
}

export function promotionBody({ evidence, evidenceDigest, next, approver }: PromotionPage): string {
  const { stage, candidate, baseline, runs, from, until, confidence, checks } = evidence;
  const what =
    next === 'finished'
      ? `${code(candidate)} becomes what is released, and ${code(baseline)} what a rollback restores.`
      : `${code(candidate)} goes on from ${code(stage)} to ${code(next)}; ${code(baseline)} is what a rollback restores.`;
  const rows = checks.map(({ id, status, reason }) => [code(id), status, plain(reason)]);
  return [
    `${what} Merging this is the promotion: ${approvalOf(approver)}.`,
    `Production runs of this stage, ${from} to ${until}: ${runs.candidate} of the candidate, ${runs.baseline} of the baseline. Each bound holds with ${Number((confidence * 100).toPrecision(5))} % confidence, what earlier days were asked is paid for.`,
    table(['question', 'answer', 'figures'], rows),
    `Evidence ${code(evidenceDigest)}, whole in the ledger.`,
  ].join('\n\n');
}

function approvalOf({ name, isVerified }: Approver): string {
  if (isVerified === null) return plain(name, 200);
  return isVerified
    ? `${plain(name, 200)} approves it, who asked for it in a comment and has the right to`
    : `${plain(name, 200)} approves it, by a name that was given and that nobody verified`;
}
