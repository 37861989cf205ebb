/** What stands between the ledger's branch and a push that would rewrite it or take it away: rulesets and classic protection together. */
import { excerpt } from '../../kit/problem.ts';
import type { LedgerRules } from '../../schema/setup-report.ts';
import { LEDGER_BRANCH } from '../git/ledger-branch.ts';
import {
  bypassesOf,
  classicProtection,
  listRules,
  type Protection,
  type Rule,
  readRulesets,
  tokenMayBypass,
} from './branch-rules.ts';
import type { GitHub } from './client.ts';
import { told } from './told.ts';

const REWRITING = 'non_fast_forward';
const DELETING = 'deletion';
/** What a commit that is made through the API, by no pull request and with no check, does not meet. */
const APPENDING = ['pull_request', 'update', 'required_status_checks', 'required_deployments', 'merge_queue'];

/** Asks one thing after the other; the branch need not be there. */
export async function readLedgerRules(github: GitHub): Promise<LedgerRules> {
  const branch = LEDGER_BRANCH;
  const rules = await told(() => listRules(github, branch));
  if ('unknown' in rules) return { branch, rules, classic_protection: rules, bypasses: rules, token_may_bypass: rules };
  const classic = await told(() => classicProtection(github, branch, rules.known.length > 0));
  const rulesets = await told(() => readRulesets(github, rules.known, [REWRITING, DELETING]));
  return {
    branch,
    rules: { known: blocked(rules.known, 'known' in classic ? classic.known : null) },
    classic_protection: 'known' in classic ? { known: classic.known !== null } : classic,
    bypasses: bypassesOf(rulesets, classic),
    token_may_bypass: 'unknown' in rulesets ? rulesets : tokenMayBypass(rulesets.known),
  };
}

/** Classic protection forbids both, unless it says otherwise. */
function blocked(rules: readonly Rule[], classic: Protection | null) {
  const has = (wanted: string) => rules.some(({ type }) => type === wanted);
  const asked = rules.map(({ type }) => type).filter((type) => APPENDING.includes(type));
  const byClassic = classic?.required_pull_request_reviews === undefined ? [] : ['pull_request'];
  return {
    blocks_force_pushes: has(REWRITING) || (classic !== null && classic.allow_force_pushes?.enabled !== true),
    blocks_deletion: has(DELETING) || (classic !== null && classic.allow_deletions?.enabled !== true),
    blocks_appends: [...new Set([...asked, ...byClassic])].map((type) => excerpt(type)),
  };
}
