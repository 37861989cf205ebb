/** The first pass over a golden set: every line is a case, every case belongs, the file is the pinned one. */
import { readCase } from '../../core/goldens/read-case.ts';
import { sealConflict } from '../../core/goldens/seal.ts';
import { openSetChecker, type SetChecker, type SetNames } from '../../core/goldens/set-checker.ts';
import { withoutText } from '../../core/goldens/without-text.ts';
import { isSealed } from '../../core/repository/layout.ts';
import type { ErrorCode } from '../../kit/error-catalogue.ts';
import { isAutotuneError } from '../../kit/errors.ts';
import type { Problem } from '../../kit/problem.ts';
import { IDENTITY_VARIABLE } from '../../kit/secret.ts';
import type { Workspace } from '../../ports/workspace.ts';
import type { GoldenCase } from '../../schema/golden-case.ts';
import type { PinnedSet, WrittenManifest } from '../../schema/goldens-manifest.ts';
import { hush } from './hush.ts';
import { findSet, forEachLine } from './read-set.ts';

export type VerifiedSet = {
  readonly path: string | null;
  readonly cases: number;
  readonly sha256: string;
  /** Family, and case id, to the first line it stands in. */
  readonly families: ReadonlyMap<string, number>;
  readonly ids: ReadonlyMap<string, number>;
  readonly contents: SetNames['contents'];
  readonly slices: SetChecker['slices'];
  readonly judgements: SetChecker['judgements'];
  readonly problems: readonly Problem[];
  /** The cases of a small set, so that it need not be parsed again; null for a set that is streamed each time. */
  readonly kept: readonly GoldenCase[] | null;
};

export type SetCheck = {
  /** The pins that it has are those of the file. */
  readonly manifest: Pick<WrittenManifest, 'intent' | 'tuples' | 'sets'>;
  readonly role: 'search' | 'test';
  readonly riskClass: string | undefined;
  readonly isStampNeeded: boolean;
  /** The file to read whatever the manifest says of its seal; by default the one that both agree on. */
  readonly path?: string;
  /** Called for every case that is well formed; what it returns is added to the problems. */
  readonly visit?: (golden: GoldenCase, line: number, file: string) => readonly Problem[];
};

/** A set of up to this many characters is kept as it was parsed; it takes about five times that in memory. */
const KEPT = 6_000_000;

/** Problems beyond this many in one set are counted, not listed. */
const LISTED = 200;

/** Reads a set to its end and tells all that is wrong with it; of the held-out set never a text. */
export async function verifySet(workspace: Workspace, check: SetCheck): Promise<VerifiedSet> {
  const { manifest, role } = check;
  const file = `goldens/${manifest.intent}/${role}.jsonl`;
  const found = await findChecked(workspace, check, file);
  if ('problem' in found) return unread(null, [found.problem]);
  const { path } = found;
  const closed =
    isSealed(path) && check.path === undefined ? await sealProblems(workspace, manifest.sets?.[role], path) : [];
  if (closed.length > 0) return unread(path, closed);
  const read = () => readWhole(workspace, check, path);
  return role === 'test' ? hush(read) : read();
}

/** Where the set stands, or the problem with that. */
async function findChecked(
  workspace: Workspace,
  { manifest, role, path }: SetCheck,
  file: string,
): Promise<{ path: string } | { problem: Problem }> {
  if (path !== undefined) return { path };
  try {
    const found = await findSet(workspace, manifest.intent, role);
    if (found === null) {
      const code = role === 'test' ? 'HELDOUT_ABSENT' : 'CONFIG_MISSING';
      return { problem: wholeFile(file, code, 'the set is not there') };
    }
    const conflict = sealConflict(manifest.sets?.[role], found, isSealed(found));
    return conflict === null ? { path: found } : { problem: wholeFile(found, 'SEAL_CONFLICT', conflict) };
  } catch (error) {
    if (!isAutotuneError(error)) throw error;
    return { problem: wholeFile(file, error.code, error.message) };
  }
}

/** What keeps a sealed set from being read: it is not the pinned file, or there is nothing to open it with. */
async function sealProblems(
  workspace: Workspace,
  pinned: Pick<PinnedSet, 'sealed_sha256'> | undefined,
  path: string,
): Promise<Problem[]> {
  const sealed_sha256 = pinned?.sealed_sha256;
  const sha256 = await workspace.digest(path);
  const problems: Problem[] = [];
  if (sha256 !== sealed_sha256) {
    problems.push({
      ...wholeFile(path, 'SET_DIGEST_MISMATCH', 'the sealed file is not the one that the manifest pins'),
      found: sha256,
      expected: sealed_sha256 ?? 'sealed_sha256 in the manifest',
    });
  }
  if (!workspace.canUnseal) {
    const message = `sealed, not checked: its cases, stamps and families were not read (${IDENTITY_VARIABLE} is not set)`;
    problems.push({ ...wholeFile(path, 'HELDOUT_SEALED', message), severity: 'warning' });
  }
  return problems;
}

function unread(path: string | null, problems: readonly Problem[]): VerifiedSet {
  const names = { families: new Map(), ids: new Map(), contents: new Map(), slices: new Map(), judgements: new Map() };
  return { path, cases: 0, sha256: '', ...names, kept: null, problems };
}

async function readWhole(workspace: Workspace, check: SetCheck, path: string): Promise<VerifiedSet> {
  const { manifest, role } = check;
  const checker = openSetChecker(path, manifest, check.riskClass, check.isStampNeeded);
  const problems: Problem[] = [];
  let unlisted = 0;
  let kept: GoldenCase[] | null = [];
  let characters = 0;
  const tell = (found: readonly Problem[]) => {
    for (const problem of found) {
      if (problems.length < LISTED) problems.push(role === 'test' ? withoutText(problem) : problem);
      else unlisted++;
    }
  };
  const unreadable = (error: unknown) => {
    if (!isAutotuneError(error)) throw error;
    tell(error.problems.length > 0 ? error.problems : [wholeFile(path, error.code, error.message)]);
    return null;
  };
  const lines = openCount();
  const damaged = (problem: Problem) => {
    lines.note(problem.line);
    tell([problem]);
  };
  const visit = (line: string, number: number) => {
    lines.note(number);
    const read = readCase(path, line, number);
    if ('problems' in read) return tell(read.problems);
    characters += line.length;
    if (characters > KEPT) kept = null;
    kept?.push(read.golden);
    tell(checker.add(read.golden, number));
    if (check.visit !== undefined) tell(check.visit(read.golden, number, path));
  };
  const sha256 = await forEachLine(workspace, path, visit, damaged).catch(unreadable);
  tell(checker.end());
  if (unlisted > 0) problems.push(wholeFile(path, 'DOC_SHAPE', `and ${unlisted} more problems`));
  return {
    path,
    cases: checker.cases,
    sha256: sha256 ?? '',
    families: checker.families,
    ids: checker.ids,
    contents: checker.contents,
    slices: checker.slices,
    judgements: checker.judgements,
    kept,
    problems: sha256 === null ? problems : [...problems, ...pinProblems(check, path, lines.count, sha256)],
  };
}

/** Counts the lines that are there, each once: it may be told as damaged before it is visited. */
function openCount() {
  let [count, last] = [0, 0];
  return {
    note(line: number) {
      if (line !== last) count++;
      last = line;
    },
    get count() {
      return count;
    },
  };
}

/** @param cases lines that are there, be they readable or not: what is wrong with those is told by itself */
function pinProblems({ manifest, role }: SetCheck, path: string, cases: number, sha256: string): Problem[] {
  const pinned = manifest.sets?.[role];
  const problems: Problem[] = [];
  if (pinned?.sha256 !== undefined && pinned.sha256 !== sha256) {
    problems.push({
      ...wholeFile(path, 'SET_DIGEST_MISMATCH', 'the file is not the one that the manifest pins'),
      found: sha256,
      expected: pinned.sha256,
    });
  }
  if (pinned?.cases !== undefined && pinned.cases !== cases) {
    problems.push({
      ...wholeFile(path, 'SET_COUNT_MISMATCH', 'the set has another number of cases than its manifest says'),
      found: String(cases),
      expected: String(pinned.cases),
    });
  }
  return problems;
}

function wholeFile(file: string, code: ErrorCode, message: string): Problem {
  return { severity: 'error', code, file, line: 0, column: 0, message };
}
