/** Text that means something to a runner, a terminal or a page: what somebody would write into a name to be obeyed. */
import fc from 'fast-check';
import { anyText } from '../making/any-text.ts';

const PIECES = [
  '::set-output name=a::b',
  '::add-mask::x',
  '::error file=a,line=1::boom',
  '::endgroup::',
  '::stop-commands::token',
  '%0A::error::',
  '%0D%0A::warning::',
  '##[set-env name=PATH]/tmp',
  '##[error]boom',
  '##[group]',
  '\n',
  '\r',
  '\r\n',
  '\u0085',
  '\u2028',
  '\u2029',
  '\u000b',
  '\u000c',
  '\u00a0',
  '\u3000',
  '\ufeff',
  '\u200b',
  '\u202e',
  '\u001b[31m',
  '\u001b]8;;http://127.0.0.1/\u0007',
  '\u009b2J',
  '\u0000',
  ' ',
  '\t',
  ':',
  '#',
  '[',
  '| ',
  '`',
  '```',
  '</details>',
  '![](http://127.0.0.1/x)',
  '@acme/owners',
  '<!-- autotune proposal -->',
  'é',
  '😀',
  '\ud83d',
];

export const hostileText = fc
  .array(fc.oneof(fc.constantFrom(...PIECES), anyText({ maxLength: 5 })), { maxLength: 12 })
  .map((pieces) => pieces.join(''));
