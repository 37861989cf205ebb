/** The shipped gate workflow on the bed of a stage: changes of people and of the bot, and what it says of them. */

import { planted } from '../canaries/planting.ts';
import { commitAll, copyRepository, edit, git, write } from '../making/repository.ts';
import { CONFIGURATION, PACK, smallRepository } from '../making/small.ts';
import { type JobRun, runWorkflow } from '../workflows/run-workflow.ts';
import { read } from '../workflows/shipped.ts';
import type { Permissions } from '../world/callers.ts';
import { textOf } from '../world/json.ts';
import { mergeGroupPayload, pullRequestPayload } from '../world/payloads/payloads.ts';
import { type Stage, TODAY } from './stage.ts';

const file = read('templates/autotune-gate.yml');
/** The same day as of the runs: a proposal does not stay good for ever. */
const dayOf = (now = TODAY) => ({ SOURCE_DATE_EPOCH: String(now) });

/** A repository in which everything has an owner, and a team answers for all of it. */
export const READY = owned(smallRepository());
/** The same, with words in every held-out case that must stand nowhere else. */
export const READY_WITH_CANARIES = owned(smallRepository((golden, i) => (i < 1000 ? golden : planted(golden))));

function owned(from: string): string {
  const root = copyRepository(from);
  write(root, '.github/CODEOWNERS', '* @acme/bench\n');
  edit(root, CONFIGURATION, (text) => text.replace('domain_owner: "@wren"', 'domain_owner: "@acme/bench"'));
  commitAll(root, 'owners');
  return root;
}

type Jobs = Readonly<Record<string, JobRun>>;
export type Asked = {
  readonly permissions?: Readonly<Record<string, Permissions>>;
  readonly actor?: string;
  /** Seconds since 1970; the day of the runs if nothing is said. */
  readonly now?: number;
};

/** Somebody's pull request with a change of the pack, or other files. */
export async function humanChange(
  { world, checkout }: Stage,
  files?: Readonly<Record<string, string>>,
  branch = 'by-hand',
): Promise<number> {
  const bolder = git(checkout, 'show', `HEAD:${PACK}`).replace(/top_k: \d+/, 'top_k: 6');
  const person = world.person('wren');
  await person.push(branch, files ?? { [PACK]: bolder });
  return person.openPull({ head: branch, title: 'a change by hand' });
}

/** What the workflow makes of a pull request as it is now, whatever just happened to it. */
export async function judge(
  { world }: Stage,
  number: number,
  { permissions = {}, actor = 'ada', now }: Asked = {},
): Promise<Jobs> {
  const payload = await pullRequestPayload(world, number, { action: 'synchronize', sender: 'ada' });
  const github = { ref: `refs/pull/${number}/merge`, actor };
  return runWorkflow(world, file, { event: 'pull_request', payload, permissions, github, env: dayOf(now) });
}

/** What it makes of a commit that a merge queue would put on the default branch. */
export async function judgeGroup({ world }: Stage, head: string, base: string): Promise<Jobs> {
  await world.person('ada').reset(`gh-readonly-queue/${world.defaultBranch}/pr-1-${base}`, head);
  const payload = await mergeGroupPayload(world, head, base);
  return runWorkflow(world, file, { event: 'merge_group', payload, env: dayOf() });
}

/** The checks that the gate posted, oldest first. */
export function posted({ world }: Stage): readonly { readonly commit: string; readonly conclusion: string }[] {
  return [...world.state.checks.values()]
    .filter((check) => check['name'] === 'autotune gate report')
    .map((check) => ({ commit: textOf(check['head_sha']), conclusion: textOf(check['conclusion']) }));
}
