/** That a run in a process that stays is the run that a process of its own would have made: what most whole runs rest on. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { commandLines } from '../canaries/command-lines.ts';
import { CLI, copyRepository, environment, git, refs, write } from './repository.ts';
import { makeKey } from './sealed.ts';
import { smallRepository } from './small.ts';
import { carryOut, type Ended, start } from './staying.ts';

let repository = '';
beforeAll(() => {
  repository = smallRepository();
});

type Asked = { readonly args: readonly string[]; readonly cwd: string; readonly env?: Record<string, string> };

const stayed = ({ args, cwd, env = {} }: Asked): Ended => carryOut({ entry: CLI, args, cwd, env: environment(env) });

function alone({ args, cwd }: Asked): Ended {
  const options = { cwd, env: environment(), encoding: 'utf8' } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], options);
  return { status, stdout, stderr };
}

/** What differs from run to run: how long it took, and what is drawn by lot where keys are made and used. */
const CHANCE = /\d+\.\d\d s\n|AGE-SECRET-KEY-\w+|age1\w+/g;
const SEALED = /[0-9a-f]{64}|^index .*$/gm;

/** What was said, and what is left. */
function outcome({ args, cwd: root }: Asked, { status, ...said }: Ended) {
  const left = { refs: refs(root), files: git(root, 'status', '--porcelain', '-uall'), diff: git(root, 'diff') };
  const texts = Object.entries({ ...said, ...left }).map(([name, text]) => {
    const plain = text.replaceAll(root, 'ROOT').replaceAll(CHANCE, '');
    return [name, args.includes('seal') ? plain.replaceAll(SEALED, '') : plain];
  });
  return { status, ...Object.fromEntries(texts) };
}

describe('a process that stays', () => {
  const lines = commandLines({ to: makeKey().recipient }, false).map(({ args }) => ({ said: args.join(' '), args }));

  it.each([...lines, { said: 'nothing', args: [] }, { said: 'no verb', args: ['nothing-like-it'] }])(
    'says and leaves what one of its own does, asked for $said',
    ({ args }) => {
      const one = { args, cwd: copyRepository(repository) };
      const other = { args, cwd: copyRepository(repository) };
      expect(outcome(one, stayed(one))).toEqual(outcome(other, alone(other)));
    },
  );

  it('tells a run nothing of the one before: no variable, no folder, no exit code', () => {
    const root = copyRepository(repository);
    const args = ['validate', '--json'];
    const before = stayed({ args, cwd: root });
    expect(stayed({ args: ['run'], cwd: '/', env: { NO_COLOR: '1', SOURCE_DATE_EPOCH: '1' } }).status).not.toBe(0);
    expect(stayed({ args, cwd: root })).toEqual(before);
  });

  it('ends with a run that leaves a file open', () => {
    const cwd = copyRepository(repository);
    write(
      cwd,
      'leave-open.mjs',
      "import { open } from 'node:fs/promises';\nglobalThis.left = await open('left.txt', 'w');\nexport const end = () => {};",
    );
    const asked = { entry: CLI, args: ['--version'], cwd, env: environment() };
    const ran = carryOut({ ...asked, beside: join(cwd, 'leave-open.mjs') });
    expect(ran).toMatchObject({ status: 70, stderr: 'left open: left.txt\n' });
    expect(carryOut(asked)).toMatchObject({ status: 0, stderr: '' });
  });

  it('that is killed ends its run, and the next run has another', async () => {
    const asked = { entry: CLI, args: ['run', '--json'], cwd: copyRepository(repository), env: environment() };
    // One that has carried out a run before, and waits for the next.
    expect(await start({ ...asked, args: ['--version'] }).ended).toMatchObject({ status: 0 });
    const killed = start(asked);
    killed.kill('SIGKILL');
    expect(await killed.ended).toMatchObject({ status: null });
    const { status, stdout } = await start(asked).ended;
    expect({ status, operation: JSON.parse(stdout).operation }).toEqual({ status: 0, operation: 'created' });
  });

  it('keeps no git of a run, and carries out two at once in two processes', async () => {
    const roots = [copyRepository(repository), copyRepository(repository)];
    const begun = roots.map((cwd) => start({ entry: CLI, args: ['run', '--json'], cwd, env: environment() }));
    const both = await Promise.all(begun.map(({ ended }) => ended));
    expect(both.map(({ status }) => status)).toEqual([0, 0]);
    const { stdout } = spawnSync('sh', ['-c', 'readlink /proc/[0-9]*/cwd'], { encoding: 'utf8' });
    expect(stdout).toContain('/');
    expect(stdout.split('\n').filter((folder) => roots.includes(folder))).toEqual([]);
  });
});
