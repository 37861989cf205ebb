import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCase } from '../../../src/core/goldens/read-case.ts';
import { stampLine } from '../../../src/core/goldens/stamp-line.ts';
import { golden } from '../../making/golden.ts';

const stamp = (digit: string) => ({
  decision_record_sha256: `sha256:${digit.repeat(64)}`,
  steps: Object.fromEntries(
    ['retrieve', 'admit', 'plan', 'decide', 'approve', 'account'].map((step) => [step, digit.repeat(12)]),
  ) as NonNullable<NonNullable<ReturnType<typeof golden>['baseline']>['steps']>,
});
const STAMP = stamp('a');
/** A line with spaces, numbers and escapes as nobody but its author would write them. */
const ODD = JSON.stringify(golden())
  .replaceAll(',"', ' ,  "')
  .replace('400', '4.00e2')
  .replace('my parcel is late', 'caf\\u00e9 } \\" ,\\"baseline\\":{} ');

function restamped(line: string, with_ = STAMP): string {
  const read = readCase('f', line, 1);
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  return stampLine(line, read.golden, with_);
}

describe('stamping a line', () => {
  it('adds the stamp at the end and leaves every other byte as it is', () => {
    expect(restamped(ODD)).toBe(`${ODD.slice(0, -1)},"baseline":${JSON.stringify(STAMP)}}`);
    expect(restamped(` ${ODD} \t`)).toBe(` ${ODD.slice(0, -1)},"baseline":${JSON.stringify(STAMP)}} \t`);
  });

  it('replaces a stamp where it stands', () => {
    const old = `"baseline" : { "decision_record_sha256": "sha256:${'b'.repeat(64)}" }`;
    const first = ODD.replace('{', `{ ${old}, `);
    expect(restamped(first)).toBe(first.replace(/(?<="baseline" : )\{[^}]*\}/, JSON.stringify(STAMP)));
  });

  it('is idempotent and reads as the case with that stamp', () => {
    const once = restamped(ODD);
    expect(restamped(once)).toBe(once);
    expect(readCase('f', once, 1)).toMatchObject({ golden: { baseline: STAMP, base_tokens: 400 } });
    expect(restamped(restamped(once, stamp('c')))).toBe(once);
  });

  it('changes nothing but the stamp of any case', () => {
    const message = fc.string({ unit: 'grapheme' });
    fc.assert(
      fc.property(message, fc.constantFrom(0, 1, 2), (text, indent) => {
        const before = golden({ invoke: { input: { message: text, baseline: { '}': 1 } } } });
        const line = JSON.stringify(before, null, indent).replaceAll('\n', ' ');
        expect(JSON.parse(restamped(line))).toEqual({ ...JSON.parse(JSON.stringify(before)), baseline: STAMP });
      }),
    );
  });
});
