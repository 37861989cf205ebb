/** How much work a comment is to read, whoever made it: counted in steps of the parser, so in a worker of its own. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseComment } from '../../src/core/commands/parse.ts';
import { stepsOf } from '../making/steps.ts';

const READERS = /mdast-util-from-markdown|micromark|unist-util|decode-named|src\/core\/commands/;
const HELP = '/autotune help';
/** Two kilobytes of words take a quarter of a million; `*a_ ` to the longest comment took billions. */
const MOST_STEPS = 80_000_000;
const LONGEST = 65_536;

/** What opens, closes, contains or hides, and what is dear in numbers: of each as much as a comment takes, or a part. */
const PIECES = [
  ...['*a_ ', '_a*', 'a**b', '[a](', '![a](b)', '[a]', '[', '![', '`', '`` ` ', '<', '<a ', '<a b="', '<!--', '<?'],
  ...['~~', '~a ', '$$', '|', '| --- ', '&#', '\\', ' ', '\t', 'a', '\n', 'a\n', 'a\n\n', 'a\n-\n', '> a\n\n', '> a\n'],
  ...[
    '>',
    '> - ',
    '- ',
    '* ',
    '1. ',
    '- a\n',
    '- - - - - a\n',
    '- > a\n',
    '# a\n',
    '    a\n',
    '[a]: x\n',
    '[a]: x "\n',
  ],
  ...['```\n', '<a>\n\n', `${HELP}\n`, `${HELP}\n\n`, `| ${HELP}\n--- | ---\n`, '[^a\n\n', `> ${HELP}\n`],
];

describe('a comment of strangers', () => {
  const steps = (body: string) => stepsOf(READERS, () => void parseComment(body));
  const filled = (pieces: readonly string[], length: number) => {
    const round = pieces.join('');
    return round.repeat(Math.ceil(length / round.length)).slice(0, length);
  };

  it('without a line that could be a command is not parsed at all', () => {
    for (const piece of ['*a_ ', 'a\n-\n', '> - ', 'see /autotune '])
      expect(steps(filled([piece], LONGEST)), piece).toBeLessThan(100);
  });

  it('of any one thing takes no more than a number of steps', () => {
    for (const piece of PIECES) {
      for (const length of [5500, LONGEST - 100])
        expect(steps(`${HELP}\n\n${filled([piece], length)}\n\n${HELP}`), piece).toBeLessThan(MOST_STEPS);
    }
  }, 120_000);

  it('of whatever else takes no more, wherever its commands stand', () => {
    const parts = fc.array(fc.tuple(fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 3 }), fc.nat(13)), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(parts, fc.constantFrom('', `${HELP}\n\n`), (drawn, start) => {
        const body = drawn.map(([pieces, half]) => filled(pieces, 2 ** (half + 3))).join(`\n\n${HELP}\n`);
        expect(steps(`${start}${body}\n\n${HELP}`.slice(0, LONGEST))).toBeLessThan(MOST_STEPS);
      }),
      { numRuns: 30 },
    );
  }, 120_000);

  it('that is too long or too intricate to be read is told so, and one that is merely long is read', () => {
    const intricate = ['*a_ ', 'a**b', '[a](', 'a\n-\n', '> ', '- a\n'];
    for (const piece of intricate)
      expect(parseComment(`${HELP}\n\n${filled([piece], 64_000)}`), piece).toEqual({ kind: 'intricate' });
    const log = `${HELP}\n\n\`\`\`\n${filled(['* [info] _x_ `took` 12 ms, as **ever** it <was>\n'], 60_000)}\`\`\``;
    expect(parseComment(log)).toMatchObject({ kind: 'command' });
    const words = filled(['It *was* slow in the [evening](http://x), see `top_k`. We **measured** it.\n\n'], 60_000);
    expect(parseComment(`${words}\n\n${HELP}`)).toMatchObject({ kind: 'command' });
  });
});
