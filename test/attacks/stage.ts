/**
 * A small repository on the test bed with the built action to run on it, and everything that a run may leave behind
 * read off the bed itself: what attacks are tried on.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { verify } from '../../src/core/ledger/verify.ts';
import type { LedgerEvent } from '../../src/schema/ledger-event.ts';
import { COMPILED, copyRepository, git } from '../making/repository.ts';
import { jsonOf, listOf, numberOf, textOf } from '../world/json.ts';
import type { LoggedRequest } from '../world/log.ts';
import type { AppSlug, WorldOptions } from '../world/options.ts';
import { schedulePayload } from '../world/payloads/payloads.ts';
import { type ActionResult, type ActionRun, runAction } from '../world/runner/run-action.ts';
import { lookAll } from '../world/shim/forward.ts';
import { createWorld, told, type World } from '../world/world.ts';

export const LEDGER = 'autotune/ledger';
/** Seconds since 1970 of the day on which the runs take place. */
export const TODAY = Date.parse('2026-05-12T09:00:00Z') / 1000;

const GRANTED = { contents: 'write', issues: 'write', pull_requests: 'write', checks: 'write' } as const;

export type Asked = Partial<
  Pick<ActionRun, 'event' | 'payload' | 'inputs' | 'token' | 'checkout' | 'killedBy' | 'env' | 'timeout'>
> & {
  /** Seconds since 1970; `TODAY` if nothing is said. */
  readonly now?: number;
};

export type PullLeft = {
  readonly number: number;
  readonly branch: string;
  readonly state: string;
  readonly author: string;
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
  /** The logins of those who were asked for a review and have not given it. */
  readonly reviewers: readonly string[];
};

/** What is on GitHub at the end; nothing of it names a commit or an instant. */
export type Left = {
  /** Each with the tree at its head, and how many commits it has before the default branch. */
  readonly branches: readonly (readonly [name: string, tree: string, ahead: number])[];
  readonly pulls: readonly PullLeft[];
  /** The first line of each, that of the bot alone. */
  readonly comments: readonly string[];
  readonly checks: number;
  readonly events: readonly string[];
};

export type Stage = {
  readonly world: World;
  readonly checkout: string;
  /** One run by itself; no fault outlives it. */
  run(asked?: Asked): Promise<ActionResult>;
  runAmongOthers(asked: Asked): Promise<ActionResult>;
  /** Runs once more, and holds that GitHub was written nothing. */
  expectRest(asked?: Asked): Promise<ActionResult>;
  left(): Promise<Left>;
  pulls(): Promise<readonly PullLeft[]>;
  comments(number: number): Promise<readonly { readonly id: number; readonly author: string; readonly body: string }[]>;
  /** In the order of the chain, which is verified by this. */
  events(): readonly LedgerEvent[];
  token(app: AppSlug): Promise<string>;
  /** Commits to the default branch on GitHub, and brings the checkout there. */
  advance(files: Readonly<Record<string, string>>): Promise<void>;
  /** The same for one file of the checkout. */
  edit(path: string, from: string, to: string): Promise<void>;
};

/**
 * @param from a repository whose branches GitHub starts with, and whose copy is the checkout
 * @param options of the world; `closes: false` where it serves several tests and the caller closes it
 */
export async function stageOf(
  from: string,
  { closes = true, ...options }: WorldOptions & { readonly closes?: boolean } = {},
): Promise<Stage> {
  const checkout = copyRepository(from);
  const world = await createWorld({ from, now: () => new Date(TODAY * 1000), ...options });
  const close = async () => {
    // What the bed itself answers amiss is for its own tests to tell.
    const asked = world.takeViolations().filter(({ side }) => side === 'request');
    await world.close();
    expect(asked.map(told)).toEqual([]);
  };
  if (closes) onTestFinished(close);
  const payload = await schedulePayload(world);
  const token = await world.mintToken({ permissions: GRANTED });
  const runAmongOthers = ({ now = TODAY, env: more = {}, ...asked }: Asked) => {
    const env = { SOURCE_DATE_EPOCH: String(now), NODE_COMPILE_CACHE: COMPILED, ...more };
    return runAction(world, { event: 'schedule', payload, checkout, token, env, mayStay: true, ...asked });
  };
  const run = async (asked: Asked = {}) => {
    const result = await runAmongOthers(asked);
    world.faults.clear();
    return result;
  };
  const advance = async (files: Readonly<Record<string, string>>) => {
    await world.person('ada').push(world.defaultBranch, files);
    git(checkout, 'fetch', '-q', world.gitDir, world.defaultBranch);
    git(checkout, 'reset', '-q', '--hard', 'FETCH_HEAD');
  };
  return {
    world,
    checkout,
    run,
    runAmongOthers,
    async expectRest(asked) {
      world.clearRequests();
      const result = await run(asked);
      expect({ exitCode: result.exitCode, writes: world.writes.map(name) }).toEqual({ exitCode: 0, writes: [] });
      return result;
    },
    left: () => leftOn(world),
    pulls: () => pullsOf(world),
    comments: (number) => commentsOf(world, number),
    events: () => eventsOf(world),
    token: (app) => world.mintToken({ app, permissions: GRANTED }),
    advance,
    edit: (path, old, replacement) =>
      advance({ [path]: readFileSync(join(checkout, path), 'utf8').replace(old, replacement) }),
  };
}

/** A request as tests tell of it, without the numbers that differ from world to world. */
export function name({ method, path, graphql }: LoggedRequest): string {
  return graphql === undefined ? `${method} ${path.split('/').slice(4).join('/')}` : graphql;
}

async function leftOn(world: World): Promise<Left> {
  const lines = git(world.gitDir, 'for-each-ref', '--format=%(refname:short) %(tree)', 'refs/heads/autotune/');
  const proposals = lines.split('\n').filter((line) => line !== '' && !line.startsWith(`${LEDGER} `));
  const branches = proposals.map((line) => {
    const [branch = '', tree = ''] = line.split(' ');
    const ahead = git(world.gitDir, 'rev-list', '--count', `${world.defaultBranch}..${branch}`);
    return [branch, tree, Number(ahead)] as const;
  });
  const pulls = await pullsOf(world);
  const comments = await Promise.all(pulls.map(({ number }) => commentsOf(world, number)));
  const heads = await Promise.all(branches.map(([branch]) => world.head(branch)));
  const checks = [...world.state.checks.values()].filter((check) => heads.includes(textOf(check['head_sha'])));
  return {
    branches,
    pulls,
    comments: comments.flat().flatMap(({ author, body }) => (isBot(author) ? [body.split('\n')[0] ?? ''] : [])),
    checks: checks.length,
    events: eventsOf(world)
      .map(({ kind }) => kind)
      .sort(),
  };
}

const isBot = (login: string) => login.endsWith('[bot]');

async function pullsOf({ state, repository }: World): Promise<readonly PullLeft[]> {
  const pulls = (await lookAll(state, `/repos/${repository}/pulls?state=all&direction=asc`)).map(jsonOf);
  return pulls.map((pull) => ({
    number: numberOf(pull['number']),
    branch: state.pulls.get(numberOf(pull['number']))?.headRef ?? '',
    state: textOf(pull['state']),
    author: textOf(jsonOf(pull['user'])['login']),
    title: textOf(pull['title']),
    body: textOf(pull['body']),
    labels: listOf(pull['labels']).map((label) => textOf(label['name'])),
    reviewers: listOf(pull['requested_reviewers']).map((reviewer) => textOf(reviewer['login'])),
  }));
}

async function commentsOf({ state, repository }: World, number: number) {
  const comments = (await lookAll(state, `/repos/${repository}/issues/${number}/comments`)).map(jsonOf);
  return comments.map((comment) => ({
    id: numberOf(comment['id']),
    author: textOf(jsonOf(comment['user'])['login']),
    body: textOf(comment['body']),
  }));
}

function eventsOf({ gitDir }: World): readonly LedgerEvent[] {
  const refs = git(gitDir, 'for-each-ref', `refs/heads/${LEDGER}`);
  if (refs === '') return [];
  const paths = git(gitDir, 'ls-tree', '-r', '--name-only', LEDGER, 'events/').trim().split('\n');
  return verify(paths.map((path) => ({ path, text: git(gitDir, 'show', `${LEDGER}:${path}`) })));
}
