/** `autotune explain` as a process, on what a real run left on the ledger. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { chain } from '../../src/core/ledger/chain.ts';
import { verify } from '../../src/core/ledger/verify.ts';
import { openRepository } from '../../src/edge/git/git.ts';
import { gitLedger } from '../../src/edge/git/ledger.ts';
import { Explanation } from '../../src/schema/explanation.ts';
import { CaseLine, ResultLine, SelectedProposal } from '../../src/schema/run-record.ts';
import { runFinished, runStarted } from '../contracts/entries.ts';
import { autotune, commitAll, copyRepository, git, makeRepository, refs, write } from '../making/repository.ts';

let root = '';
let proposal: { tuning_proposal_id: string; candidate_id: string; run_id: string };
const file = (name: string) => git(root, 'show', `autotune/ledger:runs/${proposal.run_id}/${name}`);
const lines = (name: string): unknown[] =>
  file(name)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

beforeAll(() => {
  root = makeRepository();
  [proposal] = JSON.parse(autotune(root, ['run', '--json']).stdout).proposals;
  // The ledger alone has to know: the goldens and packs of the checkout are gone.
  for (const folder of ['goldens', 'packs', '.github']) rmSync(join(root, folder), { recursive: true });
});

function explained(...args: readonly string[]): Explanation {
  const { status, stdout } = autotune(root, ['explain', ...args, '--json']);
  expect(status).toBe(0);
  return Explanation.parse(JSON.parse(stdout));
}

function refused(...args: readonly string[]) {
  const { status, stderr, stdout } = autotune(root, ['explain', ...args]);
  expect(stdout).toBe('');
  return { status, stderr };
}

describe('what a run records for it', () => {
  it('has a line for every search case and every candidate, and none of the held-out set', () => {
    const cases = lines('cases.jsonl').map((line) => CaseLine.parse(line));
    const results = lines('replay-results.jsonl').map((line) => ResultLine.parse(line));
    expect(cases).toHaveLength(160);
    expect(cases.every(({ selected }) => selected !== undefined)).toBe(true);
    expect(results.every(({ considered, changed }) => considered !== undefined && changed !== undefined)).toBe(true);
    expect(SelectedProposal.parse(JSON.parse(file('selected-proposal.json'))).selected).toBe(proposal.candidate_id);
    expect(`${file('cases.jsonl')}${file('replay-results.jsonl')}`).not.toMatch(/case_1\d{3}/);
  });
});

describe('explain', () => {
  it('knows the proposal, the candidate and a case, from the ledger alone, and writes nothing', () => {
    const before = refs(root);
    expect(explained(proposal.tuning_proposal_id)).toMatchObject({ kind: 'proposal', state: 'open' });
    expect(explained(proposal.candidate_id)).toMatchObject({ kind: 'candidate', verdict: 'proposed', deciding: null });
    const [line] = lines('cases.jsonl').map((each) => CaseLine.parse(each));
    const found = explained(line?.case_id ?? '');
    expect(found).toMatchObject({ kind: 'case', baseline: { cost_cents: line?.cost_cents } });
    if (found.kind !== 'case') throw new Error('a case');
    expect(found.selected?.cost_cents).toBeLessThan(line?.cost_cents ?? 0);
    expect(refs(root)).toBe(before);
  });

  it('finds each case that a candidate changed again from the side of the case', () => {
    const results = lines('replay-results.jsonl').map((line) => ResultLine.parse(line));
    const loser = results.find(
      ({ changed, considered }) => considered?.verdict === 'refused' && changed?.outcomes.length,
    );
    const id = loser?.changed?.outcomes[0]?.cases[0] ?? '';
    const found = explained(id);
    if (found.kind !== 'case') throw new Error('a case');
    const under = found.changed_by.find(({ candidate_id }) => candidate_id === loser?.candidate_id);
    expect(under?.outcome).toBe(loser?.changed?.outcomes[0]?.to);
    expect(explained(loser?.candidate_id ?? '')).toMatchObject({ deciding: { status: 'fail' } });
  });

  it('refuses an id that nobody has with the nearest, and one that several have with all of them', () => {
    const unknown = refused('case_9999');
    expect(unknown).toMatchObject({ status: 1, stderr: expect.stringMatching(/ID_UNKNOWN: .* the nearest: case_/) });
    expect(refused('cand_')).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/ID_AMBIGUOUS: .*cand_.*, cand_/),
    });
  });

  it('tells nothing of a held-out case, which has an id that nobody knows', () => {
    expect(refused('case_1000').stderr).toMatch(/ID_UNKNOWN/);
    expect(refused('case_1000').stderr).not.toContain('case_1000');
  });

  it('finds what an old run knows, however many runs came after it', async () => {
    const copy = copyRepository(root);
    const repository = await openRepository(copy, process.env);
    const ledger = gitLedger(repository);
    const { head, events } = await ledger.read();
    const later = Array.from({ length: 60 }, (_, i) => `run_later_${i}`);
    const added = chain(
      verify(events),
      later.flatMap((run) => [runStarted(run), runFinished(run, 'nothing')]),
    );
    const files = later.flatMap((run, i) => [
      { path: `runs/${run}/candidates.jsonl`, text: `{"candidate_id":"cand_later_${i}"}\n` },
      { path: `runs/${run}/cases.jsonl`, text: `{"case_id":"later_${i}"}\n` },
    ]);
    await ledger.append(head, [...added.map(({ file: event }) => event), ...files], 'later', '2026-06-01T00:00:00Z');
    const [line] = lines('cases.jsonl').map((each) => CaseLine.parse(each));
    const cases = [proposal.tuning_proposal_id, proposal.candidate_id, line?.case_id ?? ''];
    for (const id of cases) {
      const { status, stdout } = autotune(copy, ['explain', id, '--json']);
      expect(status).toBe(0);
      expect(Explanation.parse(JSON.parse(stdout))).toMatchObject({ id, run_id: proposal.run_id });
    }
    const begun = autotune(copy, ['explain', proposal.candidate_id.slice(0, -2), '--json']);
    expect(JSON.parse(begun.stdout)).toMatchObject({ id: proposal.candidate_id });
    expect(autotune(copy, ['explain', 'later_6000']).stderr).toContain('ID_UNKNOWN');
  });

  it('needs one id, and says so', () => {
    expect(refused()).toMatchObject({ status: 2, stderr: expect.stringContaining('explain needs ID') });
    expect(refused('a', 'b')).toMatchObject({ status: 2, stderr: expect.stringContaining("'b'") });
    expect(refused(proposal.candidate_id, '--intent', 'bench.ghost')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('the ledger has no run'),
    });
  });

  it('says which record it cannot read', () => {
    const copy = copyRepository(root);
    const path = `runs/${proposal.run_id}/cases.jsonl`;
    git(copy, 'checkout', '-q', '-f', 'autotune/ledger');
    write(copy, path, '{"intent":"bench.answer"}\n');
    commitAll(copy, 'a careless hand');
    const { status, stderr } = autotune(copy, ['explain', proposal.candidate_id]);
    expect(status).toBe(1);
    expect(stderr).toContain(`RUN_UNREADABLE: ${path}`);
  });
});
