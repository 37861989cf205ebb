import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { syntheticCase } from '../../../bench/synthetic.ts';
import { openMarks } from '../../../src/core/goldens/marks.ts';
import type { GoldenCase } from '../../../src/schema/golden-case.ts';
import { HeldoutMarks } from '../../../src/schema/heldout-marks.ts';

function marked(cases: readonly GoldenCase[]) {
  const marks = openMarks();
  cases.forEach((golden, i) => {
    marks.add(golden, i + 1);
  });
  return marks;
}
const cases = (from: number, count: number) => Array.from({ length: count }, (_, i) => syntheticCase(from + i, 12));
const asking = (golden: GoldenCase, message: string): GoldenCase => ({ ...golden, invoke: { input: { message } } });

describe('marks of a held-out set', () => {
  const old = cases(0, 200);
  const kept = marked(old).kept();

  it('are a document of the ledger, sorted, and the same whatever the order of the cases', () => {
    expect(HeldoutMarks.parse(kept)).toEqual({
      cases: 200,
      questions: expect.any(String),
      recordings: expect.any(String),
    });
    expect(marked(old.toReversed()).kept()).toEqual(kept);
    const each = kept.questions.match(/.{16}/g) ?? [];
    expect(each).toEqual([...each].sort());
    expect(each).toHaveLength(200);
  });

  it('find no case of another set', () => {
    expect(marked(cases(1000, 300)).reusedFrom(kept)).toEqual({ lines: [], cases: 0 });
  });

  it('find each single case that came back, and count them', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 199 }), { maxLength: 30 }), (returned) => {
        const mixed = [...cases(2000, 20), ...returned.flatMap((i) => old[i] ?? [])];
        expect(marked(mixed).reusedFrom(kept)).toEqual({
          lines: returned.map((_, i) => 21 + i),
          cases: returned.length,
        });
      }),
      { numRuns: 40 },
    );
  });

  it('know a case again under other names, other tags, after another recording, or asked in other words', () => {
    const [one, other] = [syntheticCase(3, 12), syntheticCase(900, 12)];
    const renamed = { ...one, case_id: 'x', family: 'y', trace_id: 'z', tags: ['new'], decision_record_id: 'd' };
    const rerecorded = { ...one, evidence: other.evidence, decisions: other.decisions };
    const shouting = { ...rerecorded, invoke: { input: { message: '  QUESTION, number: 3!' } } };
    const reworded = asking(one, 'entirely different words');
    for (const again of [renamed, rerecorded, shouting, reworded]) {
      expect(marked([again]).reusedFrom(kept).cases).toBe(1);
    }
    expect(marked([{ ...asking(one, 'other words'), evidence: other.evidence }]).reusedFrom(kept).cases).toBe(0);
  });

  it('say nothing about a case whose recording is too short to tell it apart', () => {
    const bare = (message: string) => ({ ...asking(syntheticCase(1), message), evidence: {}, plans: [] });
    const { recordings } = marked([bare('a'), bare('b')]).kept();
    expect(recordings).toBe('');
    expect(marked([bare('c')]).reusedFrom(marked([bare('a')]).kept()).cases).toBe(0);
  });

  it('stay small for a large set, and still tell about how many came back', () => {
    const large = Array.from({ length: 3000 }, (_, i) =>
      asking({ ...syntheticCase(1), evidence: {}, plans: [] }, `q ${i}`),
    );
    const sketch = marked(large).kept();
    expect(sketch.questions).toHaveLength(512 * 16);
    const { cases: returned } = marked(large.slice(0, 600)).reusedFrom(sketch);
    expect(returned).toBeGreaterThan(400);
    expect(returned).toBeLessThanOrEqual(600);
    expect(marked(large).reusedFrom(sketch).cases).toBe(3000);
  });

  it('carry no id, family, tag or word of a case, and no hash of an id or family', () => {
    const text = JSON.stringify(kept);
    expect(text).not.toMatch(/case_|family|question number|kb:/);
    expect(text).toMatch(/^\{"cases":200,"questions":"[0-9a-f]+","recordings":"[0-9a-f]+"\}$/);
    const names = old.map((golden, i) => ({
      ...golden,
      case_id: `other_${i}`,
      family: `other_${i}`,
      trace_id: `t${i}`,
    }));
    expect(marked(names).kept()).toEqual(kept);
  });
});
