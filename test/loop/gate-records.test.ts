/** The gate asked about release records and golden sets: what autotune's own pull requests are, and forged ones by name. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { answerOf, byPerson, gateOf, PACK, squash, told } from '../making/gate.ts';
import { autotune, copyRepository, edit, git, makeRepository, write } from '../making/repository.ts';

const RECORD = 'packs/bench/releases/bench.answer.yaml';
const FOLDER = 'goldens/bench.answer';

let merged = '';
let records = '';
let rolling = '';
beforeAll(() => {
  merged = makeRepository();
  const [{ branch }] = answerOf(merged, 'run').proposals;
  squash(merged, branch);
  answerOf(merged, 'record');
  records = git(merged, 'branch', '--list', '--format=%(refname:short)', 'autotune/*/release-*').trim();
  rolling = copyRepository(merged);
  squash(rolling, records);
}, 120_000);

/** The gate's answer about a change on a branch of its own. */
function onBranch(from: string, change: (root: string) => void) {
  const made = byPerson(from, change);
  expect(git(made.root, 'diff', '--name-only', 'main', 'work')).not.toBe('');
  return gateOf(made);
}

const PROMOTION = `promotions:
  - { stage: 1%_internal, release_tuple: TUPLE, cohort: internal, thresholds: {}, evidence_digest: "sha256:${'0'.repeat(64)}", approver: "@bo", rollback_target: BACK, at: "2026-05-20T06:00:00Z" }
`;

describe('release records before the gate', () => {
  it('are what they are where they follow a merge, and pass as the ledger has it', async () => {
    const report = await gateOf({ root: merged, branch: records });
    expect(report).toMatchObject({ kind: 'records', decision: 'pass' });
    expect(told(report, 'pass')).toContainEqual(
      'release_records: bench.answer: its rollout begins at 0%_shadow, as the ledger recorded it',
    );
  });

  it('fail where a stage is skipped, by the stage, at the gate and for validate', async () => {
    const skip = (root: string) => edit(root, RECORD, (text) => text.replace('0%_shadow', '25%_monitored'));
    const report = await onBranch(rolling, skip);
    expect(report).toMatchObject({ kind: 'human', decision: 'fail' });
    expect(told(report, 'fail')).toEqual([expect.stringMatching(/^release_records: .*25%_monitored/)]);
    const root = copyRepository(rolling);
    skip(root);
    const { problems } = JSON.parse(autotune(root, ['validate', '--json']).stdout);
    expect(problems).toMatchObject([{ code: 'RELEASE_STAGE_SKIPPED', file: RECORD, severity: 'error' }]);
  });

  it('fail where the promotion is in good order and the ledger has no evidence for it', async () => {
    const report = await onBranch(rolling, (root) => {
      const text = readFileSync(join(root, RECORD), 'utf8');
      const ids = [...text.matchAll(/id: "?(release\.[^\s",}]+)/g)].map(([, id = '']) => id);
      const made = PROMOTION.replace('BACK', ids[0] ?? '').replace('TUPLE', ids.at(-1) ?? '');
      write(root, RECORD, text.replace('0%_shadow', '1%_internal').replace(/^promotions:.*\n/m, made));
    });
    expect(told(report, 'fail')).toEqual([
      'release_records: bench.answer: it goes from 0%_shadow to 1%_internal; the ledger has no evidence of production for it',
    ]);
    expect(report.kind).toBe('promotion');
  });

  it.each([
    ['its file', RECORD, 'packs/bench/releases/answer.yaml'],
    ['the folder of its pack', 'packs/bench', 'packs/desk'],
  ])('lose nothing where %s gets another name', async (_, from, to) => {
    const report = await onBranch(makeRepository(), (root) => git(root, 'mv', from, to));
    expect(told(report, 'fail')).toEqual([]);
    expect(told(report, 'note').join('\n')).not.toContain('its record is new');
  });

  it('are held to their steps where they move', async () => {
    const moved = 'packs/bench/releases/answer.yaml';
    const report = await onBranch(rolling, (root) => {
      git(root, 'mv', RECORD, moved);
      edit(root, moved, (text) => text.replace('0%_shadow', '25%_monitored'));
    });
    expect(told(report, 'fail')).toEqual([expect.stringMatching(/^release_records: .*25%_monitored/)]);
  });

  it('fail where one is taken away from under its rollout', async () => {
    const report = await onBranch(rolling, (root) => git(root, 'rm', '-q', RECORD));
    expect(told(report, 'fail').join('\n')).toContain('release_records: the record of bench.answer is taken away');
  });

  it('change nothing about what the rest of a change is held to', async () => {
    const report = await onBranch(merged, (root) => {
      git(root, 'checkout', '-q', records, '--', RECORD);
      edit(root, PACK, (text) => text.replace(/top_k: \d+/, 'top_k: 2'));
    });
    expect(report.kind).toBe('human');
    expect(report.decision).not.toBe('pass');
    expect(report.patches).toMatchObject([{ pack: PACK }]);
  });
});

describe('golden sets before the gate', () => {
  const appended = (root: string, more: (line: string) => string) => {
    const text = readFileSync(join(root, `${FOLDER}/search.jsonl`), 'utf8');
    const [line = ''] = text.split('\n');
    write(root, `${FOLDER}/search.jsonl`, `${text}${more(line)}\n`);
  };
  const another = (line: string) => {
    const golden = JSON.parse(line);
    return JSON.stringify({ ...golden, case_id: `${golden.case_id}-again`, trace_id: `${golden.trace_id}-again` });
  };

  it('are named where search cases are added and pinned, and pass', async () => {
    const report = await onBranch(merged, (root) => {
      appended(root, another);
      const { status, stderr } = autotune(root, ['goldens', 'stamp']);
      if (status !== 0) throw new Error(stderr);
      git(root, 'checkout', '-q', '--', 'packs');
    });
    expect(told(report, 'fail')).toEqual([]);
    expect(report).toMatchObject({ kind: 'goldens', decision: 'pass' });
    expect(told(report, 'pass').join('\n')).toMatch(
      /goldens: bench\.answer: \d+ search and \d+ held-out cases are as pinned/,
    );
  });

  it('fail where the file is not the one that its manifest pins', async () => {
    const report = await onBranch(merged, (root) => appended(root, another));
    expect(report.decision).toBe('fail');
    expect(told(report, 'fail').join('\n')).toContain('goldens: SET_DIGEST_MISMATCH');
  });

  it('are a change by a person where a case that stood is another', async () => {
    const report = await onBranch(merged, (root) => {
      const path = join(root, `${FOLDER}/search.jsonl`);
      const [, ...rest] = readFileSync(path, 'utf8').split('\n');
      write(root, `${FOLDER}/search.jsonl`, rest.join('\n'));
      autotune(root, ['goldens', 'stamp']);
      git(root, 'checkout', '-q', '--', 'packs');
    });
    expect(report.kind).toBe('human');
    expect(told(report, 'note').join('\n')).toMatch(
      /loosened: the goldens of bench\.answer are loosened: search cases (\d+) → \d+, and 1 of those before are gone/,
    );
  });
});
