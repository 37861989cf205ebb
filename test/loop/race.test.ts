/** Whole runs that race: what they propose, what they leave on record, and that an exhaustive run would agree. */
import { beforeAll, describe, expect, it } from 'vitest';
import { Proposal } from '../../src/schema/proposal.ts';
import { RunReport } from '../../src/schema/run-report.ts';
import { autotune, commitAll, copyRepository, edit, git, makeRepository } from '../making/repository.ts';
import { smallRepository } from '../making/small.ts';

const CONFIGURATION = '.github/autotune.yaml';
const LEDGER = 'refs/heads/autotune/ledger';

function raced(pristine: string, change: (text: string) => string) {
  const root = copyRepository(pristine);
  edit(root, CONFIGURATION, change);
  commitAll(root, 'search');
  const { status, stdout } = autotune(root, ['run', '--json']);
  expect(status).toBe(0);
  return { root, stdout, report: RunReport.parse(JSON.parse(stdout)) };
}

const lines = (root: string, path: string) =>
  git(root, 'show', `${LEDGER}:${path}`)
    .trim()
    .split('\n')
    .map((line): Record<string, unknown> => JSON.parse(line));

describe('a run that races', () => {
  let pristine = '';
  let exhaustive: ReturnType<typeof raced>;
  let race: ReturnType<typeof raced>;
  beforeAll(() => {
    pristine = makeRepository();
    exhaustive = raced(pristine, (text) => text.replace('strategy: auto', 'strategy: exhaustive'));
    race = raced(pristine, (text) => text.replace('strategy: auto', 'strategy: race'));
  });

  const proposalOf = ({ report }: typeof race) => {
    const { branch, commit, ...proposal } = report.proposals[0] ?? { branch: '', commit: '' };
    return Proposal.parse(proposal);
  };

  it('proposes what an exhaustive run proposes, with fewer replays', () => {
    expect(exhaustive.report.search.strategy).toBe('exhaustive');
    expect(race.report.search.strategy).toBe('race');
    expect(proposalOf(race).candidate_change).toEqual(proposalOf(exhaustive).candidate_change);
    expect(proposalOf(race).observed_delta).toEqual(proposalOf(exhaustive).observed_delta);
    expect(race.report.search.candidates).toBe(exhaustive.report.search.candidates);
    expect(race.report.search.replays).toBeLessThan(0.75 * exhaustive.report.search.replays);
  });

  it('considers every candidate, and gives a reason for each', () => {
    const all = proposalOf(exhaustive).considered ?? [];
    const considered = proposalOf(race).considered ?? [];
    expect(considered.map(({ candidate_id }) => candidate_id)).toEqual(all.map(({ candidate_id }) => candidate_id));
    expect(considered.every(({ reason }) => reason !== '')).toBe(true);
  });

  it('excludes for breaking a guardrail only what is not lawful', () => {
    const verdicts = new Map(proposalOf(exhaustive).considered?.map((entry) => [entry.candidate_id, entry.verdict]));
    for (const { candidate_id, verdict } of proposalOf(race).considered ?? []) {
      if (verdict === 'refused' || verdict === 'inconclusive') {
        expect(['lawful', 'proposed']).not.toContain(verdicts.get(candidate_id));
      }
    }
  });

  it('says in the proposal what its record promises', () => {
    const { candidates, replays } = race.report.search;
    expect(proposalOf(race).race).toMatchObject({ candidates, alpha: 0.05, tolerance: 0.01, is_complete: true });
    expect(proposalOf(race).race?.replays).toBeLessThan(replays);
    expect(proposalOf(exhaustive).race).toBeUndefined();
  });

  it('brings whole lines before the held-out set, so that what is asked there skips nobody', () => {
    const lost =
      proposalOf(race).considered?.filter(({ verdict }) => verdict === 'lost' || verdict === 'skipped') ?? [];
    const [[path = '', change] = []] = Object.entries(proposalOf(race).candidate_change.patch);
    const onLine = lost.filter(({ patch }) => Object.keys(patch).length === 1 && patch[path] !== undefined);
    expect(change).toBeDefined();
    expect(onLine).toEqual([]);
  });

  it('records how each candidate ended', () => {
    const outcomes = lines(race.root, `runs/${race.report.run_id}/race.jsonl`);
    expect(outcomes.map(({ candidate_id }) => candidate_id)).toEqual(
      proposalOf(race).considered?.map(({ candidate_id }) => candidate_id),
    );
    expect(new Set(outcomes.map(({ kind }) => kind))).not.toContain('open');
  });

  it('gives the same bytes again', () => {
    expect(raced(pristine, (text) => text.replace('strategy: auto', 'strategy: race')).stdout).toBe(race.stdout);
  });

  it('happens by itself where the candidates do not fit the budget, and keeps to it', () => {
    const { report } = raced(pristine, (text) => text.replace('max_replays: 5000000', 'max_replays: 8000'));
    expect(report.search).toMatchObject({ strategy: 'race', candidates: exhaustive.report.search.candidates });
    expect(report.search.replays).toBeLessThanOrEqual(8000 + 2 * 155);
    const verdicts = new Map(proposalOf(exhaustive).considered?.map((entry) => [entry.candidate_id, entry.verdict]));
    expect(['lawful', 'proposed']).toContain(verdicts.get(report.proposals[0]?.candidate_id ?? ''));
  });

  it('says in a sentence that the budget was too small to judge everybody, or anybody', () => {
    const { report } = raced(pristine, (text) => text.replace('max_replays: 5000000', 'max_replays: 480'));
    const few = raced(smallRepository(), (text) =>
      text.replace('max_replays: 5000000', 'max_replays: 120').replace('strategy: auto', 'strategy: race'),
    );
    expect(few.report.targets[0]?.reason).toBe(
      'search.max_replays was spent before any of 4 candidates could be judged: raise it, or narrow what is searched',
    );
    expect(report.targets[0]?.reason).toMatch(
      /^none of \d+ candidates is lawful: .*; search\.max_replays was spent before \d+ more could be judged: raise it, or narrow what is searched$/,
    );
  });

  it('refuses a budget that no candidate can be judged within, before it spends more than that', () => {
    const root = copyRepository(pristine);
    edit(root, CONFIGURATION, (text) => text.replace('max_replays: 5000000', 'max_replays: 479'));
    commitAll(root, 'search');
    const { targets, search } = RunReport.parse(JSON.parse(autotune(root, ['run', '--json']).stdout));
    expect({ ...targets[0], replays: search.replays }).toMatchObject({
      result: 'refused',
      replays: 0,
      reason: expect.stringMatching(
        /^search\.max_replays is 479, and the 160 search cases of bench\.answer take 480 at least/,
      ),
    });
  });

  it('refuses to search everybody where the budget does not reach, and says what would', () => {
    const root = copyRepository(pristine);
    edit(root, CONFIGURATION, (text) =>
      text.replace('strategy: auto', 'strategy: exhaustive').replace('max_replays: 5000000', 'max_replays: 700'),
    );
    commitAll(root, 'search');
    const { targets } = RunReport.parse(JSON.parse(autotune(root, ['run', '--json']).stdout));
    expect(targets[0]?.reason).toMatch(
      /^search\.strategy asks for every candidate, and search\.max_replays is enough for \d+ of \d+ by \w+ only: raise it, lower max_changed_paths, or write strategy auto$/,
    );
  });

  it('leaves what the budget could not settle open, and says so', () => {
    const { root, report } = raced(pristine, (text) => text.replace('max_replays: 5000000', 'max_replays: 700'));
    expect(report.search.replays).toBeLessThanOrEqual(700 + 2 * 155);
    const outcomes = lines(root, `runs/${report.run_id}/race.jsonl`);
    expect(outcomes.filter(({ kind }) => kind === 'open')).not.toEqual([]);
    const [first] = outcomes.filter(({ kind }) => kind === 'broke' || kind === 'refuted');
    const told = autotune(root, ['explain', String(first?.['candidate_id']), '--json']);
    const { verdict, reason } = JSON.parse(told.stdout);
    expect(first?.['considered']).toMatchObject({ verdict, reason });
  });
});
