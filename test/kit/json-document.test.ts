import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasDuplicateKeys, parseJson } from '../../src/kit/json-document.ts';

const told = (text: string, lineOffset?: number) =>
  parseJson('f', text, lineOffset).problems.map(
    ({ code, line, column, found }) => `${line}:${column} ${code} ${found}`,
  );

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('reading JSON strictly', () => {
  it.each([
    ['{"a":1,}', ['1:8 DOC_SYNTAX }']],
    ['{"a":1\n "b":2}', ['2:2 DOC_SYNTAX "b"']],
    ['{"a":tru}', ['1:6 DOC_SYNTAX tru']],
    ['[1,,2]', ['1:4 DOC_SYNTAX ,']],
    ['// c\n{}', ['1:1 DOC_SYNTAX // c']],
    ['{"a":1} x', ['1:9 DOC_SYNTAX x']],
    ['', ['1:1 DOC_SYNTAX the end of the line']],
    ['\uFEFF{}', ['1:1 DOC_SYNTAX \\ufeff']],
    ['{"a":1,"b":{"c":1,"c":2},"a":3}', ['1:19 DOC_DUPLICATE_KEY "c"', '1:26 DOC_DUPLICATE_KEY "a"']],
    ['{"__proto__":{"x":1}}', ['1:2 DOC_SHAPE "__proto__"']],
    ['[1e309]', ['1:2 DOC_SHAPE 1e309']],
    ['{"a":"x\\ud800"}', ['1:6 DOC_SHAPE "x\\ud800"']],
    ['{"\\uDC00":["\\udfff\\ud83d"]}', ['1:2 DOC_SHAPE "\\uDC00"', '1:12 DOC_SHAPE "\\udfff\\ud83d"']],
    ['{"a":"\\ud83d\\ude00 \\\\ud800"}', []],
  ])('tells what is wrong with %j', (text, expected) => {
    expect(told(text)).toEqual(expected);
  });

  it('places the problems of a line of JSONL in its file', () => {
    expect(told('{"a":"😀", "b":}', 41)).toEqual(['42:15 DOC_SYNTAX }']);
  });

  it('refuses nesting that reading could not survive', () => {
    expect(told('['.repeat(1_000_000))).toEqual(['1:101 DOC_SYNTAX [']);
  });

  it('accepts what JSON.parse accepts, with the same value, and nothing else', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"b\\u00e9"',
      '"\\x"',
      '1',
      '-0',
      '01',
      '1.',
      '1e5',
      'true',
      'null',
      ' ',
      '\n',
      '\t',
      '\u00a0',
      '/',
      "'a'",
    );
    const texts = fc.oneof(
      fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join('')),
      fc.json({ depthSize: 'small' }),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const { value, problems } = parseJson('f', text);
        if (problems.some(({ code }) => code !== 'DOC_SYNTAX')) return;
        expect(problems.length === 0).toBe(isJson(text));
        if (problems.length === 0) expect(value).toEqual(JSON.parse(text));
      }),
      { numRuns: 3000 },
    );
  });
});

describe('finding keys that stand twice', () => {
  it.each([
    ['{"a":1,"b":2}', false],
    ['{"a":1,"a":2}', true],
    ['[{"a":{"b":1,"c":[{"d":1,"d":1}]}}]', true],
    ['{"a:\\":":"x:\\\\","b":{":":[]}}', false],
    ['{ "a" : 1 , "\\u0061" : 1 }', true],
    ['{"__proto__":1,"__proto__":1}', true],
    ['{"__proto__":1}', false],
    ['{"a"\t\r\n :1,"b":2}', false],
    ['{"a"\t\r\n :1,"a":2}', true],
    ['{"a\\\\":"\\\\\\"","b":1}', false],
    ['{"a\\\\":"\\\\\\"","a\\\\":1}', true],
    ['"a:b"', false],
    ['[]', false],
  ])('%s: %s', (line, expected) => {
    expect(hasDuplicateKeys(line, JSON.parse(line))).toBe(expected);
  });

  it('agrees with the parser that knows the places', () => {
    // No key `\`: having read `{"\\":1}` once, V8 (Node 24.21) reads `{"\"":1}` as another object with the key `\`.
    const key = fc.constantFrom('a', 'b', ':', '"', 'b"', 'é');
    const value = fc
      .oneof(fc.integer(), fc.constantFrom('x', ':"', '\\'), fc.constant(null))
      .map((v) => JSON.stringify(v));
    const { json } = fc.letrec<{ json: string; object: string; array: string }>((tie) => ({
      json: fc.oneof({ maxDepth: 3 }, value, tie('object'), tie('array')),
      object: fc
        .array(fc.tuple(key, tie('json')), { maxLength: 3 })
        .map((members) => `{${members.map(([k, v]) => `${JSON.stringify(k)} :${v}`).join(',')}}`),
      array: fc.array(tie('json'), { maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
    }));
    fc.assert(
      fc.property(json, (text) => {
        expect(hasDuplicateKeys(text, JSON.parse(text))).toBe(parseJson('f', text).problems.length > 0);
      }),
      { numRuns: 2000 },
    );
  });
});
