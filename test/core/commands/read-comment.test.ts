import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseComment } from '../../../src/core/commands/parse.ts';

const REAL: readonly (readonly [what: string, body: string])[] = [
  ['alone', '/autotune reject too slow'],
  ['after a paragraph', 'Thanks, but no.\n\n/autotune reject too slow'],
  ['on a later line of a paragraph', 'Thanks.\n/autotune reject too slow'],
  ['with ends of lines as Windows writes them', 'Thanks.\r\n\r\n/autotune reject too slow\r\n'],
  ['with ends of lines as old Macs wrote them', 'Thanks.\r\r/autotune reject too slow\r'],
  ['indented by up to three blanks', '   /autotune reject too slow'],
  ['in capitals', '/AUTOTUNE Reject too slow'],
  ['with blanks that do not break', '/autotune\u00a0reject\u00a0too slow'],
  ['with tabs', '/autotune\treject\ttoo slow'],
  ['below a fence that is closed', '```\n/autotune hold\n```\n/autotune reject too slow'],
  ['below a hidden comment', '<!-- a template -->\n/autotune reject too slow'],
  ['below a quote', '> /autotune hold\n\n/autotune reject too slow'],
  ['below a list', '- a\n- b\n\n\n/autotune reject too slow'],
  ['below a heading', '# No\n/autotune reject too slow'],
  ['below a rule', '***\n/autotune reject too slow'],
  ['behind a code span that is closed', '`x`\n/autotune reject too slow'],
  ['behind a backtick that nothing closes', "it's `so\n/autotune reject too slow"],
  ['behind tildes that strike nothing out', '~5 ms slower\n/autotune reject too slow'],
  ['below a definition of a link', '[a]: http://x\n/autotune reject too slow'],
  ['below what is almost the rule of a table', 'a\n:-  |x\n/autotune reject too slow'],
  ['above the signature of a mail', '/autotune reject too slow\n---\nMara\nAcme Support'],
  ['above the signature of a mail with its blank', 'Hello,\n/autotune reject too slow\n-- \nMara'],
  ['above a line of any length', '/autotune reject too slow\r\n=\r\n'],
  ['before a table', '/autotune reject too slow\n\na | b\n--- | ---\n1 | 2'],
];

const QUIET: readonly (readonly [what: string, body: string])[] = [
  ['an empty comment', ''],
  ['words', 'Please reject this, see /autotune'],
  ['the word behind others', 'I would /autotune reject too slow'],
  ['a fence', '```\n/autotune reject x\n```'],
  ['a fence of tildes', '~~~\n/autotune reject x\n~~~'],
  ['a longer fence with a shorter one in it', '````\n```\n/autotune reject x\n```\n````'],
  ['a fence that nothing closes', '```\n\n/autotune reject x'],
  ['a fence with a language', '```sh\n/autotune reject x\n```'],
  ['a fence closed by too few ticks', '````\n```\n/autotune reject x'],
  ['an indented block', '    /autotune reject x'],
  ['a block that a tab indents', '\t/autotune reject x'],
  ['a quote', '> /autotune reject x'],
  ['a quote that goes on without its mark', '> quoted\n/autotune reject x'],
  ['an alert', '> [!NOTE]\n> /autotune reject x'],
  ['a span', '`/autotune reject x`'],
  ['a span over lines', '`one\n/autotune reject x`'],
  ['a hidden comment', '<!--\n/autotune reject x\n-->'],
  ['a hidden comment that nothing closes', '<!--\n\n/autotune reject x'],
  ['a comment that the browser ends sooner', '<!-- --!> <blockquote> -->\n/autotune reject x'],
  ['an HTML block', '<div>\n/autotune reject x\n</div>'],
  ['a fold', '<details>\n\n/autotune reject x\n\n</details>'],
  ['a quote by HTML', '<blockquote>\n\n/autotune reject x\n\n</blockquote>'],
  ['HTML within the paragraph', 'See <kbd>\n/autotune reject x\n</kbd>'],
  ['a list item', '- /autotune reject x'],
  ['a numbered item', '1. /autotune reject x'],
  ['an item that goes on without indentation', '- item\n/autotune reject x'],
  ['a second paragraph of an item', '- item\n\n  /autotune reject x'],
  ['a task', '- [ ] /autotune reject x'],
  ['a heading', '# /autotune reject x'],
  ['a heading within a quote', '> /autotune reject x\n> ---'],
  ['a heading within an item', '- /autotune reject x\n  ---'],
  ['a word that is escaped above a line', '\\/autotune reject x\n---'],
  ['emphasis above a line', '*one\n/autotune reject x*\n---'],
  ['a span above a line', '`one\n/autotune reject x`\n==='],
  ['emphasis', '**/autotune reject x**'],
  ['emphasis over lines', '*one\n/autotune reject x*'],
  ['a link', '[/autotune reject x](http://x)'],
  ['the text of a link over lines', '[one\n/autotune reject x](http://x)'],
  ['the title of a definition', '[a]: http://x "\n/autotune reject x"'],
  ['struck out', '~~one\n/autotune reject x~~'],
  ['struck out by one tilde', '~one\n/autotune reject x~'],
  ['a formula', '$$\n/autotune reject x\n$$'],
  ['the head of a table', '/autotune reject | x\n--- | ---\n1 | 2'],
  ['a row of a table', 'a | b\n--- | ---\n/autotune reject | x'],
  ['a table whose rule has blanks around its bars', 'a | b\n \t| :-- \t|  --: |\t \n/autotune reject | x'],
  ['a table of one column', '/autotune reject x\n| --- |'],
  ['a footnote', '[^1]: a footnote\n/autotune reject x'],
  ['a footnote of one word', '[^1]: word\n/autotune reject x'],
  ['an escaped slash', '\\/autotune reject x'],
  ['a slash as an entity', '&#47;autotune reject x'],
  ['a full-width slash', '\uff0fautotune reject x'],
  ['a blank of no width before it', '\u200b/autotune reject x'],
  ['a mark of byte order before it', '\ufeff/autotune reject x'],
  ['a mark of direction before it', '\u202e/autotune reject x'],
  ['a blank that does not break before it', '\u00a0/autotune reject x'],
  ['a blank of no width in it', '/auto\u200btune reject x'],
  ['a blank of no width behind it', '/autotune\u200b reject x'],
  ['letters that look alike', '/аutotune reject x'],
  ['no border of a word', '/autotunereject x'],
  ['another border of a word', '/autotune-reject x'],
  ['a colon', '/autotune: reject x'],
  ['a path', '/autotune/reject x'],
  ['a longer path', '//autotune reject x'],
];

describe('a command in a comment', () => {
  it.each(REAL)('is read %s', (_, body) => {
    expect(parseComment(body)).toMatchObject({ kind: 'command', command: { name: 'reject', text: 'too slow' } });
  });

  it.each(QUIET)('is not %s', (_, body) => {
    expect(parseComment(body)).toEqual({ kind: 'nothing' });
  });

  it('is the first of several', () => {
    const first = '/autotune hold until Monday\n/autotune reject x\n\n/autotune resume';
    expect(parseComment(first)).toMatchObject({ command: { name: 'hold', text: 'until Monday' } });
  });

  it('goes on to the end of its paragraph, as it was written', () => {
    const body = '/autotune reject *too*\n  slow, `x`\n| and\n\nMore words.';
    expect(parseComment(body)).toMatchObject({ command: { name: 'reject', text: '*too*\n  slow, `x`\n| and' } });
  });

  it('that is hidden in anything of another kind is none, whatever stands around it', () => {
    const words = fc.stringMatching(/^[a-z .,]{0,30}$/);
    const around = fc.constantFrom('```\n', '~~~~\n', '<!--\n', '<details>\n\n', '<pre>\n', '    ', '> ', '- ', '1) ');
    fc.assert(
      fc.property(words, around, words, (before, mark, reason) => {
        expect(parseComment(`${before}\n\n${mark}/autotune reject ${reason}`)).toEqual({ kind: 'nothing' });
      }),
    );
  });

  it('is read from whatever text without an error', () => {
    const pieces = fc.constantFrom(
      '/autotune',
      ' ',
      '\n',
      '\r\n',
      '`',
      '```',
      '>',
      '> - ',
      '1. > ',
      '1. ',
      '- ',
      '<!--',
      '-->',
      '<a',
      '[',
      '](',
      '*',
      '|',
      '---',
      '\t',
      'x',
      '\u00a0',
      '\ud800',
      '~~',
      '$$',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
        expect(parseComment(parts.join('')).kind).toMatch(/^(?:nothing|command|unknown|wrong)$/);
      }),
    );
  });
});
