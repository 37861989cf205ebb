/** Whether a merge waits for the gate: a check that runs and is not required stops nobody. */
import { type Check, UNASKED } from '../check.ts';
import { gateJobs } from '../judging.ts';

const SETTING = 'Settings → Rules → Rulesets → Require status checks to pass';

export const checkRequiredCheck: Check<'workflows' | 'host'> = ({ workflows, host }) => {
  const check = 'required check';
  const names = gateJobs(workflows).map(({ name }) => name);
  const [gate] = names;
  if (gate === undefined) {
    const fix = 'Run `autotune init`, or copy templates/autotune-gate.yml to .github/workflows/.';
    return [{ check, verdict: 'fail', found: 'no workflow runs the gate on pull requests', fix }];
  }
  if (host === null) return [{ check, verdict: 'inconclusive', found: UNASKED }];
  const { required_checks: required, classic_protection: classic } = host;
  const fix = `Add the check "${gate}" under ${SETTING}.`;
  if ('unknown' in required) return [{ check, verdict: 'inconclusive', found: required.unknown, fix }];
  const found = required.known.find(({ name }) => names.includes(name));
  if (found !== undefined) return [{ check, verdict: 'pass', found: `a merge waits for the check "${found.name}"` }];
  if ('unknown' in classic) return [{ check, verdict: 'inconclusive', found: classic.unknown, fix }];
  return [{ check, verdict: 'fail', found: `a merge does not wait for the check "${gate}"`, fix }];
};
