/** Whether merge is the release gate here: nothing reaches the default branch without a code owner's approval. */
import type { Finding, HostFacts } from '../../../schema/setup-report.ts';
import { type Check, UNASKED } from '../check.ts';

const SETTING = 'Settings → Rules → Rulesets';

export const checkReviewRules: Check<'host'> = ({ host }) => {
  const check = 'review rules';
  if (host === null) return [{ check, verdict: 'inconclusive', found: UNASKED }];
  const { review_rules: rules, classic_protection: classic } = host;
  if ('unknown' in rules) {
    const fix = `Look under ${SETTING} whether the default branch requires review from code owners.`;
    return [{ check, verdict: 'inconclusive', found: rules.unknown, fix }];
  }
  const missing = missingRules(rules.known);
  if (missing.length === 0) {
    const { approvals } = rules.known;
    const found = `a merge needs ${approvals} ${approvals === 1 ? 'approval' : 'approvals'}, one of a code owner, of the newest commit`;
    return [{ check, verdict: 'pass', found }];
  }
  // Classic protection that nobody may read could ask for what the rulesets do not.
  if ('unknown' in classic) {
    const found = `the rulesets alone leave open: ${missing.map(([lack]) => lack).join('; ')}; ${classic.unknown}`;
    const fix = 'Ask with a token that may read the administration of the repository, or use rulesets alone.';
    return [{ check, verdict: 'inconclusive', found, fix }];
  }
  return missing.map(([found, fix]): Finding => ({ check, verdict: 'fail', found, fix: `${fix} under ${SETTING}.` }));
};

type Rules = Extract<HostFacts['review_rules'], { known: unknown }>['known'];

function missingRules(rules: Rules): readonly (readonly [string, string])[] {
  if (!rules.pull_request) return [['the default branch can be written without a pull request', 'Require one']];
  const { approvals, code_owner_review, dismisses_stale, last_push_approval } = rules;
  const lacks: (readonly [string, string])[] = [];
  if (!code_owner_review) lacks.push(['a merge does not need a code owner', 'Tick "Require review from Code Owners"']);
  if (approvals === 0) lacks.push(['a merge needs no approval', 'Require at least one']);
  if (!dismisses_stale && !last_push_approval) {
    const fix = 'Tick "Dismiss stale pull request approvals when new commits are pushed"';
    lacks.push(['an approval stays when other commits are added after it', fix]);
  }
  return lacks;
}
