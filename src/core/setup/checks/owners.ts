/** Whether everything that a proposal changes, and everything that judges it, has an owner. */
import { placeOf } from '../../../kit/problem.ts';
import type { Finding } from '../../../schema/setup-report.ts';
import type { Check } from '../check.ts';
import { PLACEHOLDERS } from '../settings.ts';

const SHOWN = 6;

export const checkOwners: Check = ({ ownership: { path, skipped, owners } }) => {
  const check = 'owners';
  if (path === null) {
    const fix = 'Run `autotune init`, which writes it, or add .github/CODEOWNERS yourself.';
    return [{ check, verdict: 'fail', found: 'there is no CODEOWNERS, so nobody has to approve a proposal', fix }];
  }
  const findings: Finding[] = skipped.map((problem) => ({
    check,
    verdict: 'fail',
    found: `${placeOf(problem)}: GitHub skips this line: ${problem.message}`,
    fix: 'Correct the line, or remove it.',
  }));
  const unowned = [...owners].filter(([, names]) => names.length === 0).map(([owned]) => owned);
  if (unowned.length > 0) {
    const rest = unowned.length > SHOWN ? ` and ${unowned.length - SHOWN} more` : '';
    const found = `nobody owns ${unowned.slice(0, SHOWN).join(', ')}${rest}`;
    findings.push({ check, verdict: 'fail', found, fix: `Add a line for it to ${path}; the last match wins.` });
  }
  if ([...owners.values()].some((names) => names.includes(PLACEHOLDERS.owner))) {
    const found = `${path} names ${PLACEHOLDERS.owner}, which stands for an owner that nobody has put in yet`;
    findings.push({ check, verdict: 'fail', found, fix: 'Put your own in its place, in every file that names it.' });
  }
  if (findings.length > 0) return findings;
  return [
    { check, verdict: 'pass', found: `${path} gives an owner to everything that a proposal changes or rests on` },
  ];
};
