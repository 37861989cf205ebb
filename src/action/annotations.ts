/** What a pull request's diff and a run's page show beside the log: problems at their place, and the changed lines. */

import type { Problem } from '../kit/problem.ts';
import type { GateReport } from '../schema/gate-report.ts';
import type { ReportedError, RunReport } from '../schema/run-report.ts';
import { harmless } from './log.ts';

export type Annotation = {
  readonly level: 'error' | 'warning' | 'notice';
  readonly title: string;
  readonly message: string;
  readonly file?: string;
  /** 1-based. */
  readonly line?: number;
  readonly column?: number;
};

/** GitHub keeps ten of a level from one step; what does not fit stands in the summary. */
const MOST = 10;
const TITLE = 200;
const MESSAGE = 4000;

/** Errors that end the run come first: of them one must be seen, whatever else is wrong. */
export function annotationsOfErrors(errors: readonly ReportedError[], isFailure: boolean): readonly Annotation[] {
  const level = isFailure ? 'error' : 'warning';
  const said = errors.map(({ code, message, hint }): Annotation => {
    return { level, title: titled(code), message: `${harmless(message, MESSAGE)}\n${harmless(hint, MESSAGE)}` };
  });
  return capped([...said, ...errors.flatMap(({ problems }) => problems.map(atPlace))]);
}

export function annotationsOfProblems(problems: readonly Problem[]): readonly Annotation[] {
  return capped(problems.map(atPlace));
}

/** A notice on every line that a proposal would change. */
export function annotationsOfProposals({ proposals, outcomes }: RunReport): readonly Annotation[] {
  return capped(
    outcomes.flatMap(({ proposal_id, operation, places, pull_request }) => {
      const proposal = proposals.find(({ tuning_proposal_id }) => tuning_proposal_id === proposal_id);
      return places.flatMap(({ path, file, line }): Annotation[] => {
        const change = proposal?.candidate_change.patch[path];
        if (change === undefined) return [];
        const where = pull_request === undefined ? '' : ` in #${pull_request.number}`;
        const message = `${path}: ${shown(change.from)} -> ${shown(change.to)} (${operation}${where})`;
        return [{ level: 'notice', title: titled('proposal'), message: harmless(message, MESSAGE), file, line }];
      });
    }),
  );
}

/** What the gate found wrong, at its place in the change. */
export function annotationsOfGate({ checks }: GateReport): readonly Annotation[] {
  const levels = { fail: 'error', inconclusive: 'warning', note: 'notice' } as const;
  return capped(
    checks.flatMap(({ id, verdict, reason, path, line }): Annotation[] => {
      if (verdict === 'pass') return [];
      const place = path === undefined ? {} : { file: harmless(path, TITLE), ...(line === undefined ? {} : { line }) };
      return [{ level: levels[verdict], title: titled(id), message: harmless(reason, MESSAGE), ...place }];
    }),
  );
}

function atPlace({ severity, code, file, line, column, message, found, expected }: Problem): Annotation {
  const parts = [message, found && `found: ${found}`, expected && `expected: ${expected}`];
  return {
    level: severity,
    title: titled(code),
    message: harmless(parts.filter((part) => part).join('; '), MESSAGE),
    file: harmless(file, TITLE),
    ...(line > 0 ? { line } : {}),
    ...(column > 0 ? { column } : {}),
  };
}

function capped(annotations: readonly Annotation[]): readonly Annotation[] {
  const levels = ['error', 'warning', 'notice'] as const;
  return levels.flatMap((level) => annotations.filter((annotation) => annotation.level === level).slice(0, MOST));
}

function titled(what: string): string {
  return harmless(`autotune: ${what}`, TITLE);
}

function shown(value: string | number | readonly string[]): string {
  return Array.isArray(value) ? value.join(' > ') : String(value);
}
