/** The example desk in a checkout of its own, in which the life of a change is lived: verbs as processes, merges by real git. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { ReleaseRecord } from '../src/schema/release-record.ts';
import { type Feed, runsOf } from './life-feed.ts';

const ROOT = dirname(import.meta.dirname);
const INTENT = 'support.triage';
const CONFIGURATION = '.github/autotune.yaml';
const FIRST_DAY = Date.parse('2026-05-12T00:00:00Z');
const DAY = 86_400_000;

export type Checkout = {
  /** Runs a verb of the built command line; what it prints, ending without a line break. Throws where it fails and was not meant to. */
  autotune(args: readonly string[], status?: number): string;
  git(...args: readonly string[]): string;
  /** Merges a branch into the base as the button "squash and merge" does. */
  merge(branch: string): void;
  /** The newest branch of ours whose name has a part. */
  branch(part: string): string;
  record(): ReleaseRecord;
  read(path: string): string;
  /** Lets days of production go by. */
  produce(days: number, more?: Partial<Pick<Feed, 'perDay' | 'cents'>>): void;
};

/** @param change of the configuration: what it is to be in this life */
export function openCheckout(change: (configuration: string) => string): Checkout {
  const root = join(mkdtempSync(join(tmpdir(), 'autotune-life-')), 'desk');
  mkdirSync(root);
  for (const folder of ['packs', 'goldens']) cpSync(join(ROOT, folder), join(root, folder), { recursive: true });
  mkdirSync(join(root, '.github'));
  cpSync(join(ROOT, '.github/CODEOWNERS'), join(root, '.github/CODEOWNERS'));
  writeFileSync(join(root, CONFIGURATION), change(readFileSync(join(ROOT, CONFIGURATION), 'utf8')));
  let today = 0;
  const env = () => {
    const at = `${new Date(FIRST_DAY + today * DAY + 6 * 3_600_000).toISOString().slice(0, 19)}Z`;
    const who = { GIT_AUTHOR_NAME: 'Ada', GIT_AUTHOR_EMAIL: 'ada@example.com' };
    const committer = { GIT_COMMITTER_NAME: 'Ada', GIT_COMMITTER_EMAIL: 'ada@example.com' };
    const own = { PATH: process.env['PATH'] ?? '', HOME: dirname(root), GIT_CONFIG_NOSYSTEM: '1' };
    return { ...own, ...who, ...committer, GIT_AUTHOR_DATE: at, GIT_COMMITTER_DATE: at };
  };
  const run = (command: string, args: readonly string[], wanted = 0) => {
    const { status, stdout, stderr } = spawnSync(command, args, { cwd: root, env: env(), encoding: 'utf8' });
    if (status !== wanted) throw new Error(`${command} ${args.join(' ')} ended with ${status}:\n${stdout}${stderr}`);
    return stdout.trimEnd();
  };
  const git = (...args: readonly string[]) => run('git', args);
  const read = (path: string) => readFileSync(join(root, path), 'utf8');
  const commit = (message: string) => {
    git('add', '-A');
    git('commit', '-q', '-m', message);
  };
  const record = () => ReleaseRecord.parse(parse(read(`packs/support/releases/${INTENT}.yaml`)));
  git('init', '-q', '-b', 'main');
  commit('the desk');
  return {
    autotune: (args, status) => run(process.execPath, [join(ROOT, 'dist/cli.js'), ...args], status),
    git,
    read,
    record,
    branch: (part) =>
      git('branch', '--list', '--format=%(refname:short)', `autotune/${INTENT}/${part}`).split('\n')[0] ?? '',
    merge(branch) {
      git('merge', '-q', '--squash', branch);
      git('commit', '-q', '-m', git('log', '-1', '--format=%s', branch));
    },
    produce(days, { perDay = 400, cents = 1.01 } = {}) {
      const { release_tuple: released, rollout } = record();
      const from = new Date(FIRST_DAY + (today + 1) * DAY).toISOString();
      const candidate = rollout.candidate_tuple ?? null;
      const runs = runsOf({ stage: rollout.stage, released, candidate, from, days, perDay, cents });
      const folder = join(root, 'experience/runs', from.slice(0, 10));
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'runs.jsonl'), [...runs].map((line) => `${JSON.stringify(line)}\n`).join(''));
      today += days + 1;
      commit('production runs');
    },
  };
}
