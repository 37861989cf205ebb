/** The terminal door: what is printed where, and with which exit code. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildProposal } from '../src/core/proposal/build.ts';
import { runText } from '../src/door/run-text.ts';
import { errorText, painter, problemsText } from '../src/door/text.ts';
import { AutotuneError } from '../src/kit/errors.ts';
import type { Problem } from '../src/kit/problem.ts';
import { FailureReport } from '../src/schema/failure-report.ts';
import { RunReport } from '../src/schema/run-report.ts';
import { candidate, evidence } from './core/proposal/evidence.ts';
import { expectFile } from './making/expected.ts';
import { sampleReport } from './making/report.ts';
import {
  autotune,
  CLI,
  commitAll,
  copyRepository,
  edit,
  environment,
  git,
  makeRepository,
} from './making/repository.ts';

let pristine = '';
beforeAll(() => {
  pristine = makeRepository({ search: 100, test: 60 });
});

const bare = (...args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], {
    encoding: 'utf8',
    env: environment(),
    cwd: mkdtempSync(join(tmpdir(), 'autotune-cli-')),
  });
  return { status, stdout, stderr };
};

describe('a reader that stops reading', () => {
  /** The code of a verb whose output nobody takes, and what it said. */
  const unread = (...args: readonly string[]) => {
    const script = 'exec 3>&1; { "$@"; echo "code $?" >&3; } | true';
    const { stdout, stderr } = spawnSync('bash', ['-c', script, 'bash', process.execPath, CLI, ...args], {
      encoding: 'utf8',
      env: environment(),
    });
    return { code: stdout.trim(), stderr };
  };

  it('is no error: the verb ends with the code it came to', () => {
    const wrong = copyRepository(pristine);
    edit(wrong, 'goldens/bench.answer/search.jsonl', () => '{}\n');
    const nobody = unread('validate', '--json', '--repo', wrong);
    expect(nobody).toEqual({ code: 'code 1', stderr: '' });
    const ran = unread('run', '--dry-run', '--json', '--repo', pristine);
    expect(ran.code).toBe('code 0');
    expect(ran.stderr).not.toMatch(/EPIPE|at /);
  });
});

describe('the help', () => {
  it('is the same however it is asked for', () => {
    const { status, stdout, stderr } = bare('--help');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expectFile('help.txt', stdout.replace(/^autotune \S+:/, 'autotune (version):'));
    for (const args of [[], ['help'], ['-h'], ['help', 'no-such-verb'], ['goldens', '--help']]) {
      expect(bare(...args)).toEqual({ status: 0, stdout, stderr: '' });
    }
  });

  it('is of one verb where that is asked for, with how it ends', () => {
    const { stdout } = bare('gate', '--help');
    expect(stdout).toContain('--head REF');
    expect(stdout).toContain('  3  the gate could not tell');
    expect(stdout.match(/^ {2}autotune /gm)).toEqual(['  autotune ']);
    for (const args of [
      ['gate', '-h'],
      ['help', 'gate'],
      ['gate', '--base', 'main', '--help'],
    ]) {
      expect(bare(...args)).toEqual({ status: 0, stdout, stderr: '' });
    }
    expect(bare('goldens', 'stamp', '-h').stdout).toMatch(/^ {2}autotune goldens stamp$/m);
  });

  it('names the version', () => {
    expect(bare('--version').stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('a command line that is not understood', () => {
  it.each([
    [['optimize'], 'there is no verb "optimize"'],
    [['goldens'], 'there is no verb "goldens"'],
    [['goldens', 'record'], 'there is no verb "goldens record"'],
    [['run', '--fast'], "'--fast'"],
    [['run', 'twice'], "'twice'"],
    [['run', '--repo'], "'--repo"],
    [['validate', '--intent', 'x'], "'--intent'"],
    [['run', '--forge', 'gitlab'], 'there is no forge "gitlab"; there are local and github'],
    [['run', '--dry-run=yes'], "'--dry-run'"],
    [['\u001b[31mrun\u202e'], '\\u'],
  ])('%j ends with 2, the reason and where help is', (args, reason) => {
    const { status, stdout, stderr } = bare(...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^autotune: USAGE: /);
    expect(stderr).toContain(reason);
    expect(stderr).toContain('autotune --help');
    expect(stderr).not.toMatch(/[^\P{Cc}\n]|\p{Cf}/u);
  });

  it('is one JSON document too where JSON is asked for', () => {
    const { status, stdout } = bare('run', '--json', '--fast');
    expect(status).toBe(2);
    expect(RunReport.parse(JSON.parse(stdout))).toMatchObject({ operation: 'none', errors: [{ code: 'USAGE' }] });
  });
});

describe('a verb that comes to no answer, with --json', () => {
  it.each([
    ['gate', ['gate', '--base', 'main', '--head', 'no-such-name'], 1, 'REF_NOT_FOUND'],
    ['gate without a name', ['gate', '--base', 'main'], 2, 'USAGE'],
    ['search', ['search', '--intent', 'bench.ghost'], 2, 'USAGE'],
    ['explain', ['explain', 'nothing-of-this-name'], 1, 'ID_UNKNOWN'],
    ['reject', ['reject', 'nothing-of-this-name', 'no'], 1, 'PERSON_UNKNOWN'],
    ['status', ['status', '--fast'], 2, 'USAGE'],
    ['a verb that there is not', ['optimize'], 2, 'USAGE'],
  ])('prints one document with the error and no key of an answer: %s', (_, args, status, code) => {
    const ran = autotune(pristine, [...args, '--json']);
    const document = JSON.parse(ran.stdout);
    expect(ran.status).toBe(status);
    expect(Object.keys(document)).toEqual(['schema_version', 'errors']);
    expect(FailureReport.parse(document).errors).toMatchObject([{ code }]);
    expect(ran.stderr).toContain(code);
  });
});

describe('run --json', () => {
  const run = (root: string, ...args: readonly string[]) => {
    const { status, stdout, stderr } = autotune(root, ['run', '--json', ...args]);
    return { status, stderr, report: RunReport.parse(JSON.parse(stdout)) };
  };

  it('prints exactly one document for an honest null result', () => {
    const { status, report } = run(pristine, '--dry-run');
    expect(status).toBe(0);
    expect(report).toMatchObject({ operation: 'none', proposals: [], errors: [] });
  });

  it.each([
    ['outside a repository', (root: string) => rmSync(join(root, '.git'), { recursive: true }), 'REPO_NOT_FOUND'],
    ['without a configuration', (root: string) => rmSync(join(root, '.github'), { recursive: true }), 'CONFIG_MISSING'],
    [
      'with a document that does not read',
      (root: string) => edit(root, '.github/autotune.yaml', (text) => `${text}surprise: 1\n`),
      'DOCUMENTS_INVALID',
    ],
    [
      'with a set that is not stamped',
      (root: string) =>
        edit(root, 'goldens/bench.answer/search.jsonl', (text) => text.replace(/,"baseline":\{.*?\}\}/g, '')),
      'UNSTAMPED',
    ],
    [
      'with a contract that is not answered',
      (root: string) => edit(root, '.github/autotune.yaml', (text) => text.replace(' policy: { min: 1.0 },', '')),
      'CONTRACT_INCOMPLETE',
    ],
  ])('prints exactly one document %s', (_, change, code) => {
    const root = copyRepository(pristine);
    change(root);
    if (code !== 'REPO_NOT_FOUND') commitAll(root, 'change');
    const { status, report, stderr } = run(root);
    expect(status).toBe(1);
    expect(report).toMatchObject({ operation: 'none', proposals: [] });
    expect(report.errors[0]?.code).toMatch(code);
    expect(report.errors[0]?.hint).not.toBe('');
    expect(stderr).toContain(report.errors[0]?.code);
  });

  it('refuses an intent that no target names as wrong usage', () => {
    const { status, report } = run(pristine, '--intent', 'bench.ghost');
    expect({ status, code: report.errors[0]?.code }).toEqual({ status: 2, code: 'USAGE' });
  });

  it('refuses a repository without a commit', () => {
    const root = mkdtempSync(join(tmpdir(), 'autotune-empty-'));
    git(root, 'init', '-q');
    const { status, report } = run(root);
    expect(status).toBe(1);
    expect(['REPO_NOT_FOUND', 'CONFIG_MISSING']).toContain(report.errors[0]?.code);
  });
});

describe('what a person reads', () => {
  const plainly = painter(false);
  const report = sampleReport();

  it('is a short table of results', () => {
    expectFile('run.txt', runText(report, plainly));
  });

  it('is coloured only where somebody watches', () => {
    expect(runText(report, plainly)).not.toContain('\u001b');
    expect(runText(report, painter(true)).replaceAll(/\p{Cc}\[\d+m/gu, '')).toBe(runText(report, plainly));
  });

  it('carries no control character of what was read', () => {
    const patch = {
      'planner.tool_preference': { from: 'a\u001b[2J', to: '\u202eb\r\n' },
      'evidence.kb.source_priority': { from: ['a'], to: ['\u009b2J'] },
    };
    const [proposal] = report.proposals;
    if (proposal === undefined) throw new Error('no proposal');
    const hostile = { ...proposal, ...buildProposal(evidence({ candidate: candidate(patch) })) };
    const text = runText(
      {
        ...report,
        proposals: [hostile],
        targets: report.targets.map((target) => ({ ...target, reason: '\u0007\u202e' })),
      },
      plainly,
    );
    expect(text).not.toMatch(/[^\P{Cc}\n]|\p{Cf}/u);
  });

  it('lists problems with their number, and no more than fifty of an error', () => {
    const problem: Problem = {
      severity: 'error',
      code: 'DOC_SHAPE',
      file: 'a.yaml',
      line: 3,
      column: 7,
      message: 'm',
      found: 'x',
      expected: 'y',
    };
    expect(problemsText([problem, { ...problem, severity: 'warning' }], plainly)).toBe(
      'a.yaml:3:7  error DOC_SHAPE  m\n    found:    x\n    expected: y\na.yaml:3:7  warning DOC_SHAPE  m\n    found:    x\n    expected: y\n1 error, 1 warning\n',
    );
    const error = new AutotuneError('DOCUMENTS_INVALID', 'm', { problems: Array.from({ length: 60 }, () => problem) });
    const text = errorText(error, plainly);
    expect(text.match(/a\.yaml:3:7/g)).toHaveLength(50);
    expect(text).toContain('and 10 more\n');
  });
});
