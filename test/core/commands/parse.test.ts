import { describe, expect, it } from 'vitest';
import { LONGEST_TEXT, parseComment } from '../../../src/core/commands/parse.ts';
import { COMMANDS, usageOf } from '../../../src/core/commands/table.ts';

const PLAIN = { scope: 'exact', expiresDays: null, code: null, text: '', isCut: false };

const MISPLACED =
  '--scope stands within the text; options stand before it or at the end of its first line, and after -- all is text';

describe('the words of a command', () => {
  it.each([
    ['reject --scope direction too slow', { scope: 'direction', text: 'too slow' }],
    ['reject --scope=SURFACE too slow', { scope: 'surface', text: 'too slow' }],
    ['reject --expires 90d --code too-risky --scope exact no', { expiresDays: 90, code: 'too-risky', text: 'no' }],
    ['reject \u2014scope direction no', { scope: 'direction', text: 'no' }],
    ['reject \u2013scope=direction no', { scope: 'direction', text: 'no' }],
    ['reject too slow --scope surface --expires 5d', { scope: 'surface', expiresDays: 5, text: 'too slow' }],
    ['reject too slow \u2014scope surface \u2013expires=5d', { scope: 'surface', expiresDays: 5, text: 'too slow' }],
    ['reject --scope surface too slow --code cost ', { scope: 'surface', code: 'cost', text: 'too slow' }],
    ['reject too slow --scope surface\nby far', { scope: 'surface', text: 'too slow\nby far' }],
    ['reject use --dry-run, `--scope` or - as we - do', { text: 'use --dry-run, `--scope` or - as we - do' }],
    ['reject -- no --scope surface', { text: 'no --scope surface' }],
    ['reject -- --scope is odd', { text: '--scope is odd' }],
    ['reject\nno, not now', { text: 'no, not now' }],
    ['reject no\n\n--Mara, who is away', { text: 'no' }],
    ['reject no\n\nThe --scope flag is odd.', { text: 'no' }],
    ['REJECT no', { text: 'no' }],
  ])('%s is read', (words, expected) => {
    expect(parseComment(`/autotune ${words}`)).toEqual({
      kind: 'command',
      command: { name: 'reject', ...PLAIN, ...expected },
    });
  });

  it.each([
    ['reject', 'it needs a reason'],
    ['reject   \u200b\u2060 ', 'it needs a reason'],
    ['reject --scope exact', 'it needs a reason'],
    ['reject --scope', '--scope is given nothing, and there are exact, direction, surface'],
    ['reject --scope all no', '--scope is "all", and there are exact, direction, surface'],
    ['reject --scope exact --scope surface no', '--scope is given twice'],
    ['reject --expires soon no', '--expires is "soon"; it takes days such as 90d, at most 3650'],
    ['reject --expires 0d no', '--expires is "0d"; it takes days such as 90d, at most 3650'],
    ['reject --expires 9999d no', '--expires is "9999d"; it takes days such as 90d, at most 3650'],
    ['reject --code ../x no', '--code is "../x"; it takes one word of a-z, 0-9, dot, dash and underscore'],
    ['reject --force no', 'it has no option --force'],
    ['hold --scope exact', 'it has no option --scope'],
    ['hold until Monday --expires 5d', 'it has no option --expires'],
    ['reject no --expire 5d', 'it has no option --expire'],
    ['reject no --scopes surface', 'it has no option --scopes'],
    ['reject no --scope', '--scope is given nothing, and there are exact, direction, surface'],
    ['reject --scope exact no --scope surface', '--scope is given twice'],
    ['reject the --scope flag is odd', MISPLACED],
    ['reject no\n--scope surface', MISPLACED],
    ['reject no --scope surface\nand --expires 5d', MISPLACED],
    ['reject no --scope surface -- more', MISPLACED],
    ['reject no\n\n--scope surface', '--scope stands below the command; options stand on its first line'],
    [
      'reject no\n\n\u2014scope=surface',
      '\u2014scope=surface stands below the command; options stand on its first line',
    ],
    ['retry now', 'it takes nothing after its name'],
    ['explain one two', 'it takes one id'],
  ])('%s is wrong', (words, problem) => {
    expect(parseComment(`/autotune ${words}`)).toEqual({
      kind: 'wrong',
      name: words.split(' ')[0],
      problem,
    });
  });

  it.each([
    ['rejected', ['reject']],
    ['rejct', ['reject']],
    ['merge', expect.any(Array)],
    ['approve', expect.any(Array)],
    ['approve', expect.any(Array)],
    ['constructor', expect.any(Array)],
    ['__proto__', expect.any(Array)],
  ])('%s is no command', (word, meant) => {
    expect(parseComment(`/autotune ${word} x`)).toEqual({ kind: 'unknown', word, meant });
  });

  it('without any is a request for help, whatever the next line says', () => {
    const help = { kind: 'command', command: { name: 'help', ...PLAIN } };
    expect(parseComment('/autotune')).toEqual(help);
    expect(parseComment('/autotune  \nreject no')).toEqual(help);
  });

  it('are kept to a length that the ledger takes, and never by half of a character', () => {
    const long = parseComment(`/autotune reject ${'x'.repeat(LONGEST_TEXT - 1)}😀 more`);
    expect(long).toMatchObject({ command: { isCut: true, text: 'x'.repeat(LONGEST_TEXT - 1) } });
    const whole = parseComment(`/autotune reject ${'x'.repeat(LONGEST_TEXT)}`);
    expect(whole).toMatchObject({ command: { isCut: false, text: 'x'.repeat(LONGEST_TEXT) } });
  });
});

describe('the table of commands', () => {
  it('gives each a usage that reads back as itself', () => {
    const filled = (usage: string) => usage.replace('exact|direction|surface', 'exact').replaceAll(/\[|\]|<|>/g, '');
    expect(COMMANDS.map((spec) => parseComment(filled(usageOf(spec))))).toEqual(
      COMMANDS.map(({ name }) => ({ kind: 'command', command: expect.objectContaining({ name }) })),
    );
  });

  it('has nobody without write access command anything that changes what stands', () => {
    const changing = COMMANDS.filter(({ authority }) => authority === 'decider').map(({ name }) => name);
    expect(changing).toEqual(['reject', 'unreject', 'retry', 'hold', 'resume']);
  });
});
