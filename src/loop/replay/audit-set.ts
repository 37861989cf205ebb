/** Verifies a set and audits every case of it before anything is scored; the first divergence stops the run. */
import { closedCodeAmong } from '../../core/goldens/seal.ts';
import { AutotuneError } from '../../kit/errors.ts';
import type { Workspace } from '../../ports/workspace.ts';
import type { GoldenCase } from '../../schema/golden-case.ts';
import { codeOfDivergence, type Diverged, openCaseAudit } from './audit-cases.ts';
import type { Bench } from './bench.ts';
import { type SetCheck, type VerifiedSet, verifySet } from './verify-set.ts';

export type AuditOptions = {
  readonly isStopped?: () => boolean;
  readonly also?: (golden: GoldenCase, line: number) => void;
  /** What is wrong with a case by itself. */
  readonly check?: NonNullable<SetCheck['visit']>;
};

const STOPPED = new Error('nobody needs the set that was read');

/**
 * Throws `DOCUMENTS_INVALID`, `UNSTAMPED`, `SET_DIGEST_MISMATCH`, `TRANSCRIPT_TAMPERED` or `AUDIT_DIVERGED`, and for a
 * held-out set that cannot be opened why not; a case of the held-out set is named by its line only. `also`
 * sees every case in the same pass.
 * Throws `STOPPED` at the next case once `isStopped` says so.
 */
export async function auditSet(
  workspace: Workspace,
  bench: Bench,
  role: 'search' | 'test',
  { isStopped = () => false, also = () => {}, check = () => [] }: AuditOptions = {},
): Promise<VerifiedSet> {
  const cases = openCaseAudit({
    law: bench.law,
    under: ({ release_tuple_id }) => bench.recorded.get(release_tuple_id),
  });
  const verified = await verifySet(workspace, {
    manifest: bench.manifest,
    role,
    riskClass: bench.riskClass,
    isStampNeeded: true,
    visit: (golden, line, file) => {
      if (isStopped()) throw STOPPED;
      also(golden, line);
      cases.add(golden, line);
      return check(golden, line, file);
    },
  });
  assertNoProblems(verified);
  if (cases.first !== null) throw divergenceError(cases.first, cases.count, verified, role);
  return verified;
}

/** Throws where a set has a problem, under the code that says most about all of them. */
export function assertNoProblems({ problems, path }: Pick<VerifiedSet, 'problems' | 'path'>): void {
  const [first] = problems;
  if (first === undefined) return;
  const codes = new Set(problems.map(({ code }) => code));
  const closed = closedCodeAmong(codes);
  if (closed !== null) {
    const about = problems.find(({ code }) => code === closed) ?? first;
    throw new AutotuneError(closed, `${about.file}: ${about.message}`, { problems });
  }
  // A set that was never stamped is not the pinned one either: stamping mends both.
  const isUnstamped = codes.delete('UNSTAMPED');
  const isOther = [...codes].some((code) => code !== 'SET_DIGEST_MISMATCH' && code !== 'SET_COUNT_MISMATCH');
  const code = isOther ? 'DOCUMENTS_INVALID' : isUnstamped ? 'UNSTAMPED' : 'SET_DIGEST_MISMATCH';
  const count = problems.length === 1 ? 'one problem' : `${problems.length} problems`;
  throw new AutotuneError(code, `${path ?? first.file} has ${count}`, { problems });
}

function divergenceError(
  { divergence, line }: Diverged,
  count: number,
  { path }: VerifiedSet,
  role: 'search' | 'test',
): AutotuneError {
  const name = role === 'search' ? `case ${divergence.case_id} (line ${line})` : `line ${line} of the held-out set`;
  const code = codeOfDivergence(divergence);
  const detail = role === 'search' ? divergence.detail : `the step "${divergence.step}" diverges`;
  const message = `${name} diverges at the step "${divergence.step}" (${divergence.kind}): ${detail}${count > 1 ? `; ${count} cases diverge in all` : ''}`;
  const problem = {
    severity: 'error',
    code,
    file: path ?? '',
    line,
    column: 1,
    message: `${divergence.step}: ${divergence.kind}`,
  } as const;
  return new AutotuneError(code, message, { problems: [problem] });
}
