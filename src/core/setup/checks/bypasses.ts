/** Whether somebody may merge past the rules: then merge is the release gate for all others, and not for them. */
import type { Finding } from '../../../schema/setup-report.ts';
import { type Check, UNASKED } from '../check.ts';

const SHOWN = 6;

export const checkBypasses: Check<'host'> = ({ host }) => {
  const check = 'bypasses';
  if (host === null) return [{ check, verdict: 'inconclusive', found: UNASKED }];
  const { bypasses, token_may_bypass: own } = host;
  const findings: Finding[] = [];
  if ('known' in own && own.known) {
    const fix = 'Take its account off the bypass list: a bot that proposes must not be able to merge.';
    findings.push({ check, verdict: 'fail', found: 'the token that is used here may merge past the rules', fix });
  }
  if ('unknown' in bypasses) {
    const fix = 'Somebody who may change the rules can see the list under Settings → Rules → Rulesets.';
    return [...findings, { check, verdict: 'inconclusive', found: bypasses.unknown, fix }];
  }
  const { known } = bypasses;
  if (known.length > 0) {
    const rest = known.length > SHOWN ? ` and ${known.length - SHOWN} more` : '';
    const found = `may merge past the rules: ${known.slice(0, SHOWN).join(', ')}${rest}`;
    findings.push({
      check,
      verdict: 'fail',
      found,
      fix: 'Take them off the list, or know that no gate holds for them.',
    });
  }
  return findings.length > 0 ? findings : [{ check, verdict: 'pass', found: 'nobody may merge past the rules' }];
};
