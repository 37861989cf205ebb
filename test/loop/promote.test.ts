/** One change from its merge to the end of its rollout, and a harmful one to the stage where its harm shows: real runs, real git. */
import { spawnSync } from 'node:child_process';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { promote } from '../../src/loop/promote.ts';
import { run } from '../../src/loop/run.ts';
import { STAGES } from '../../src/schema/ids.ts';
import type { ProductionRun } from '../../src/schema/production-run.ts';
import type { ReleaseRecord } from '../../src/schema/release-record.ts';
import { gateOf, told } from '../making/gate.ts';
import { feedOf } from '../making/production.ts';
import {
  commitAll,
  copyRepository,
  edit,
  environment,
  git,
  makeRepository,
  refs,
  write,
} from '../making/repository.ts';
import { recordShallow } from '../making/shallow.ts';
import { openWorld, tune } from '../making/tuning.ts';

const LEDGER = 'autotune/ledger';
const RECORD = 'packs/bench/releases/bench.answer.yaml';
const SEARCH = 'goldens/bench.answer/search.jsonl';

const ask = async (root: string) =>
  (await promote(await openWorld(root), { isDryRun: false, producer: 'test@0.0.0' })).promotions[0];

function commitOn(root: string, day: string): void {
  git(root, 'add', '-A');
  const at = { GIT_AUTHOR_DATE: day, GIT_COMMITTER_DATE: day };
  const who = ['-c', 'user.name=t', '-c', 'user.email=t@example.com'];
  const args = ['-C', root, ...who, 'commit', '-q', '--allow-empty', '-m', 'a later day'];
  expect(spawnSync('git', args, { env: environment(at) }).status).toBe(0);
}

function merge(root: string, branch: string, day: string): void {
  git(root, 'merge', '-q', '--squash', branch);
  commitOn(root, day);
}

const recordOf = (root: string): ReleaseRecord => parse(git(root, 'show', `HEAD:${RECORD}`));
const day = (n: number) =>
  `${new Date(Date.parse('2026-05-13T00:00:00Z') + n * 86_400_000).toISOString().slice(0, 10)}`;
const released = (root: string) =>
  git(root, 'branch', '--list', '--format=%(refname:short)', 'autotune/*/release-*').trim();

/** Runs of the present stage from one day to another, and the checkout brought to the end of the last. */
function produce(
  root: string,
  [from, to]: readonly [number, number],
  like?: (n: number) => Partial<ProductionRun>,
): void {
  const { release_tuple, rollout } = recordOf(root);
  const feed = feedOf({
    ...{ stage: rollout.stage, baseline: release_tuple.id, candidate: rollout.candidate_tuple?.id ?? '' },
    ...{ from: `${day(from)}T00:00:00Z`, days: to - from, perDay: 400, ...(like === undefined ? {} : { like }) },
  });
  const stage = STAGES.indexOf(rollout.stage);
  write(root, `experience/runs/stage-${stage}.jsonl`, [...feed].map((line) => `${JSON.stringify(line)}\n`).join(''));
  commitOn(root, `${day(to)}T01:00:00Z`);
}

let shadow = '';
beforeAll(async () => {
  const root = makeRepository();
  edit(root, '.github/autotune.yaml', (text) => `${text}experience: { files: experience/runs }\n`);
  write(root, 'experience/runs/README.md', 'runs\n');
  commitAll(root, 'experience');
  const report = await run(await openWorld(root), { isDryRun: false, producer: 'test@0.0.0', intent: 'bench.answer' });
  merge(root, report.proposals[0]?.branch ?? '', '2026-05-12T07:00:00Z');
  await tune(root);
  merge(root, released(root), '2026-05-12T08:00:00Z');
  shadow = root;
}, 120_000);

describe('a rollout', () => {
  it('goes through all stages, each by a pull request of its own, to the end', async () => {
    const root = copyRepository(shadow);
    const first = recordOf(root);
    let at = 0;
    for (const [i, stage] of STAGES.entries()) {
      expect(recordOf(root).rollout.stage).toBe(stage);
      expect(await ask(root)).toMatchObject({ decision: 'pause' });
      const days = stage === '100%' ? 15 : 3;
      produce(root, [at, at + days]);
      at += days;
      const promoted = await ask(root);
      expect(promoted).toMatchObject({
        decision: 'promote',
        stage,
        next: STAGES[i + 1] ?? 'finished',
        result: 'created',
      });
      const before = refs(root);
      expect(await ask(root)).toMatchObject({ result: 'unchanged' });
      expect(refs(root)).toBe(before);
      await tune(root);
      expect(released(root)).toBe(promoted?.branch);
      const judged = await gateOf({ root, branch: promoted?.branch ?? '' });
      expect(judged).toMatchObject({ kind: 'promotion', decision: 'pass' });
      expect(told(judged, 'pass')).toContainEqual(expect.stringMatching(/^release_records: .* the ledger has$/));
      merge(root, promoted?.branch ?? '', `${day(at)}T02:00:00Z`);
      await tune(root);
      expect(released(root)).toBe('');
    }
    const last = recordOf(root);
    expect(last.release_tuple).toEqual(first.rollout.candidate_tuple);
    expect(last.previous).toEqual(first.release_tuple);
    expect(last.rollout).toMatchObject({ stage: '100%' });
    expect(last.promotions.map(({ stage }) => stage)).toEqual(STAGES.slice(1));
    expect(await ask(root)).toMatchObject({ decision: 'none', reason: 'nothing is being rolled out' });
    const names = git(root, 'ls-tree', '-r', '--name-only', LEDGER).trim().split('\n');
    expect(names.filter((name) => name.includes('-stage_changed-'))).toHaveLength(9);
    const kept = names.filter((name) => name.startsWith('promotions/')).sort();
    const digests = last.promotions.map(({ evidence_digest }) => `promotions/${evidence_digest.slice(7, 19)}.json`);
    expect(kept).toEqual(expect.arrayContaining(digests));
  }, 240_000);

  it('changes one line and adds the promotion', async () => {
    const root = copyRepository(shadow);
    produce(root, [0, 3]);
    const promoted = await ask(root);
    const diff = git(root, 'diff', 'HEAD', promoted?.branch ?? '', '--', RECORD).split('\n');
    const removed = diff.filter((line) => /^-[^-]/.test(line)).map((line) => line.slice(1).trim().split(':')[0]);
    expect(removed.filter((name) => name !== 'promotions').sort()).toEqual(['rollout']);
    expect(git(root, 'diff', '--name-only', 'HEAD', promoted?.branch ?? '').trim()).toBe(RECORD);
  }, 120_000);

  it('stops before a stage that it could not go back from, since what was before replays no more', async () => {
    const root = copyRepository(shadow);
    produce(root, [0, 3]);
    expect((await ask(root))?.evidence?.checks.at(-1)).toMatchObject({
      id: 'way_back',
      status: 'pass',
      reason: expect.stringContaining('160 of them as recorded under it: utility '),
    });
    const shallow = copyRepository(root);
    recordShallow(shallow);
    commitOn(shallow, `${day(3)}T01:30:00Z`);
    const before = refs(shallow);
    expect(await ask(shallow)).toMatchObject({
      decision: 'stop',
      reason: expect.stringMatching(/there is no way back: bench.answer: BASELINE_UNREPLAYABLE: case case_0 cannot/),
      branch: null,
    });
    expect(refs(shallow)).toBe(before);
    const forged = copyRepository(root);
    edit(forged, SEARCH, (text) =>
      text.replace(/"decision_record_sha256":"sha256:./, '"decision_record_sha256":"sha256:_').replace('_', '0'),
    );
    commitOn(forged, `${day(3)}T01:30:00Z`);
    expect(await ask(forged)).toMatchObject({ decision: 'stop', reason: expect.stringContaining('way_back: ') });
  }, 120_000);

  it('of a harmful change stops where its harm shows, and opens nothing', async () => {
    const root = copyRepository(shadow);
    produce(root, [0, 3]);
    merge(root, (await ask(root))?.branch ?? '', `${day(3)}T02:00:00Z`);
    const { scorecard } =
      [
        ...feedOf({
          stage: '1%_internal',
          baseline: 'a',
          candidate: 'b',
          from: `${day(3)}T00:00:00Z`,
          days: 1,
          perDay: 1,
        }),
      ][0] ?? {};
    if (scorecard === undefined) throw new Error('a feed has runs');
    produce(root, [3, 6], (n) => (n % 500 === 1 ? { scorecard: { ...scorecard, safety: 0 } } : {}));
    const before = refs(root);
    expect(await ask(root)).toMatchObject({
      decision: 'stop',
      reason: expect.stringContaining('safety: '),
      branch: null,
    });
    expect(refs(root)).toBe(before);
  }, 120_000);
});
