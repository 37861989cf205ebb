import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCase } from '../../../src/core/goldens/read-case.ts';
import { golden } from '../../making/golden.ts';

const LINE = JSON.stringify(golden());
const told = (line: string, number = 7): string[] => {
  const read = readCase('goldens/t/search.jsonl', line, number);
  return 'golden' in read
    ? []
    : read.problems.map(
        ({ file, line: at, column, code, found, expected }) =>
          `${file.split('/').at(-1)}:${at}:${column} ${code} ${found ?? '-'} | ${expected ?? '-'}`,
      );
};
const columnOf = (text: string) => LINE.indexOf(text) + 1;

describe('a line of a golden set', () => {
  it('is a case where nothing is wrong with it', () => {
    expect(readCase('f', LINE, 1)).toEqual({ golden: golden() });
    expect(readCase('f', `  ${LINE} \t`, 1)).toEqual({ golden: golden() });
  });

  it('tells bad JSON at its line and column', () => {
    expect(told('{"a":1,}')).toEqual(['search.jsonl:7:8 DOC_SYNTAX } | -']);
    expect(told(LINE.slice(0, -1), 240)).toEqual([
      `search.jsonl:240:${LINE.length} DOC_SYNTAX the end of the line | -`,
    ]);
    expect(told(`\uFEFF${LINE}`, 1)).toEqual(['search.jsonl:1:1 DOC_SYNTAX \\ufeff | -']);
  });

  it('tells a key that stands twice, which JSON.parse would hide', () => {
    const line = LINE.replace('"tags":["ordinary"]', '"tags":["a"],"tags":["b"]');
    expect(told(line)).toEqual([`search.jsonl:7:${columnOf('"tags"') + 13} DOC_DUPLICATE_KEY "tags" | each key once`]);
    expect(told(LINE.replace('"late"', '"late"').replace('{"message":', '{"message":1,"\\u006dessage":'))).toEqual([
      `search.jsonl:7:${columnOf('"message"') + 12} DOC_DUPLICATE_KEY "\\u006dessage" | each key once`,
    ]);
  });

  it('tells half of a character, which no file could hold, and takes one whose halves are both escaped', () => {
    const asking = (text: string) =>
      LINE.replace('"late"', `"${text}"`).replace('{"message":', `{"${text}":1,"message":`);
    expect(told(asking('\\ud83d\\ude00'))).toEqual([]);
    const half = asking('\\ud83d');
    expect(told(half)[0]).toBe(
      `search.jsonl:7:${half.indexOf('"\\ud83d"') + 1} DOC_SHAPE "\\ud83d" | both halves, or the character itself`,
    );
  });

  it('tells a key that a case does not have, with the one that was meant', () => {
    expect(told(LINE.replace('"recorded_depth"', '"recorded_dept"'))).toEqual([
      `search.jsonl:7:${columnOf('"kb":')} DOC_SHAPE "kb" | \`recorded_depth\`: a number`,
      `search.jsonl:7:${columnOf('"recorded_depth"')} DOC_UNKNOWN_KEY "recorded_dept" | did you mean \`recorded_depth\`?`,
    ]);
  });

  it('tells a value of the wrong type or form', () => {
    expect(told(LINE.replace('"base_tokens":400', '"base_tokens":"many"'))).toEqual([
      `search.jsonl:7:${columnOf('400')} DOC_SHAPE "many" | a number`,
    ]);
    expect(told(LINE.replace('"read_only"', '"harmless"'))[0]).toMatch(/:7:\d+ DOC_SHAPE "harmless" \| .*read_only/);
    expect(told(LINE.replace('release.support.triage@2026-05-09', 'release.support.triage'))[0]).toMatch(
      /REF_UNPINNED "release\.support\.triage"/,
    );
    expect(told(LINE.replace('"schema_version":1', '"schema_version":2'))).toEqual([
      'search.jsonl:7:19 DOC_VERSION 2 | 1',
    ]);
  });

  it('tells all that is wrong at once, in the order of the text', () => {
    const line = LINE.replace('"schema_version":1', '"schema_version":2')
      .replace('"family"', '"famly"')
      .replace('"base_tokens":400', '"base_tokens":-1')
      .replace('"approval_required":false', '"approval_required":"no"');
    expect(told(line).map((text) => text.split(' ')[1])).toEqual([
      'DOC_SHAPE',
      'DOC_VERSION',
      'DOC_UNKNOWN_KEY',
      'DOC_SHAPE',
      'DOC_SHAPE',
    ]);
  });

  it.each(['[]', 'null', '3', '"text"'])('refuses %s, which is no mapping', (line) => {
    expect(told(line)).toEqual([`search.jsonl:7:1 DOC_SHAPE ${line} | a mapping`]);
  });

  it.each([101, 200_000])('refuses nesting of %i levels at its place instead of failing on it', (depth) => {
    const line = LINE.replace('"my parcel is late"', `${'['.repeat(depth)}${']'.repeat(depth)}`);
    expect(told(line)).toHaveLength(1);
    expect(told(line)[0]).toMatch(/^search\.jsonl:7:\d+ DOC_SYNTAX \[ /);
  });

  it('shows no control character of a case on the terminal', () => {
    const [shown = ''] = told(LINE.replace('"read_only"', '"\u202e\u0085x"'));
    expect(shown).toContain('\\u202e\\u0085x');
    expect(shown).not.toMatch(/[\u202e\u0085]/);
  });

  it('never throws, whatever stands there', () => {
    const cut = fc.nat({ max: LINE.length }).map((at) => LINE.slice(0, at) + LINE.slice(at + 3));
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), cut), (line) => {
        const read = readCase('f', line, 3);
        if ('problems' in read) {
          expect(read.problems.length).toBeGreaterThan(0);
          for (const { line: at, column } of read.problems)
            expect({ at, column: column > 0 }).toEqual({ at: 3, column: true });
        }
      }),
      { numRuns: 500 },
    );
  });
});
