/** The page on the life of a change: its commands are commands, and it leaves out no step. `npm run life` writes it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from '../../src/cli/arguments.ts';

const PAGE = join(import.meta.dirname, '../../docs/life-of-a-change.md');
const commands = [...readFileSync(PAGE, 'utf8').matchAll(/^\$ autotune (.*)$/gm)].map(([, line = '']) => line);

/** The words of a command up to a pipe, what is quoted being one. */
function words(line: string): string[] {
  const [command = ''] = line.split(' | ');
  return [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, word]) => quoted ?? word ?? '');
}

test.each([...new Set(commands)])('autotune %s is a command with options that exist', (line) => {
  expect(() => parse(words(line))).not.toThrow();
});

test('the page goes from a run to the audit by every verb of a release', () => {
  const order = [...new Set(commands.map((line) => parse(words(line)).verb))];
  expect(order).toEqual(['run', 'gate', 'record', 'promote', 'monitor', 'status', 'rollback', 'rejections', 'audit']);
});
