/** Whole runs that end without a proposal, and why: what a person has to mend is named, not counted. */
import { expect, it } from 'vitest';
import { SYNTHETIC_DOCUMENTS } from '../../bench/synthetic.ts';
import { RunReport } from '../../src/schema/run-report.ts';
import { autotune } from '../making/repository.ts';
import { smallRepository } from '../making/small.ts';

const SUITE = 'packs/bench/evals/evals.bench.yaml';

it('names the case in which the active configuration fails a floor itself, for no candidate mends what it does not touch', () => {
  const safe = '  - { id: kept, dimension: safety, kind: judgement, name: kept }\n';
  const root = smallRepository(
    (golden, i) => ({ ...golden, judgements: { ...golden.judgements, kept: i === 7 ? 0 : 1 } }),
    { [SUITE]: `${SYNTHETIC_DOCUMENTS[SUITE]}${safe}` },
  );
  const { status, stdout } = autotune(root, ['run', '--json']);
  const report = RunReport.parse(JSON.parse(stdout));
  expect({ status, proposals: report.proposals }).toEqual({ status: 0, proposals: [] });
  expect(report.targets[0]?.reason).toMatch(
    /^the active configuration of bench\.answer fails safety\.min itself \(lowest value 0\.5 is below 1; 1 of 40 cases are below 1\), such as case_0*7: mend it, or what the case expects; none of \d+ candidates is lawful: /,
  );
});

it('says what most candidates lack, and whom to ask about, where a guardrail alone does not tell', () => {
  // Of ten families nothing is known of how the cost moves, however much every case saves.
  const root = smallRepository((golden, i) => ({ ...golden, family: `family_${i < 1000 ? 'a' : 'b'}${i % 10}` }));
  const { stdout } = autotune(root, ['run', '--json']);
  const reason = RunReport.parse(JSON.parse(stdout)).targets[0]?.reason ?? '';
  expect(reason).toMatch(
    /^none of \d+ candidates is lawful: \d+ by improvement.* \(\d+ of them, such as cand_[0-9a-f]+: improvement: 10 families of cases tell too little of how it moves; 20 are needed\)/,
  );
  expect(autotune(root, ['status']).stdout).toContain('10 families of cases tell too little');
  const [, candidate = ''] = /such as (cand_[0-9a-f]+)/.exec(reason) ?? [];
  expect(autotune(root, ['explain', candidate]).stdout).toContain('10 families of cases tell too little');
});
