/** Whether somebody could rewrite or take away the ledger: autotune only appends to it, and stops where it finds another. */
import type { Finding, LedgerRules } from '../../../schema/setup-report.ts';
import { type Check, UNASKED } from '../check.ts';

const check = 'ledger rules';
const SETTING = 'Settings → Rules → Rulesets';

export const checkLedgerRules: Check<'host'> = ({ host }) => {
  if (host === null) return [{ check, verdict: 'inconclusive', found: UNASKED }];
  const { ledger } = host;
  const fix = `Add a ruleset for \`${ledger.branch}\` under ${SETTING}: “Block force pushes” and “Restrict deletions”, and no other rule.`;
  if ('unknown' in ledger.rules) return [{ check, verdict: 'inconclusive', found: ledger.rules.unknown, fix }];
  return [...appends(ledger, ledger.rules.known.blocks_appends), ...rewrites(ledger, ledger.rules.known, fix)];
};

/** A ruleset for all branches is one for the ledger, too. */
function appends({ branch }: LedgerRules, kinds: readonly string[]): readonly Finding[] {
  if (kinds.length === 0) return [];
  const found = `nothing can be appended to ${branch}, where rules ask for ${kinds.join(', ')}`;
  return [{ check, verdict: 'fail', found, fix: `Exclude \`${branch}\` from the ruleset under ${SETTING}.` }];
}

type Blocked = Extract<LedgerRules['rules'], { known: unknown }>['known'];

function rewrites(ledger: LedgerRules, blocked: Blocked, fix: string): readonly Finding[] {
  const { branch, classic_protection: classic } = ledger;
  const deeds = [...(blocked.blocks_force_pushes ? [] : ['rewrite']), ...(blocked.blocks_deletion ? [] : ['delete'])];
  if (deeds.length === 0) return pasts(ledger);
  // Classic protection that nobody may read could forbid what the rulesets do not.
  if ('unknown' in classic) return [{ check, verdict: 'inconclusive', found: classic.unknown, fix }];
  const found = `whoever may write to the repository can ${deeds.join(' and ')} ${branch}`;
  return [{ check, verdict: 'fail', found, fix }];
}

function pasts({ branch, bypasses, token_may_bypass: own }: LedgerRules): readonly Finding[] {
  const fix = `Take them off the bypass list of the ruleset for \`${branch}\`; autotune itself needs no place on it.`;
  if ('known' in own && own.known) {
    return [{ check, verdict: 'fail', found: `the token that is used here may rewrite or delete ${branch}`, fix }];
  }
  if ('unknown' in bypasses) {
    const seen = `Somebody who may change the rules can see the list under ${SETTING}.`;
    return [{ check, verdict: 'inconclusive', found: bypasses.unknown, fix: seen }];
  }
  if (bypasses.known.length > 0) {
    return [{ check, verdict: 'fail', found: `may rewrite or delete ${branch}: ${bypasses.known.join(', ')}`, fix }];
  }
  return [{ check, verdict: 'pass', found: `nobody may rewrite or delete ${branch}` }];
}
