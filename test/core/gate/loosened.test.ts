/** Every limit of the configuration that a change loosens is named with both values, and nothing that is tightened is. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SYNTHETIC_DOCUMENTS } from '../../../bench/synthetic.ts';
import { checkLoosened } from '../../../src/core/gate/checks/loosened.ts';
import { limitsOf } from '../../../src/core/stages/checks.ts';
import { parseYaml } from '../../../src/kit/yaml-document.ts';
import { Configuration } from '../../../src/schema/configuration.ts';

const path = '.github/autotune.yaml';
const TEXT = SYNTHETIC_DOCUMENTS[path] ?? '';
const read = (text: string) => {
  const configuration = Configuration.parse(parseYaml(path, text).value);
  return { ...configuration, rollout: limitsOf(configuration.rollout) };
};
const before = read(TEXT);

function told(after: Configuration | null, base = before): readonly string[] {
  return checkLoosened({ before: base, after, path }).map(({ verdict, reason }) => {
    expect(verdict).toBe('note');
    return reason;
  });
}

const GUARDED = 'targets.bench.answer.guardrails';

describe('a limit that is loosened is named', () => {
  it.each([
    [
      'utility_delta: { min: -0.02 }',
      'utility_delta: { min: -0.5 }',
      `${GUARDED}.utility_delta.min is loosened: -0.02 → -0.5`,
    ],
    ['policy: { min: 1.0 }', 'policy: { min: 0.5 }', `${GUARDED}.policy.min is loosened: 1 → 0.5`],
    [' safety: { min: 1.0 },', '', `${GUARDED}.safety.min is loosened: 1 → nothing`],
    ['max_cents: 0 }, approval', 'max_cents: 2 }, approval', `${GUARDED}.economics_delta.max_cents is loosened: 0 → 2`],
    ['max_looks: 12', 'max_looks: 99', 'heldout.max_looks is loosened: 12 → 99'],
    ['confidence: 0.95', 'confidence: 0.6', 'evidence.confidence is loosened: 0.95 → 0.6'],
    ['min_cases: 30', 'min_cases: 1', 'evidence.min_cases is loosened: 30 → 1'],
    ['expires_days: 30', 'expires_days: 90', 'proposals.expires_days is loosened: 30 → 90'],
    ['domain_owner: "@acme/bench"', '', 'reviewers.domain_owner is loosened: @acme/bench → nothing'],
    ['domain_owner: "@acme/bench"', 'domain_owner: "@evil"', 'reviewers.domain_owner is loosened: @acme/bench → @evil'],
    ['replay: {', 'rollout: { unnamed_up_to: destructive }\nreplay: {', 'rollout.unnamed_up_to is loosened: '],
    ['replay: {', 'teams: { "@acme/ops": ["@eve"] }\nreplay: {', 'teams.@acme/ops is loosened: nothing → @eve'],
    ['replay: {', 'rollout: { min_runs: 30 }\nreplay: {', 'rollout.min_runs is loosened: '],
  ])('%s', (from, to, reason) => {
    const text = TEXT.replace(from, to);
    expect(text).not.toBe(TEXT);
    const reasons = told(read(text));
    expect(reasons).toHaveLength(1);
    expect(reasons[0]).toContain(reason);
  });

  it('a target that is taken away, once, with all that it guards', () => {
    const other = read(TEXT.replace('intent: bench.answer', 'intent: bench.answer.other'));
    const gone =
      'the target of bench.answer (economics_cents_per_decision) is taken away, with every limit that it set';
    expect(told(other)).toEqual([gone]);
    const [own] = before.targets;
    if (own === undefined) throw new RangeError('a configuration has a target');
    const both = { ...before, targets: [own, ...other.targets] };
    expect(told({ ...both, targets: [own] }, both)).toEqual([gone.replace('bench.answer', 'bench.answer.other')]);
  });
});

it('a roster that gains or loses somebody is named with who is in it, and one in another order is not', () => {
  const roster = (...users: readonly string[]) => ({ ...before, teams: { '@acme/ops': [...users] } });
  expect(told(roster('@eve', '@ann'), roster('@ann'))).toEqual(['teams.@acme/ops is loosened: @ann → @ann @eve']);
  expect(told(before, roster('@ann'))).toEqual(['teams.@acme/ops is loosened: @ann → nothing']);
  expect(told(roster('@ann', '@eve'), roster('@eve', '@ann'))).toEqual([]);
});

describe('nothing is told', () => {
  it('of a configuration that stays, and of one that cannot be read', () => {
    expect(told(before)).toEqual([]);
    expect(told(null)).toEqual([]);
  });

  it('twice: of two floors that differ, one way alone is looser', () => {
    const floor = fc.double({ min: -1, max: 1, noNaN: true }).map((min) => (min === 0 ? 0 : min));
    fc.assert(
      fc.property(floor, floor, (one, other) => {
        const [a, b] = [one, other].map((min) => {
          const [target] = before.targets;
          if (target === undefined) throw new RangeError('a configuration has a target');
          return { ...before, targets: [{ ...target, guardrails: { utility_delta: { min } } }] };
        });
        if (a === undefined || b === undefined) throw new RangeError('two configurations');
        expect(told(b, a).length + told(a, b).length).toBe(one === other ? 0 : 1);
      }),
    );
  });
});
