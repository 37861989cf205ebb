/** Collects what is wrong with one text, by offset, so that parsers never stop at the first problem and never throw. */
import { excerpt, type Problem } from './problem.ts';
import { type Place, placesIn } from './source-text.ts';

export type Finding = {
  readonly code: string;
  readonly start: number;
  readonly end: number;
  readonly message: string;
  readonly expected?: string;
};

export type ProblemCollector = {
  readonly placeOf: (start: number, end: number) => Place;
  readonly report: (finding: Finding) => void;
  /** Whether something was reported to begin at this offset. */
  readonly isTold: (start: number) => boolean;
  /** All findings so far, in the order of the text. */
  readonly problems: () => readonly Problem[];
};

/** A collector for one text; `lineOffset` is the number of lines that stand before the text in its file. */
export function collectProblems(file: string, text: string, lineOffset = 0): ProblemCollector {
  const placeOf = placesIn(text, lineOffset);
  const findings: Finding[] = [];
  const told = new Set<number>();
  return {
    placeOf,
    isTold: (start) => told.has(start),
    report(finding) {
      told.add(finding.start);
      findings.push(finding);
    },
    problems: () => findings.toSorted((a, b) => a.start - b.start).map((finding) => toProblem(file, finding, placeOf)),
  };
}

function toProblem(file: string, finding: Finding, placeOf: ProblemCollector['placeOf']): Problem {
  const { line, column, text } = placeOf(finding.start, Math.max(finding.end, finding.start + 1));
  const found = text === '' ? 'the end of the line' : excerpt(text);
  const message = excerpt(finding.message, 300);
  const problem = {
    severity: 'error',
    code: finding.code,
    file,
    line,
    column,
    message,
    found,
  } as const;
  return finding.expected === undefined ? problem : { ...problem, expected: finding.expected };
}
