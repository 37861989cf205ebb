/** Whole runs on small repositories: which steps a line has, and where it starts. */
import { describe, expect, it } from 'vitest';
import { SYNTHETIC_DOCUMENTS } from '../../bench/synthetic.ts';
import type { GoldenCase } from '../../src/schema/golden-case.ts';
import { RunReport } from '../../src/schema/run-report.ts';
import { autotune, makeRepository } from '../making/repository.ts';

const PACK = 'packs/bench/pack.yaml';
const SUITE = 'packs/bench/evals/evals.bench.yaml';
const CONFIGURATION = '.github/autotune.yaml';

/** A document of the synthetic repository with some of its text replaced. */
function edited(path: string, ...edits: readonly (readonly [string | RegExp, string])[]): Record<string, string> {
  const text = edits.reduce((all, [from, to]) => all.replace(from, to), SYNTHETIC_DOCUMENTS[path] ?? '');
  return { [path]: text };
}

function runOn(root: string): RunReport {
  return RunReport.parse(JSON.parse(autotune(root, ['run', '--json']).stdout));
}

describe('a target that wants a setting to rise', () => {
  const PATH = 'evidence.kb.top_k';

  /** Every fifth case needs what stands at rank 12, the others what stands at ranks 1 to 9. */
  function atRank(golden: GoldenCase, i: number): GoldenCase {
    const items = golden.evidence['kb']?.items.filter(({ hop }) => hop === 1) ?? [];
    const cites = [items[i % 5 === 0 ? 11 : i % 9]?.ref ?? ''];
    return {
      ...golden,
      family: golden.case_id,
      decisions: golden.decisions.map((made) => ({ ...made, cites })),
      expected: { ...golden.expected, required_evidence: cites },
    };
  }

  const bounded = (bounds: string) =>
    makeRepository({
      search: 100,
      test: 100,
      change: atRank,
      documents: {
        ...edited(PACK, ['min: 1, max: 50', bounds], [/\n.*kb-max-hops.*/, ''], ['max_hops: 3', 'max_hops: 1']),
        ...edited(SUITE, ['check: outcome', 'check: required_evidence']),
        ...edited(
          CONFIGURATION,
          ['metric: economics_cents_per_decision\n    direction: decrease', 'metric: utility\n    direction: increase'],
          ['min_effect: 0.005', 'min_effect: 0.05'],
          ['max_ms: 0', 'max_ms: 250'],
          ['max_cents: 0', 'max_cents: 1'],
        ),
      },
    });

  it('is given the rise, whatever may be lowered beside it', () => {
    for (const bounds of ['min: 10, max: 12', 'min: 1, max: 12']) {
      const report = runOn(bounded(bounds));
      expect(report.targets.map(({ result, reason }) => [result, reason])).toEqual([
        ['proposed', expect.stringContaining('kb.top_k 10→12')],
      ]);
      expect(report.proposals[0]?.candidate_change.patch).toEqual({ [PATH]: { from: 10, to: 12 } });
    }
  });
});

describe('a limit that the active configuration misses itself', () => {
  const PATH = 'approval_gate.pay.threshold';
  const GATE = 'approval_gate: { pay: { threshold: 3000, tightens: down } }';

  /** Amounts of 0 to 4,500 in steps of 500; from 2,000 on a person has to be asked. */
  const paying = (golden: GoldenCase, i: number): GoldenCase => ({
    ...golden,
    family: golden.case_id,
    risk_class: 'destructive',
    decisions: golden.decisions.map((made) => ({ ...made, amount: (i % 10) * 500 })),
    expected: { ...golden.expected, approval_required: (i % 10) * 500 >= 2000 },
  });

  const gated = (max: string) =>
    makeRepository({
      search: 100,
      test: 100,
      change: paying,
      documents: {
        ...edited(
          PACK,
          ['risk_class: read_only, reads: [', 'risk_class: destructive, reads: [approval_gate, '],
          ['planner: {', `${GATE}\nplanner: {`],
          [
            /tunable_surfaces:[\s\S]*/,
            `tunable_surfaces:\n  - { id: pay, layer: approval_gate, field: threshold, path: ${PATH}, bounds: { min: 1000, max: 5000, step: 500 }, owner: "@acme/bench" }\n`,
          ],
        ),
        ...edited(SUITE, [
          'dimension: policy, kind: replay, check: approval',
          'dimension: policy, kind: replay, check: forbidden_tools',
        ]),
        ...edited(
          CONFIGURATION,
          ['metric: economics_cents_per_decision', 'metric: approval_bypass_rate'],
          ['min_effect: 0.005', 'min_effect: 0.05'],
          ['approval_bypass_rate: { max: 0 }', `approval_bypass_rate: { max: ${max} }`],
        ),
      },
    });

  it('is mended by the first step that mends it, behind those that do not', () => {
    for (const max of ['0', '0.1', '0.5']) {
      const report = runOn(gated(max));
      expect([max, report.targets[0]?.reason]).toEqual([max, expect.stringContaining('holds on both sets')]);
      expect(report.proposals[0]?.candidate_change.patch).toEqual({ [PATH]: { from: 3000, to: 2000 } });
      expect(report.targets[0]?.considered['heldout_refused']).toBeUndefined();
    }
  });
});
