/** `autotune flags` as a process, and the file it writes served by OpenFeature with flagd's provider in this process. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FlagdProvider } from '@openfeature/flagd-provider';
import { OpenFeature, ProviderEvents } from '@openfeature/server-sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import type { Stage } from '../../src/schema/ids.ts';
import { rolloutAt } from '../making/release.ts';
import { autotune, copyRepository, edit, git, makeRepository, write } from '../making/repository.ts';

const RELEASE = 'packs/bench/releases/bench.answer.yaml';
const FLAGS = 'packs/bench/releases/flags.json';
const INTENT = 'bench.answer';

let pristine = '';
beforeAll(() => {
  pristine = makeRepository({ search: 2, test: 2 });
});
afterAll(() => OpenFeature.close());

const read = (root: string, path: string) => readFileSync(join(root, path), 'utf8');
const flags = (root: string, ...args: string[]) => autotune(root, ['flags', ...args]);

/** The released tuple is rolled out over an older one. */
function rolling(stage: Stage): string {
  const root = copyRepository(pristine);
  edit(root, RELEASE, (text) => {
    const { release_tuple, ...record } = parse(text);
    const { digests: _, ...members } = release_tuple;
    const before = { ...members, id: 'release.bench.answer@before', model: 'model-before' };
    // The active tuple is that of the pack: the older one stands in the place of what is released.
    const rollout = { ...record.rollout, candidate_tuple: release_tuple };
    return stringify({ ...record, release_tuple: before, rollout });
  });
  promoteTo(root, stage);
  return root;
}

function promoteTo(root: string, stage: Stage): void {
  edit(root, RELEASE, (text) => {
    const { rollout, ...record } = parse(text);
    const own = { release_tuple: rollout.candidate_tuple.id, rollback_target: record.release_tuple.id };
    const promotions = rolloutAt(INTENT, stage).promotions.map((promotion) => ({ ...promotion, ...own }));
    return stringify({ ...record, rollout: { ...rollout, stage }, promotions });
  });
}

const problems = (root: string) => {
  const { stdout } = autotune(root, ['validate', '--json']);
  const said: { problems: { code: string; severity: string; line: number }[] } = JSON.parse(stdout);
  return said.problems.filter(({ code }) => code.startsWith('REF_FLAGS'));
};

describe('autotune flags', () => {
  it('tells what would be written, and writes nothing', () => {
    const root = rolling('25%_monitored');
    const { status, stdout } = flags(root);
    expect(status).toBe(0);
    expect(stdout).toContain(`${FLAGS}  absent`);
    expect(stdout).toContain('25%_monitored: some are served');
    expect(existsSync(join(root, FLAGS))).toBe(false);
    expect(problems(root)).toEqual([]);
  });

  it('writes the file once, the same bytes each time', () => {
    const root = rolling('25%_monitored');
    expect(flags(root, '--write').stdout).toContain('written');
    const text = read(root, FLAGS);
    expect(flags(root, '--write').stdout).toContain('current');
    expect(read(root, FLAGS)).toBe(text);
    expect(problems(root)).toEqual([]);
  });

  it('throws the kill switch, keeps it while the stage goes on, and lifts it', () => {
    const root = rolling('5%_low_risk');
    expect(flags(root, '--write', '--intent', INTENT, '--kill', 'on').stdout).toContain('KILLED');
    expect(problems(root)).toMatchObject([{ code: 'REF_FLAGS_KILLED', severity: 'warning' }]);
    promoteTo(root, '25%_monitored');
    expect(problems(root)).toMatchObject([
      { code: 'REF_FLAGS_STALE', severity: 'error' },
      { code: 'REF_FLAGS_KILLED', severity: 'warning' },
    ]);
    expect(flags(root, '--write').stdout).toContain('KILLED');
    expect(flags(root, '--write', '--intent', INTENT, '--kill', 'off').stdout).toContain('25%_monitored: some');
    expect(problems(root)).toEqual([]);
  });

  it('says with --json what it made', () => {
    const { stdout } = flags(rolling('1%_internal'), '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      files: [{ path: FLAGS, was: 'absent', is_written: false, flags: { flags: { [INTENT]: { state: 'ENABLED' } } } }],
    });
  });

  it.each([
    [['--kill', 'on']],
    [['--intent', INTENT]],
    [['--intent', INTENT, '--kill', 'maybe']],
    [['--intent', 'no.such', '--kill', 'on']],
  ])('refuses %j', (args) => {
    expect(flags(rolling('25%_monitored'), ...args)).toMatchObject({ status: 2, stdout: '' });
  });

  it('refuses to write over a file that cannot be read, since a switch may be thrown in it', () => {
    const root = rolling('25%_monitored');
    write(root, FLAGS, '{ "flags": ');
    const { status, stderr } = flags(root, '--write');
    expect({ status, stderr }).toMatchObject({ status: 1, stderr: expect.stringContaining('DOCUMENTS_INVALID') });
    expect(read(root, FLAGS)).toBe('{ "flags": ');
  });

  it('leaves a file that was edited by hand to validate, which tells the line', () => {
    const root = rolling('25%_monitored');
    flags(root, '--write');
    edit(root, FLAGS, (text) => text.replace(/25\n/, '95\n'));
    const line =
      read(root, FLAGS)
        .split('\n')
        .findIndex((text) => text.includes('"targeting"')) + 1;
    expect(problems(root)).toMatchObject([{ code: 'REF_FLAGS_STALE', line }]);
    expect(autotune(root, ['validate']).status).toBe(1);
  });
});

describe('OpenFeature with the written file', () => {
  it('serves both whole tuples, sticks to them when the stage widens, and the tuple before once it is killed', async () => {
    const root = rolling('5%_low_risk');
    flags(root, '--write');
    const { release_tuple: before, rollout } = parse(read(root, RELEASE));
    const provider = new FlagdProvider({ resolverType: 'in-process', offlineFlagSourcePath: join(root, FLAGS) });
    await OpenFeature.setProviderAndWait(provider);
    const client = OpenFeature.getClient();
    const changed = () =>
      new Promise<void>((resolve) => {
        const told = () => {
          client.removeHandler(ProviderEvents.ConfigurationChanged, told);
          resolve();
        };
        client.addHandler(ProviderEvents.ConfigurationChanged, told);
      });
    const keys = Array.from({ length: 400 }, (_, i) => ({ targetingKey: `key-${i}`, risk_class: 'read_only' }));
    const served = () => Promise.all(keys.map((context) => client.getObjectDetails(INTENT, {}, context)));
    const narrow = await served();
    for (const { variant, value } of narrow) {
      expect(value).toEqual(variant === 'candidate' ? rollout.candidate_tuple : before);
    }
    const some = narrow.filter(({ variant }) => variant === 'candidate').length;
    expect(some).toBeGreaterThan(0);
    promoteTo(root, '25%_monitored');
    const widened = changed();
    flags(root, '--write');
    await widened;
    const wide = await served();
    expect(wide.filter(({ variant }) => variant === 'candidate').length).toBeGreaterThan(some);
    narrow.forEach(({ variant }, i) => {
      if (variant === 'candidate') expect(wide[i]?.variant).toBe('candidate');
    });
    const killed = changed();
    flags(root, '--write', '--intent', INTENT, '--kill', 'on');
    await killed;
    for (const { value } of await served()) expect(value).toEqual(before);
  }, 60_000);
});

describe('a run', () => {
  it('is not disturbed by the file of flags', () => {
    const root = copyRepository(pristine);
    flags(root, '--write');
    git(root, 'add', '-A');
    git(root, 'commit', '-q', '-m', 'flags');
    const { stderr } = autotune(root, ['run', '--json']);
    expect(stderr).not.toMatch(/DOC_|REF_FLAGS|WORKTREE/);
  });
});
