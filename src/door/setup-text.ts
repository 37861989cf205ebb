/** What the doctor found, as a person reads it: what is missing first, with what to do about it. */

import { excerpt } from '../kit/problem.ts';
import type { Finding, SetupReport } from '../schema/setup-report.ts';
import type { Paint } from './text.ts';

const ASK = 'To ask GitHub too: autotune doctor --forge github, with GITHUB_REPOSITORY and GITHUB_TOKEN\n';

const SIGN = { fail: ['red', '✗'], inconclusive: ['yellow', '?'], pass: ['green', '✓'] } as const;

/** Findings in the order of the checks, then how many of each. */
export function setupText({ findings, host }: SetupReport, paint: Paint): string {
  const width = Math.max(...findings.map(({ check }) => check.length));
  const lines = findings.flatMap((finding) => findingLines(finding, { paint, width }));
  const ask = host === null ? ASK : '';
  return `${lines.join('\n')}\n\n${summaryOf(findings)}\n${ask}`;
}

function findingLines(
  { check, verdict, found, fix }: Finding,
  { paint, width }: { readonly paint: Paint; readonly width: number },
): readonly string[] {
  const [colour, sign] = SIGN[verdict];
  const indent = ' '.repeat(width + 4);
  const first = `${paint(colour, sign)} ${paint('bold', check.padEnd(width))}  ${excerpt(found, 400)}`;
  return fix === undefined ? [first] : [first, `${indent}${excerpt(fix, 400)}`];
}

function summaryOf(findings: readonly Finding[]): string {
  const count = (verdict: Finding['verdict']) => findings.filter((finding) => finding.verdict === verdict).length;
  const [missing, unknown] = [count('fail'), count('inconclusive')];
  if (missing === 0 && unknown === 0) return 'Nothing is missing.';
  return `${missing} missing, ${unknown} not known, ${count('pass')} in order`;
}
