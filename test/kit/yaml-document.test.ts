import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { parseYaml, parseYamlWithAliases } from '../../src/kit/yaml-document.ts';

const told = (text: string) =>
  parseYaml('pack.yaml', text).problems.map(({ code, line, column, found }) => `${line}:${column} ${code} ${found}`);

describe('reading YAML strictly', () => {
  it('reads the core schema of YAML 1.2', () => {
    const text = 'yes: yes\nhex: 0x10\nday: 2026-05-12\nnothing: ~\nhalf: 0.5\nlist: [a, "1"]\n';
    expect(parseYaml('f', text)).toMatchObject({
      value: { yes: 'yes', hex: 16, day: '2026-05-12', nothing: null, half: 0.5, list: ['a', '1'] },
      problems: [],
    });
  });

  it.each([
    ['a key twice', 'a: 1\nb: { c: 1, c: 2 }\n"a": 3\n', ['2:12 DOC_DUPLICATE_KEY c', '3:1 DOC_DUPLICATE_KEY "a"']],
    ['anchors and aliases', 'a: &x 1\nb: [*x]\n', ['1:4 DOC_YAML_FEATURE &x', '2:5 DOC_YAML_FEATURE *x']],
    ['an alias that names nothing', 'a: *x\n', ['1:4 DOC_YAML_FEATURE *x']],
    ['merge keys', 'a:\n  <<: { b: 1 }\n', ['2:3 DOC_YAML_FEATURE <<']],
    ['tags', 'a: !!str 1\nb: !own x\n', ['1:4 DOC_YAML_FEATURE !!str', '2:4 DOC_YAML_FEATURE !own']],
    ['directives', '%YAML 1.1\n---\na: 1\n', ['1:1 DOC_YAML_FEATURE %YAML 1.1']],
    ['a second document', 'a: 1\n---\nb: 1\n', ['2:1 DOC_YAML_FEATURE ---']],
    ['keys that are not text', '1: a\n? [x]\n: b\n', ['1:1 DOC_SHAPE 1', '2:3 DOC_SHAPE [x]']],
    ['keys of the prototype', '__proto__: { a: 1 }\n', ['1:1 DOC_SHAPE __proto__']],
    [
      'numbers that JSON lacks',
      '[.inf, .nan, 1e309]',
      ['1:2 DOC_SHAPE .inf', '1:8 DOC_SHAPE .nan', '1:14 DOC_SHAPE 1e309'],
    ],
    ['control characters', 'a: \u0001\n', ['1:4 DOC_SYNTAX \\u0001']],
    ['syntax errors', 'a: [1\nb: @x\n', ['2:1 DOC_SYNTAX b', '2:4 DOC_SYNTAX @']],
  ])('tells the place of %s', (_, text, expected) => {
    expect(told(text)).toEqual(expected);
  });

  it('counts columns in characters and lines past CRLF and a byte order mark', () => {
    expect(told('\uFEFFa: "😀" # x\r\nb: ["😀", *y]\r\nc: *z')).toEqual([
      '2:10 DOC_YAML_FEATURE *y',
      '3:4 DOC_YAML_FEATURE *z',
    ]);
    expect(told('\uFEFF*y : 1')[0]).toBe('1:1 DOC_YAML_FEATURE *y');
  });

  it('never expands aliases', () => {
    const bomb = Array.from({ length: 30 }, (_, n) => `k${n}: &k${n} [${`*k${n - 1},`.repeat(9)}]`).join('\n');
    expect(told(bomb).every((line) => line.includes('DOC_YAML_FEATURE'))).toBe(true);
  });

  it('tells half of a character, in a value and in a key', () => {
    const text = 'a: "x\\ud800"\n"\\udfff": 1\nb: "\\ud83d\\ude00"\n';
    const { problems, value } = parseYaml('f', text);
    expect(problems.map(({ code, line, column }) => `${line}:${column} ${code}`)).toEqual([
      '1:4 DOC_SHAPE',
      '2:1 DOC_SHAPE',
    ]);
    expect(value).toMatchObject({ b: '😀' });
  });

  it('keeps prototypes clean', () => {
    const { value } = parseYaml('f', '__proto__: { polluted: true }\na: { constructor: 1 }\n');
    expect(value).toEqual({ a: {} });
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(value).not.toHaveProperty('polluted');
  });

  it.each([
    ['flow', '['.repeat(200_000), 'DOC_SYNTAX'],
    ['blocks', '- '.repeat(200_000), 'DOC_SYNTAX'],
    ['explicit keys', '? '.repeat(10_000), 'DOC_SYNTAX'],
    ['marks', '\n'.repeat(1_100_000), 'DOC_TOO_LARGE'],
    ['bytes', `a: ${'é'.repeat(2.2 * 1024 * 1024)}`, 'DOC_TOO_LARGE'],
  ])('refuses an excess of %s', (_, text, code) => {
    expect(parseYaml('f', text).problems.map((problem) => problem.code)).toEqual([code]);
  });
});

describe('reading YAML with its aliases', () => {
  it.each([
    ['a value', 'a: &x 1\nb: [*x]\n', { a: 1, b: [1] }],
    ['a mapping, by what is the same in both', 'a: &x { c: 1 }\nb: *x\n', { a: { c: 1 }, b: { c: 1 } }],
    ['the last of its name', 'a: &x 1\nb: *x\nc: &x 2\nd: *x\n', { a: 1, b: 1, c: 2, d: 2 }],
    ['a key', '&x a: 1\nb: *x\n', { a: 1, b: 'a' }],
    ['one within another', 'a: &x [1, &y 2]\nb: [*x, *y]\n', { a: [1, 2], b: [[1, 2], 2] }],
  ])('takes an alias for %s', (_, text, value) => {
    expect(parseYamlWithAliases('f', text)).toMatchObject({ value, problems: [] });
  });

  it.each([
    ['an alias that names nothing', 'a: *x\n', ['1:4 No anchor of this name ends before the alias.']],
    ['one before its anchor', 'a: *x\nb: &x 1\n', ['1:4 No anchor of this name ends before the alias.']],
    ['one within its anchor', 'a: &x [*x]\n', ['1:8 No anchor of this name ends before the alias.']],
    ['one in place of a key', 'a: &x b\n*x : 1\n', ['2:1 A key that is not text.']],
    ['merge keys', 'a: &x { b: 1 }\nc: { <<: *x }\n', ['2:6 A merge key hides where values come from.']],
  ])('refuses %s', (_, text, told) => {
    const { problems } = parseYamlWithAliases('f', text);
    expect(problems.map(({ line, column, message }) => `${line}:${column} ${message}`)).toEqual(told);
  });

  it('refuses aliases that add up to more than anybody writes, at once', () => {
    const bomb = Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}, *a${i}]\n`).join('');
    const [first] = parseYamlWithAliases('f', `a0: &a0 [x, x]\n${bomb}`).problems;
    expect(first?.message).toBe('The aliases stand for more than 100000 values.');
    const wide = `s: &s [${'x, '.repeat(2_000)}]\nj:\n${'- *s\n'.repeat(2_000)}`;
    expect(parseYamlWithAliases('f', wide).problems).not.toEqual([]);
  });

  it('gives back whatever was written with them', () => {
    const part = fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), fc.oneof(fc.integer(), fc.stringMatching(/^\w*$/)));
    fc.assert(
      fc.property(part, fc.array(fc.boolean(), { maxLength: 8 }), (shared, uses) => {
        const value = { all: uses.map((isShared) => (isShared ? shared : { of: [shared] })) };
        const { value: read, problems } = parseYamlWithAliases('f', stringify(value));
        expect([read, problems]).toEqual([value, []]);
      }),
    );
  });
});

describe('locating in YAML', () => {
  const text = 'a:\n  - { b: "x" }\n  - c:\nd: |\n  long\n  text\n';
  const { locate } = parseYaml('f', text);

  it.each([
    [[], 'value', '1:1 a: true'],
    [['a', 0, 'b'], 'value', '2:10 "x" true'],
    [['a', 0, 'b'], 'key', '2:7 b true'],
    [['a', 1, 'c'], 'value', '3:5 c true'],
    [['a', 0, 'missing'], 'value', '2:5 { b: "x" } false'],
    [['a', 7, 'b'], 'value', '1:1 a false'],
    [['d'], 'value', '4:4 | true'],
  ] as const)('finds %j (%s)', (path, at, expected) => {
    const { line, column, text: found, exists } = locate([...path], at);
    expect(`${line}:${column} ${found} ${exists}`).toBe(expected);
  });
});
