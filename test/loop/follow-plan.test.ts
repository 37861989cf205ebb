/** Plans changed in every small way, at every place: each is refused, either as no plan or as another one. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../src/kit/canonical.ts';
import { assertFollows, readPlan } from '../../src/loop/run/follow-plan.ts';
import { Plan } from '../../src/schema/plan.ts';
import { changesOf, withChange } from '../schema/mutations.ts';
import { SPECIMENS } from '../schema/specimens.ts';

const OWN = Plan.parse(SPECIMENS.plan);

/** The code that a changed document is refused with, or what it was followed as. */
function answerTo(document: unknown) {
  try {
    return assertFollows(readPlan({ path: 'plan.json', text: JSON.stringify(document) }), OWN, 'plan.json');
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : error;
  }
}

const isRefused = (document: unknown) => ['PLAN_INVALID', 'PLAN_DIFFERS'].includes(String(answerTo(document)));

describe('a plan', () => {
  it('is followed as it is, whatever the order of its keys', () => {
    expect(answerTo(OWN)).toMatchObject({ base_commit: OWN.base_commit });
    expect(answerTo(Object.fromEntries(Object.entries(OWN).reverse()))).toEqual(answerTo(OWN));
  });

  it('is refused after any small change at any place', () => {
    const changes = changesOf(OWN).filter(({ document }) => canonicalJson(document) !== canonicalJson(OWN));
    expect(changes.length).toBeGreaterThan(400);
    expect(changes.filter(({ document }) => !isRefused(document)).map(({ what }) => what)).toEqual([]);
    expect(changes.some(({ document }) => answerTo(document) === 'PLAN_DIFFERS')).toBe(true);
  });

  it('is refused with any other value at any place', () => {
    const places = placesOf(OWN, []);
    const value = fc.oneof(fc.jsonValue(), fc.constantFrom(...places.map((path) => at(OWN, path))));
    const change = fc.tuple(fc.constantFrom(...places), value);
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (made) => {
        const document = made.reduce<unknown>((before, [path, other]) => withChange(before, path, other), OWN);
        fc.pre(canonicalJson(document) !== canonicalJson(OWN));
        return isRefused(document);
      }),
      { numRuns: 1000 },
    );
  });

  it('is refused with its targets, steps, lines or looks left out, doubled or in another order', () => {
    const lists = placesOf(OWN, []).filter((path) => Array.isArray(at(OWN, path)));
    const changed = fc.constantFrom(...lists).chain((path) => {
      const list = at(OWN, path);
      const items = Array.isArray(list) ? list : [];
      return fc
        .array(fc.constantFrom(...items), { maxLength: items.length + 2 })
        .map((other) => withChange(OWN, path, other));
    });
    fc.assert(
      fc.property(changed, (document) => {
        fc.pre(canonicalJson(document) !== canonicalJson(OWN));
        return isRefused(document);
      }),
      { numRuns: 500 },
    );
  });

  it('is told apart by name: the part that differs, what stood there and what this run comes to', () => {
    const [first, ...rest] = OWN.targets;
    const changed = { ...OWN, targets: [...rest, { ...first, run_id: 'run_9' }] };
    const given = readPlan({ path: 'plan.json', text: JSON.stringify(changed) });
    expect(() => assertFollows(given, OWN, 'plan.json')).toThrow(
      expect.objectContaining({
        code: 'PLAN_DIFFERS',
        message: 'plan.json is not what this run comes to: target support.triage: run_id',
        problems: [expect.objectContaining({ found: 'run_9', expected: 'run_1' })],
      }),
    );
    const turned = { ...OWN, targets: [...OWN.targets].reverse() };
    expect(() => assertFollows(turned, OWN, 'plan.json')).toThrow('the order of the targets');
  });
});

type Path = readonly (string | number)[];

function placesOf(value: unknown, path: Path): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const keys = Array.isArray(value) ? value.map((_, i) => i) : Object.keys(value);
  return [path, ...keys.flatMap((key) => placesOf(at(value, [key]), [...path, key]))];
}

function at(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (found, key) =>
      typeof found === 'object' && found !== null ? new Map(Object.entries(found)).get(String(key)) : undefined,
    value,
  );
}
