import { expect, it } from 'vitest';
import { isLaterComment } from '../../../src/core/commands/heed.ts';

const said = (id: string) => `https://github.com/acme/triage/pull/1#issuecomment-${id}`;

it.each([
  ['by its number', said('10'), true],
  ['by a number with more digits than a float can tell', said('90071992547409931'), true],
  ['not the same one', said('9'), false],
  ['not an earlier one', said('8'), false],
  ['nothing that was said at a terminal', null, false],
  ['nothing that is no comment', 'https://github.com/acme/triage/pull/1', false],
])('a later comment is %s', (_, url, isLater) => {
  const than = url === said('90071992547409931') ? said('90071992547409930') : said('9');
  expect(isLaterComment(url, than)).toBe(isLater);
});
