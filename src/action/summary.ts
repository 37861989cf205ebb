/** The page that a job shows of itself: sections put together until GitHub would take no more, and what is missing named. */
import { code, prose, table } from '../kit/markdown.ts';
import { type Problem, placeOf } from '../kit/problem.ts';
import type { GateReport } from '../schema/gate-report.ts';
import type { ReportedError } from '../schema/run-report.ts';

/** Bytes that GitHub takes of one step; of a longer page it shows nothing at all. */
export const SUMMARY_LIMIT = 1024 * 1024;
const PROBLEMS = 500;

/** Each error with its code, what to do, and the places to do it. */
export function errorSections(errors: readonly ReportedError[]): readonly string[] {
  return errors.map(({ code: name, message, hint, problems }) =>
    [`### ❌ ${code(name)}`, prose(message), `**What to do:** ${prose(hint)}`, ...problemTable(problems)].join('\n\n'),
  );
}

export function problemSections(problems: readonly Problem[], counted: string): readonly string[] {
  const isFine = problems.every(({ severity }) => severity !== 'error');
  const heading = `## Autotune: ${isFine ? 'valid' : 'not valid'}`;
  return [heading, prose(counted), ...problemTable(problems)];
}

/** The page of the gate, below its decision. */
export function gateSections({ decision }: GateReport, page: string): readonly string[] {
  return [`## Autotune gate: ${decision}`, page.trimEnd()];
}

function problemTable(problems: readonly Problem[]): readonly string[] {
  if (problems.length === 0) return [];
  const rows = problems
    .slice(0, PROBLEMS)
    .map((problem) => [
      code(placeOf(problem), 300),
      `${problem.severity} ${code(problem.code)}`,
      prose(problem.message, 600),
      problem.found === undefined ? '' : code(problem.found),
      problem.expected === undefined ? '' : prose(problem.expected, 600),
    ]);
  const more = problems.length > PROBLEMS ? [`and ${problems.length - PROBLEMS} more, in the log.`] : [];
  return [table(['place', 'problem', 'what is wrong', 'found', 'expected'], rows), ...more];
}

/** Text as it is printed, in a fence that nothing in it can close. */
export function textSection(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${text.replace(/\n$/, '')}\n${fence}`;
}

/**
 * The sections as one page of at most `limit` bytes. What does not fit is left out from the end, at a section's border,
 * and `pointer` says where to find it; a first section that is too large is cut at a line's end.
 */
export function pageOf(sections: readonly string[], pointer: string, limit = SUMMARY_LIMIT): string {
  const whole = `${sections.join('\n\n')}\n`;
  if (bytesOf(whole) <= limit) return whole;
  const tail = `\n\n_${pointer}_\n`;
  let room = limit - bytesOf(tail);
  const kept: string[] = [];
  for (const section of sections) {
    const text = kept.length === 0 ? section : `\n\n${section}`;
    if (bytesOf(text) > room) break;
    kept.push(text);
    room -= bytesOf(text);
  }
  return `${kept.length === 0 ? cut(sections[0] ?? '', room) : kept.join('')}${tail}`;
}

function cut(section: string, room: number): string {
  const [fence = ''] = /^`{3,}/.exec(section) ?? [];
  const end = fence === '' ? '' : `\n${fence}`;
  const lines: string[] = [];
  let left = room - bytesOf(end);
  for (const line of section.split('\n')) {
    left -= bytesOf(line) + 1;
    if (left < -1) break;
    lines.push(line);
  }
  return `${lines.join('\n')}${end}`;
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}
