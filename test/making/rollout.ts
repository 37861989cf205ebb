/** A repository in the first stage of a rollout, with a feed of production for its stages: real runs, real git, one day after another. */

import { parse } from 'yaml';
import { promote } from '../../src/loop/release/promote.ts';
import { run } from '../../src/loop/run/run.ts';
import { STAGES } from '../../src/schema/ids.ts';
import type { ProductionRun } from '../../src/schema/production-run.ts';
import type { ReleaseRecord } from '../../src/schema/release-record.ts';
import { feedOf } from './production.ts';
import { commitAll, commitOnDay, edit, git, makeRepository, write } from './repository.ts';
import { openWorld, tune } from './tuning.ts';

export const RECORD = 'packs/bench/releases/bench.answer.yaml';

/** What `promote` says of the only record. */
export async function ask(root: string, approver?: string) {
  const named = approver === undefined ? {} : { approver: { name: approver, said: null } };
  const world = await openWorld(root);
  return (await promote(world, { isDryRun: false, producer: 'test@0.0.0', ...named })).promotions[0];
}

export function commitOn(root: string, day: string): void {
  git(root, 'add', '-A');
  commitOnDay(root, day);
}

export function merge(root: string, branch: string, day: string): void {
  git(root, 'merge', '-q', '--squash', branch);
  commitOn(root, day);
}

export const recordOf = (root: string): ReleaseRecord => parse(git(root, 'show', `HEAD:${RECORD}`));
export const day = (n: number) =>
  `${new Date(Date.parse('2026-05-13T00:00:00Z') + n * 86_400_000).toISOString().slice(0, 10)}`;
export const released = (root: string) =>
  git(root, 'branch', '--list', '--format=%(refname:short)', 'autotune/*/release-*').trim();

/** Runs of the present stage from one day to another, and the checkout brought to the end of the last. */
export function produce(
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
  const path = `experience/runs/stage-${stage}-${from}.jsonl`;
  write(root, path, [...feed].map((line) => `${JSON.stringify(line)}\n`).join(''));
  commitOn(root, `${day(to)}T01:00:00Z`);
}

/** A change merged and recorded, at `0%_shadow`, before any run of it. */
export async function shadowRepository(size?: Parameters<typeof makeRepository>[0]): Promise<string> {
  const root = makeRepository(size);
  edit(root, '.github/autotune.yaml', (text) => `${text}experience: { files: experience/runs }\n`);
  write(root, 'experience/runs/README.md', 'runs\n');
  commitAll(root, 'experience');
  const report = await run(await openWorld(root), { isDryRun: false, producer: 'test@0.0.0', intent: 'bench.answer' });
  merge(root, report.proposals[0]?.branch ?? '', '2026-05-12T07:00:00Z');
  await tune(root);
  merge(root, released(root), '2026-05-12T08:00:00Z');
  return root;
}
