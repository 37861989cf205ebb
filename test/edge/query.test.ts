/** The user's own command as a real process: what it gets, what it may print, and that nothing of it stays. */
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { queryCommands } from '../../src/edge/query/command.ts';
import type { QueryCommand } from '../../src/ports/query.ts';

const ROOT = mkdtempSync(join(tmpdir(), 'autotune-query-'));
const ALLOWED = { PATH: process.env['PATH'], AUTOTUNE_ALLOW_QUERY: 'true', STORE: 'warehouse', SECRET: 'hunter2' };
const NODE = process.execPath;

const asked = (run: readonly string[], more: Partial<QueryCommand> = {}): QueryCommand => {
  return { run, timeoutSeconds: 20, maxBytes: 1024 * 1024, environment: [], ...more };
};

async function linesOf(command: QueryCommand, environment: Record<string, string | undefined> = ALLOWED) {
  const lines: string[] = [];
  for await (const batch of queryCommands(ROOT, environment).lines(command)) lines.push(...batch);
  return lines;
}

const failing = (message: string) => ({ code: 'QUERY_FAILED', message: expect.stringContaining(message) });

describe('a query command', () => {
  it('is not started where nobody allowed it', async () => {
    const mark = join(ROOT, 'started');
    const command = asked([NODE, '-e', `require('fs').writeFileSync(${JSON.stringify(mark)}, '')`]);
    for (const value of [undefined, '', '1', 'TRUE']) {
      const environment = { ...ALLOWED, AUTOTUNE_ALLOW_QUERY: value };
      await expect(linesOf(command, environment)).rejects.toMatchObject({ code: 'QUERY_FORBIDDEN' });
    }
    expect(existsSync(mark)).toBe(false);
  });

  it('gets its arguments as they are written: no shell reads them', async () => {
    const odd = ['$(touch x)', '; echo y', "it's", '*', '`id`', ''];
    const printed = await linesOf(asked([NODE, '-e', 'console.log(JSON.stringify(process.argv.slice(1)))', ...odd]));
    expect(JSON.parse(printed[0] ?? '')).toEqual(odd);
  });

  it('gets the variables that it names and none besides, and stands in the checkout', async () => {
    const script = 'console.log(JSON.stringify([process.cwd(), process.env]))';
    const printed = await linesOf(asked([NODE, '-e', script], { environment: ['STORE', 'ABSENT'] }));
    const [cwd, environment] = JSON.parse(printed[0] ?? '');
    expect(cwd).toContain('autotune-query-');
    expect(Object.keys(environment).filter((name) => !name.startsWith('__'))).toEqual(
      expect.arrayContaining(['STORE', 'PATH', 'LANG']),
    );
    expect(environment).toMatchObject({ STORE: 'warehouse' });
    expect(environment).not.toHaveProperty('SECRET');
    expect(environment).not.toHaveProperty('AUTOTUNE_ALLOW_QUERY');
  });

  it('may print a line in pieces, and end without a line feed', async () => {
    const script = "process.stdout.write('a\\nb');setTimeout(()=>process.stdout.write('é\\nc'),50)";
    expect(await linesOf(asked([NODE, '-e', script]))).toEqual(['a', 'bé', 'c']);
  });

  it.each([
    ['cannot be started', ['/nowhere/at-all'], {}, 'it cannot be started'],
    [
      'ends with an exit code',
      [NODE, '-e', "console.error('no table');process.exit(3)"],
      {},
      'exit code 3; it said: no table',
    ],
    ['ends by a signal', [NODE, '-e', "process.kill(process.pid, 'SIGTERM')"], {}, 'it ended with SIGTERM'],
    ['takes too long', [NODE, '-e', 'setInterval(()=>{}, 1000)'], { timeoutSeconds: 0.3 }, 'it took longer than 0.3 s'],
    [
      'prints too much',
      [NODE, '-e', "for(;;) console.log('x'.repeat(99))"],
      { maxBytes: 5000 },
      'more than 5000 bytes',
    ],
    [
      'prints one endless line',
      // It waits until what it wrote is taken: else all of it could stay in the memory of the child.
      [NODE, '-e', "const go = () => process.stdout.write('x'.repeat(65536), go); go()"],
      { maxBytes: 1 << 30 },
      'a line of more than',
    ],
    ['prints what is no text', [NODE, '-e', 'process.stdout.write(Buffer.from([0x7b, 0xff, 0x0a]))'], {}, 'not UTF-8'],
  ] as const)('that %s is an error that says so', async (_, run, more, message) => {
    await expect(linesOf(asked(run, more))).rejects.toMatchObject(failing(message));
  });

  it.each([
    ['its output', 'inherit', 'ignore'],
    ['where it says what is wrong', 'ignore', 'inherit'],
  ])('is over in time though something that left its process group holds on to %s', async (_, stdout, stderr) => {
    const options = JSON.stringify({ detached: true, stdio: ['ignore', stdout, stderr] });
    const sleeper = ['-e', 'setTimeout(()=>{}, 20000)'];
    const script = `require('child_process').spawn(process.execPath, ${JSON.stringify(sleeper)}, ${options}).unref(); console.log('hi')`;
    const started = performance.now();
    await expect(linesOf(asked([NODE, '-e', script], { timeoutSeconds: 1.5 }))).rejects.toMatchObject(
      failing('it took longer than 1.5 s'),
    );
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it('takes what it started with it when its time is over', async () => {
    const pidFile = join(ROOT, 'grandchild');
    const grandchild = `require('fs').writeFileSync(${JSON.stringify(pidFile)}, String(process.pid)); setInterval(()=>{}, 1000)`;
    const script = `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(grandchild)}]); setInterval(()=>{}, 1000)`;
    await expect(linesOf(asked([NODE, '-e', script], { timeoutSeconds: 1.5 }))).rejects.toMatchObject(
      failing('longer'),
    );
    const pid = Number(readFileSync(pidFile, 'utf8'));
    await pause(200);
    // Killed is enough: whoever adopts orphans here may not collect them at once.
    const stat = existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, 'utf8') : ') Z';
    expect(stat.split(') ').at(-1)?.[0]).toMatch(/[ZX]/);
  });
});
