/** Whether merge is the release gate here: nothing reaches the default branch without a code owner's approval. */
import type { Finding } from '../../../schema/setup-report.ts';
import { type Check, UNASKED } from '../check.ts';

const SETTING = 'Settings → Rules → Rulesets';

export const checkReviewRules: Check = ({ host }) => {
  const check = 'review rules';
  if (host === null) return [{ check, verdict: 'inconclusive', found: UNASKED }];
  const { review_rules: rules } = host;
  if ('unknown' in rules) {
    const fix = `Look under ${SETTING} whether the default branch requires review from code owners.`;
    return [{ check, verdict: 'inconclusive', found: rules.unknown, fix }];
  }
  const { pull_request, approvals, code_owner_review } = rules.known;
  const findings: Finding[] = [];
  const fail = (found: string, fix: string) => findings.push({ check, verdict: 'fail', found, fix });
  if (!pull_request) fail('the default branch can be written without a pull request', `Require one under ${SETTING}.`);
  if (pull_request && !code_owner_review) {
    fail('a merge does not need a code owner', `Tick "Require review from Code Owners" under ${SETTING}.`);
  }
  if (pull_request && approvals === 0) fail('a merge needs no approval', `Require at least one under ${SETTING}.`);
  if (findings.length > 0) return findings;
  const found = `a merge needs ${approvals} ${approvals === 1 ? 'approval' : 'approvals'}, one of a code owner`;
  return [{ check, verdict: 'pass', found }];
};
