/** What a person sees of a run at a terminal: the screen is worked out from what was written, as a terminal does it. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { terminalProgress } from '../../src/edge/progress/terminal.ts';
import { CLI, copyRepository, environment, makeRepository } from '../making/repository.ts';

const ESCAPE = '\u001b';

/** A terminal of one line and no memory: the lines that were finished, and the one the cursor stands in. */
function screenOf(written: string): { lines: string[]; last: string } {
  const lines: string[] = [];
  let last = '';
  let column = 0;
  for (let at = 0; at < written.length; at++) {
    const char = written[at] ?? '';
    if (written.startsWith(`${ESCAPE}[2K`, at)) {
      last = '';
      at += 3;
    } else if (char === '\r') column = 0;
    else if (char === '\n') {
      lines.push(last);
      last = '';
      column = 0;
    } else {
      last = last.slice(0, column).padEnd(column) + char + last.slice(column + 1);
      column++;
    }
  }
  return { lines, last };
}

function recorded(isTTY: boolean | undefined, columns?: number) {
  let written = '';
  const screen = { isTTY, columns, write: (text: string) => (written += text) };
  return { progress: terminalProgress(screen), written: () => written, seen: () => screenOf(written) };
}

describe('progress at a terminal', () => {
  it('is one line that says what is done and how far it is', () => {
    const { progress, seen } = recorded(true);
    progress.phase('support.triage: 29 candidates on 246 cases');
    expect(seen()).toEqual({ lines: [], last: 'support.triage: 29 candidates on 246 cases …' });
    progress.advance(123, 246);
    expect(seen().last).toBe('support.triage: 29 candidates on 246 cases … 50 %');
    progress.phase('short');
    expect(seen()).toEqual({ lines: [], last: 'short …' });
  });

  it('gives a warning a line of its own, whether anybody watches or not', () => {
    for (const isTTY of [true, false]) {
      const { progress, seen } = recorded(isTTY);
      progress.phase('search');
      progress.warn(`no label\n::error::${ESCAPE}[31mred`);
      progress.done();
      expect(seen()).toEqual({ lines: ['warning: no label\\u000a::error::\\u001b[31mred'], last: '' });
    }
  });

  it('is written when the percentage changed, not at every case', () => {
    const { progress, written } = recorded(true);
    progress.phase('p');
    const before = written().length;
    for (let done = 0; done <= 100_000; done++) progress.advance(done, 100_000);
    expect(written().length - before).toBeLessThan(101 * 20);
  });

  it('leaves no line behind, whatever was shown before the end', () => {
    const steps = fc.array(
      fc.oneof(
        fc.string({ unit: 'grapheme' }).map((name) => ({ phase: name })),
        fc.record({ done: fc.nat(1000), total: fc.nat(1000) }),
      ),
    );
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 200 }), (all, columns) => {
        const { progress, seen } = recorded(true, columns);
        for (const step of all) {
          if ('phase' in step) progress.phase(step.phase);
          else progress.advance(step.done, step.total);
          expect(seen().lines).toEqual([]);
          // One more than fits would wrap, and what wrapped is not cleared.
          expect(seen().last.length).toBeLessThan(Math.max(columns, 2));
        }
        progress.done();
        expect(seen()).toEqual({ lines: [], last: '' });
      }),
    );
  });

  it('never lets a name write to the terminal in its own way', () => {
    const { progress, written } = recorded(true);
    progress.phase(`a${ESCAPE}[2J${ESCAPE}]0;title\u0007\nb\r\u009b31m\u202ec`);
    const ours = written().replaceAll(`\r${ESCAPE}[2K`, '');
    expect(ours).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(ours).toContain('a');
  });

  it.each([false, undefined])('is nothing at all where isTTY is %s', (isTTY) => {
    const { progress, written } = recorded(isTTY);
    progress.phase('p');
    progress.advance(1, 2);
    progress.done();
    expect(written()).toBe('');
  });
});

/** util-linux's `script` gives a command a terminal of its own; its flags differ elsewhere. */
const hasScript = existsSync('/usr/bin/script') && process.platform === 'linux';

describe.runIf(hasScript)('a run at a pseudo-terminal', () => {
  let root = '';
  beforeAll(() => {
    root = makeRepository();
  });

  const at = (repository: string, ...args: string[]) => {
    const command = [process.execPath, CLI, ...args, '--repo', repository].map((word) => `'${word}'`).join(' ');
    const { stdout, status } = spawnSync('script', ['-q', '-e', '-c', command, '/dev/null'], {
      encoding: 'utf8',
      env: environment({ TERM: 'xterm', NO_COLOR: '1' }),
    });
    return { status, written: stdout, ...screenOf(stdout) };
  };

  it('shows its phases while it works and leaves nothing of them', () => {
    const { status, written, lines, last } = at(copyRepository(root), 'run');
    expect(status).toBe(0);
    expect(written).toMatch(/bench\.answer: audit of .*…/);
    expect(written).toMatch(/candidates on \d+ cases … \d+ %/);
    expect(last).toBe('');
    expect(lines.join('\n')).not.toContain('…');
    expect(lines.join('\n')).toContain('bench.answer');
  });

  it('leaves nothing of them when it ends with an error', () => {
    const { status, lines, last } = at(root, 'run', '--intent', 'nobody.knows');
    expect(status).not.toBe(0);
    expect(last).toBe('');
    expect(lines.join('\n')).not.toContain('…');
  });
});
