/**
 * The life of two changes on GitHub, from the breach of a band on: one whose harm shows in production, which is stopped and
 * taken back to the byte, and the one after it, which goes through every stage. Each step is a pull request that ada merges.
 */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { syntheticCase } from '../../bench/synthetic.ts';
import { AuditReport } from '../../src/schema/audit-report.ts';
import { ExperienceReport } from '../../src/schema/experience-report.ts';
import type { HarvestReport } from '../../src/schema/harvest-report.ts';
import { STAGES, type Stage as StageName } from '../../src/schema/ids.ts';
import type { MonitorReport } from '../../src/schema/monitor-report.ts';
import type { ProductionRun } from '../../src/schema/production-run.ts';
import type { PromotionReport } from '../../src/schema/promotion-report.ts';
import { Proposal } from '../../src/schema/proposal.ts';
import type { ReleaseRecord } from '../../src/schema/release-record.ts';
import type { RollbackReport } from '../../src/schema/rollback-report.ts';
import { StatusReport } from '../../src/schema/status-report.ts';
import { feedOf, productionRun } from '../making/production.ts';
import { autotune, autotuneLater, commitAll, copyRepository, edit, git, write } from '../making/repository.ts';
import { CONFIGURATION, PACK } from '../making/small.ts';
import { judge, posted, READY } from './judged.ts';
import { type Stage, stageOf } from './stage.ts';
import { onGitHub } from './terminal.ts';

const RECORD = 'packs/bench/releases/bench.answer.yaml';
const FLAGS = 'packs/bench/releases/flags.json';
const DAY = 86_400;
const FIRST_DAY = Date.parse('2026-05-12T00:00:00Z') / 1000;
const GRANTED = {
  contents: 'write',
  issues: 'write',
  pull_requests: 'write',
  checks: 'write',
  metadata: 'read',
} as const;
const RULE = {
  type: 'pull_request',
  ruleset_source_type: 'Repository',
  ruleset_source: 'acme/support-agent',
  ruleset_id: 7,
  parameters: {
    required_approving_review_count: 1,
    require_code_owner_review: true,
    dismiss_stale_reviews_on_push: true,
    require_last_push_approval: false,
    required_review_thread_resolution: false,
  },
};

/** Days since the first; whatever is written happens at that time. */
let today = 0;
let stage: Stage;
let token = '';
let original = '';

beforeAll(async () => {
  const from = copyRepository(READY);
  edit(from, CONFIGURATION, (text) =>
    text
      .replace('    min_effect:', '    band: { max: 0.9 }\n    min_effect:')
      .concat(
        'experience: { files: experience/runs, traces: experience/traces }\nrollout: { window_days: 3, max_rise: 0.05 }\n',
      ),
  );
  write(from, 'experience/runs/README.md', 'Production runs, a file a day.\n');
  const [run, trace] = corrected();
  write(from, 'experience/runs/corrected.jsonl', `${JSON.stringify(run)}\n`);
  write(from, 'experience/traces/corrected.jsonl', `${JSON.stringify(trace)}\n`);
  autotune(from, ['flags', '--write', '--intent', 'bench.answer', '--kill', 'off']);
  commitAll(from, 'experience');
  stage = await stageOf(from, { closes: false, teams: { bench: ['wren'] }, now: () => new Date(now() * 1000) });
  stage.world.settings.rules = [RULE];
  token = await stage.world.mintToken({ permissions: GRANTED });
  original = read(PACK);
}, 120_000);
afterAll(() => stage.world.close());

/** A run of before any of this, which an operator corrected, with its recording. */
function corrected() {
  const { case_id: _, expected: __, operator_corrections: ___, ...trace } = syntheticCase(5000, 12);
  const { trace_id, decision_record_id, recorded_at: at } = trace;
  const operator_corrections = [{ kind: 'override', by: 'op', at, outcome: 'abstain' }] as const;
  return [
    productionRun(0, { at, trace_id, decision_record_id, operator_corrections: [...operator_corrections] }),
    trace,
  ];
}

const now = () => FIRST_DAY + today * DAY + 9 * 3600;
const read = (path: string) => git(stage.checkout, 'show', `HEAD:${path}`);
const record = (): ReleaseRecord => parse(read(RECORD));
const kinds = (kind: string) => stage.events().filter((event) => event.kind === kind);

async function verb<T>(...args: readonly string[]): Promise<T> {
  const ran = await onGitHub(stage, [...args, '--json'], { now: now(), token });
  expect(ran, args.join(' ')).toMatchObject({ status: 0 });
  return JSON.parse(ran.stdout);
}

/** Merges the pull request of a branch, and lets the bot record what came of it. */
async function merge(branch: string): Promise<void> {
  const pull = (await stage.pulls()).findLast((one) => one.branch === branch && one.state === 'open');
  expect(pull, branch).toBeDefined();
  await stage.world.person('ada').merge(pull?.number ?? 0, 'squash');
  await stage.advance({});
  await verb('record');
}

/** The pull request of a branch, judged by the shipped workflow on its own event. */
async function expectPassed(branch: string, kind: string): Promise<void> {
  const pull = (await stage.pulls()).findLast((one) => one.branch === branch && one.state === 'open');
  const { gate } = await judge(stage, pull?.number ?? 0, { now: now() });
  expect(gate?.reason).toBe('');
  expect(gate?.action?.outputs).toMatchObject({ decision: 'pass', kind });
  expect(posted(stage).at(-1)).toEqual({ commit: await stage.world.head(branch), conclusion: 'success' });
}

/** Production runs of some days, the stage being what it is, and the day after them. */
async function produce(days: number, like: (run: ProductionRun) => Partial<ProductionRun['scorecard']> = () => ({})) {
  const { release_tuple, rollout } = record();
  const { stage: at, candidate_tuple: candidate = release_tuple } = rollout;
  const from = `${new Date((FIRST_DAY + (today + 1) * DAY) * 1000).toISOString().slice(0, 19)}Z`;
  const feed = feedOf({ stage: at, baseline: release_tuple.id, candidate: candidate.id, from, days, perDay: 200 });
  const runs = [...feed].map((run, i) => ({
    ...run,
    ...{ run_id: `run_${today}_${i}`, trace_id: `trace_${today}_${i}` },
    pack_version: run.release_tuple_id === candidate.id ? candidate.pack : release_tuple.pack,
    scorecard: { ...run.scorecard, ...like(run) },
  }));
  const file = `experience/runs/from-day-${today + 1}.jsonl`;
  await stage.advance({ [file]: runs.map((run) => `${JSON.stringify(run)}\n`).join('') });
  today += days + 1;
}

type Promotions = { readonly promotions: readonly PromotionReport['promotions'][number][] };
const promote = async () => (await verb<Promotions>('promote')).promotions[0];
const monitor = async () => (await verb<MonitorReport>('monitor')).releases[0];

/** What the bot proposes today, merged by ada and recorded. */
async function mergeProposal(): Promise<Proposal> {
  const ran = await stage.run({ now: now() });
  expect(ran).toMatchObject({ exitCode: 0, outputs: { operation: 'created' } });
  const branch = ran.outputs['branch'] ?? '';
  const [path = ''] = git(
    stage.world.gitDir,
    'diff',
    '--name-only',
    'main',
    branch,
    '--',
    'packs/bench/proposals',
  ).split('\n');
  const proposal = Proposal.parse(JSON.parse(git(stage.world.gitDir, 'show', `${branch}:${path}`)));
  await expectPassed(branch, 'proposal');
  await merge(branch);
  const records = (await stage.pulls()).findLast(({ state }) => state === 'open');
  expect(records?.branch).toContain('/release-');
  await merge(records?.branch ?? '');
  return proposal;
}

/** Walks a rollout to a stage, each step by a pull request of its own. */
async function walkTo(last: StageName | 'finished'): Promise<void> {
  for (const [i, at] of STAGES.entries()) {
    if (at === last) return;
    expect(record().rollout.stage).toBe(at);
    await produce(at === '100%' ? 4 : 3);
    const promoted = await promote();
    expect(promoted).toMatchObject({
      decision: 'promote',
      stage: at,
      next: STAGES[i + 1] ?? 'finished',
      result: 'created',
    });
    if (at === '0%_shadow') await expectPassed(promoted?.branch ?? '', 'promotion');
    await merge(promoted?.branch ?? '');
  }
}

let harmful: Proposal;
let lasting: Proposal;

describe('a change that does harm', () => {
  it('is proposed when its metric leaves the band, merged by a person, and recorded in the shadow', async () => {
    await produce(1, () => ({ economics_cents: 1, latency_ms: 900 }));
    harmful = await mergeProposal();
    expect(record().rollout).toMatchObject({ stage: '0%_shadow', candidate_tuple: { pack: harmful.candidate_pack } });
    expect(read(PACK)).not.toBe(original);
  }, 120_000);

  it('is stopped at the stage where its harm shows', async () => {
    await walkTo('5%_low_risk');
    const { id: before } = record().release_tuple;
    const isHarmed = ({ release_tuple_id, run_id }: ProductionRun) =>
      release_tuple_id !== before && Number(run_id.split('_')[1]) % 5 === 0;
    await produce(3, (run) => (isHarmed(run) ? { safety: 0 } : {}));
    const writes = git(stage.world.gitDir, 'for-each-ref');
    expect(await promote()).toMatchObject({ decision: 'stop', stage: '5%_low_risk', branch: null });
    expect(git(stage.world.gitDir, 'for-each-ref')).toBe(writes);
    expect(await monitor()).toMatchObject({
      ...{ verdict: 'roll_back', recorded: 'recorded', comment: 'created' },
      rollback: { result: 'created' },
    });
  }, 120_000);

  it('is taken back to the byte by a pull request, and rejected with the reason', async () => {
    const said = 'one in five answers was unsafe';
    const { branch, restores, result } = await verb<RollbackReport>('rollback', 'bench.answer', said);
    // The verdict had opened it, and its evidence is the reason.
    expect(result).toBe('unchanged');
    const reason = expect.stringMatching(/^harm is established in production: .*safety/);
    expect(git(stage.world.gitDir, 'diff', '--name-only', 'main', branch).trim().split('\n')).toEqual([
      PACK,
      RECORD,
      FLAGS,
    ]);
    await expectPassed(branch, 'rollback');
    await merge(branch);
    expect(read(PACK)).toBe(original);
    const { release_tuple, rollout } = record();
    expect(release_tuple.id).toBe(restores);
    expect(rollout).toMatchObject({ stage: '100%' });
    expect(kinds('rolled_back')).toMatchObject([{ body: { cause: 'rollback', reason, restored: restores } }]);
    expect(kinds('rejection')).toMatchObject([{ body: { fingerprint: harmful.fingerprint, reason_code: 'reverted' } }]);
    const { rejections } = StatusReport.parse(await verb('status'));
    expect(rejections).toMatchObject([{ proposal_id: harmful.tuning_proposal_id, kind: 'rejection' }]);
  }, 120_000);
});

describe('a change that does good', () => {
  it('is another one than was rejected, and goes through all five stages by pull requests', async () => {
    await produce(1, () => ({ economics_cents: 1, latency_ms: 900 }));
    const first = record().release_tuple;
    lasting = await mergeProposal();
    expect(lasting.fingerprint).not.toBe(harmful.fingerprint);
    await walkTo('finished');
    const { release_tuple, previous, rollout, promotions } = record();
    expect(release_tuple.pack).not.toBe(first.pack);
    expect(previous).toEqual(first);
    expect(rollout).not.toHaveProperty('candidate_tuple');
    expect(promotions.slice(-4).map(({ stage: reached }) => reached)).toEqual(STAGES.slice(1));
  }, 240_000);

  it('is kept, since what it was proposed for is inside its band again', async () => {
    expect(await monitor()).toMatchObject({ verdict: 'keep', closure: { status: 'closed' }, comment: 'created' });
    const rest = git(stage.world.gitDir, 'for-each-ref');
    expect(await monitor()).toMatchObject({ recorded: 'known', comment: 'unchanged' });
    expect(git(stage.world.gitDir, 'for-each-ref')).toBe(rest);
  }, 60_000);

  it('was corrected once, from which a search case is made by a pull request', async () => {
    const { intents } = await verb<HarvestReport>('goldens', 'harvest');
    expect(intents).toMatchObject([{ result: 'created', added: [{ trace_id: 'trace_5000', expected: 'abstain' }] }]);
    expect((await verb<HarvestReport>('goldens', 'harvest')).intents).toMatchObject([{ result: 'unchanged' }]);
    await merge(intents[0]?.branch ?? '');
  }, 60_000);

  it('is what status, flags and the experience of its runs tell, at the end of it all', async () => {
    const { id } = record().release_tuple;
    const { released } = StatusReport.parse(await verb('status'));
    expect(released).toMatchObject([
      { intent: 'bench.answer', stage: '100%', tuple: id, pack: lasting.candidate_pack, candidate: null },
    ]);
    const flags = await autotuneLater(stage.checkout, ['flags']);
    expect(flags.stdout).toContain(`${FLAGS}  current`);
    expect(flags.stdout).toContain(`bench.answer  100%: everybody is served ${id}`);
    const { stdout } = await autotuneLater(stage.checkout, ['experience', '--json']);
    const { runs, groups } = ExperienceReport.parse(JSON.parse(stdout));
    expect(groups.map(({ pack_version }) => pack_version)).toContain(lasting.candidate_pack);
    expect(groups.reduce((sum, group) => sum + group.runs, 0)).toBe(runs);
    expect(groups.reduce((sum, { below_floor }) => sum + below_floor, 0)).toBeGreaterThan(0);
    expect(groups.reduce((sum, { corrected }) => sum + corrected, 0)).toBe(1);
  }, 60_000);

  it('leaves an audit with no question open, and a bot with nothing to do', async () => {
    const { tally, definition_of_done, failure_modes } = AuditReport.parse(await verb('audit'));
    const open = [...definition_of_done, ...failure_modes].filter(({ answer }) => answer !== 'met');
    expect(open.map(({ id, answer, reason }) => ({ id, answer, reason }))).toEqual([]);
    expect(tally).toMatchObject({ met: 14 });
    await stage.expectRest({ now: now() });
  }, 60_000);
});
