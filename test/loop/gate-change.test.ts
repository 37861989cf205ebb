/** The report of the gate on its way from the job that reads a change to the job that may write. */
import { describe, expect, it } from 'vitest';
import { commentOnChange, handedOver, readHandedOver } from '../../src/loop/gate/change.ts';
import type { Judging } from '../../src/ports/judging.ts';
import type { GateReport } from '../../src/schema/gate-report.ts';

const REPORT: GateReport = {
  schema_version: 1,
  decision: 'fail',
  reason: 'owners: nobody owns it',
  kind: 'human',
  base: 'ab'.repeat(20),
  head: 'cd'.repeat(20),
  merged_tree: null,
  checks: [{ id: 'owners', verdict: 'fail', reason: 'nobody owns it' }],
};

describe('a report that is handed over', () => {
  it('comes out as it went in', () => {
    expect(readHandedOver(handedOver(REPORT))).toEqual(REPORT);
    expect(handedOver(REPORT)).not.toContain('\n');
  });

  it.each([
    [
      'many findings',
      { checks: Array.from({ length: 4000 }, () => ({ ...REPORT.checks[0], reason: '😀'.repeat(200) })) },
    ],
    [
      'many values',
      { undeclared: Array.from({ length: 9000 }, (_, i) => ({ pack: 'p', path: `a.b${i}`, change: 'x' })) },
    ],
    ['a long reason', { reason: 'x'.repeat(400_000) }],
  ])('with %s fits into a variable of a process, and keeps its decision', (_, more) => {
    const text = handedOver({ ...REPORT, ...more } as GateReport);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(100_000);
    expect(readHandedOver(text)).toMatchObject({ decision: 'fail', kind: 'human' });
  });

  it.each(['', 'null', '{}', '{"decision":"pass"}', JSON.stringify({ ...REPORT, more: 1 })])(
    'is refused where it is %j',
    (text) => {
      expect(() => readHandedOver(text)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
    },
  );

  it.each([
    ['human', 'created'],
    ['proposal', 'none'],
    ['none', 'none'],
  ] as const)('of kind %s is commented on: %s', async (kind, done) => {
    const texts: string[] = [];
    const judging: Pick<Judging, 'comment'> = {
      async comment(text) {
        texts.push(text);
        return 'created';
      },
    };
    expect(await commentOnChange(judging, { ...REPORT, kind })).toBe(done);
    expect(texts).toHaveLength(done === 'created' ? 1 : 0);
  });
});
