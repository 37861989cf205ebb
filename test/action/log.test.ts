/** The log of a runner is read by a machine first: whatever text is printed, no line of it is a command. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { annotationsOfErrors, annotationsOfProblems } from '../../src/action/annotations.ts';
import { harmless, logLines } from '../../src/action/log.ts';
import { outlineProgress } from '../../src/edge/progress/outline.ts';
import type { Problem } from '../../src/kit/problem.ts';
import { commandsIn } from '../world/runner/commands.ts';
import { hostileText } from './hostile.ts';

/** Everything that any reader of lines takes for the end of one. */
const ENDS = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/;

describe('a line of the log', () => {
  it('is no command, whatever it says', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const printed = logLines(text);
        expect(commandsIn(printed)).toEqual([]);
        expect(printed.split(ENDS).every((line) => line.startsWith('| '))).toBe(true);
        expect(printed).not.toMatch(/[^\P{Cc}\n]|\p{Cf}/u);
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps what can be read', () => {
    expect(logLines('a  b\n  ::error::c ##[d]\n')).toBe('| a  b\n|   ::error::c ##\\u005bd]');
  });
});

describe('the reading of commands in these tests', () => {
  it.each([
    ['::error::a', 'error'],
    [' \u00a0::set-output name=a::b', 'set-output'],
    ['text ##[group]a', 'group'],
    ['a\r::endgroup::', 'endgroup'],
  ])('finds the one in %j', (text, name) => {
    expect(commandsIn(text).map((command) => command.name)).toEqual([name]);
  });

  it('finds none in text', () => {
    expect(commandsIn('a ::error::b\n: :error::\n# #[group]')).toEqual([]);
  });
});

describe('progress in a log', () => {
  const recorded = () => {
    const seen: string[] = [];
    const progress = outlineProgress({
      open: (title) => seen.push(`open ${title}`),
      say: (line) => seen.push(line),
      close: () => seen.push('close'),
    });
    return { progress, seen };
  };

  it('is a group a phase, with a line at every quarter', () => {
    const { progress, seen } = recorded();
    progress.phase('first');
    for (let done = 0; done <= 10; done++) progress.advance(done, 10);
    progress.phase('second');
    progress.advance(1, 1);
    progress.done();
    progress.done();
    expect(seen).toEqual(['open first', '25 %', '50 %', '75 %', '100 %', 'close', 'open second', '100 %', 'close']);
  });

  it('says nothing of a phase without work but its name', () => {
    const { progress, seen } = recorded();
    progress.phase('a\n::error::b');
    progress.advance(0, 0);
    progress.done();
    expect(seen).toEqual(['open a\\u000a::error::b', '100 %', 'close']);
  });
});

describe('an annotation', () => {
  const problem = (text: string): Problem => {
    return { severity: 'error', code: 'DOC_SHAPE', file: text, line: 1, column: 2, message: text, found: text };
  };

  it('carries no command and no end of a line, whatever it quotes', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const errors = [{ code: 'USAGE', message: text, hint: text, problems: [problem(text)] }];
        for (const { message, title, file = '' } of [
          ...annotationsOfErrors(errors, true),
          ...annotationsOfProblems([problem(text)]),
        ]) {
          expect(`${title}${file}${message}`).not.toMatch(/[^\P{Cc}\n]|\p{Cf}|[\u2028\u2029]|##\[/u);
          expect(`${title}${file}`).not.toContain('\n');
        }
      }),
    );
  });

  it('is one of ten of its level, and what ended the run is among them', () => {
    const problems = Array.from({ length: 30 }, (_, i): Problem => {
      return { ...problem('a'), severity: i % 2 === 0 ? 'error' : 'warning', line: i };
    });
    const shown = annotationsOfErrors([{ code: 'DOCUMENTS_INVALID', message: 'm', hint: 'h', problems }], true);
    expect(shown.filter(({ level }) => level === 'error')).toHaveLength(10);
    expect(shown.filter(({ level }) => level === 'warning')).toHaveLength(10);
    expect(shown[0]).toEqual({ level: 'error', title: 'autotune: DOCUMENTS_INVALID', message: 'm\nh' });
    expect(shown[1]).toMatchObject({ title: 'autotune: DOC_SHAPE', file: 'a', column: 2 });
  });

  it('of a whole file has no line', () => {
    const [whole] = annotationsOfProblems([{ ...problem('a'), line: 0, column: 0 }]);
    expect(Object.keys(whole ?? {})).toEqual(['level', 'title', 'message', 'file']);
  });

  it('is harmless where it is cut', () => {
    expect(harmless('##[error]'.repeat(3), 4)).not.toContain('##[');
  });
});
