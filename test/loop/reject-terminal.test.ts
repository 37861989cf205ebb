/** Rejecting at the terminal, on the sample and with the built bundle: what a person types, reads and finds afterwards. */
import { beforeAll, describe, expect, it } from 'vitest';
import { RejectingReport } from '../../src/schema/rejecting-report.ts';
import { RejectionsReport } from '../../src/schema/rejections-report.ts';
import { RunReport } from '../../src/schema/run-report.ts';
import { expectFile } from '../making/expected.ts';
import { lastEvent } from '../making/ledger.ts';
import { autotune, commitOnDay, copyRepository, git, refs } from '../making/repository.ts';
import { makeSample } from '../making/sample.ts';

let sample = '';
let first: RunReport;
beforeAll(() => {
  sample = makeSample();
  first = tune(sample);
}, 60_000);

function tune(root: string, ...more: readonly string[]): RunReport {
  const { status, stdout, stderr } = autotune(root, ['run', '--json', ...more]);
  expect({ status, stderr: stderr.replace(/^[\d.]+ s\n/, '') }).toEqual({ status: 0, stderr: '' });
  return RunReport.parse(JSON.parse(stdout));
}

const idOf = ({ proposals }: RunReport) => proposals[0]?.tuning_proposal_id ?? '';
const changeOf = ({ proposals }: RunReport, i = 0) => Object.entries(proposals[i]?.candidate_change.patch ?? {});

describe('autotune reject', () => {
  it('records the reason, and the next run proposes something else and says why', () => {
    const root = copyRepository(sample);
    const said = autotune(root, ['reject', idOf(first), 'two', 'tickets are not enough', '--expires', '90d']);
    expect(said.status).toBe(0);
    expectFile('rejected.txt', said.stdout);
    const kept = git(root, 'grep', '-h', '-F', 'autotune ', 'autotune/ledger', '--', '*.md');
    for (const verb of ['reject', 'unreject']) expect(kept).toContain(`\`autotune ${verb} ${idOf(first)} REASON\``);
    expect(kept).not.toContain('/autotune reject');
    const listed = autotune(root, ['rejections']);
    expectFile('rejections.txt', listed.stdout);
    const next = tune(root);
    expect(next.targets.map(({ skipped }) => skipped.exact)).toEqual([1, 0]);
    expect(changeOf(next)).not.toEqual(changeOf(first));
    expect(next.outcomes.map(({ operation }) => operation)).toEqual(['created', 'unchanged']);
    expect(git(root, 'branch', '--list', '--format=%(refname:short)')).not.toContain(first.proposals[0]?.branch);
    const before = refs(root);
    const { stdout } = autotune(root, ['run']);
    // Commits and runs are named by everything in the sample, which is not what this is about.
    expectFile('run-after-rejection.txt', stdout.replaceAll(/( {2}|run_)[0-9a-f]{12}$/gm, '$1(12 digits)'));
    expect(stdout).toContain('skipped 1 candidate: 1 exact; see autotune rejections');
    expect(stdout).toContain(`1 by ${idOf(first)} (exact)`);
    expect(refs(root)).toBe(before);
  });

  it('holds no longer than it was said to, and the change comes back with a note of it', () => {
    const root = copyRepository(sample);
    autotune(root, ['reject', idOf(first), 'not while the backlog is that long', '--expires', '90d']);
    commitOnDay(root, '2026-08-10T05:59:59Z');
    const alone = ['--intent', 'support.triage'];
    expect(changeOf(tune(root, ...alone))).not.toEqual(changeOf(first));
    commitOnDay(root, '2026-08-10T06:00:00Z');
    const { stdout } = autotune(root, ['run', ...alone]);
    const note = 'rejected before, by Dana on 2026-05-12: not while the backlog is that long';
    expect(stdout).toContain(`${note} (${idOf(first)}; it expired)`);
    const again = tune(root, ...alone);
    expect(changeOf(again)).toEqual(changeOf(first));
    expect(again.outcomes[0]).toMatchObject({ operation: 'unchanged' });
  });

  it('is one document where JSON is asked for, whatever came of it', () => {
    const root = copyRepository(sample);
    const words = ['reject', idOf(first), 'no', '--scope', 'surface', '--code', 'too_few', '--json'];
    const read = () => RejectingReport.parse(JSON.parse(autotune(root, words).stdout));
    expect(read()).toMatchObject({
      result: 'rejected',
      proposal_id: idOf(first),
      holds: true,
      is_closed: true,
      rejections: [{ scope: 'surface', reason_code: 'too_few', by: { id: 'dana@example.com', role: 'local' } }],
    });
    expect(read()).toMatchObject({ result: 'known' });
    const list = RejectionsReport.parse(JSON.parse(autotune(root, ['rejections', '--json']).stdout));
    expect(list).toMatchObject({ rejections: [{ scope: 'surface' }], lapsed: [], flagged: [] });
    const back = autotune(root, ['unreject', idOf(first), 'talked it over', '--json']);
    expect(RejectingReport.parse(JSON.parse(back.stdout))).toMatchObject({ result: 'taken_back', holds: false });
    const kept = (kind: string) => lastEvent(root, kind);
    for (const [kind, reason] of [
      ['rejection', 'no'],
      ['unrejection', 'talked it over'],
    ] as const) {
      const actor = { id: 'dana@example.com', login: 'Dana', role: 'local' };
      expect(kept(kind)).toMatchObject({
        actor,
        at: '2026-05-12T06:00:00Z',
        body: { proposal_id: idOf(first), reason },
      });
    }
    const taken_back = { by: { id: 'dana@example.com', login: 'Dana', role: 'local' }, reason: 'talked it over' };
    const [lapsed] = RejectionsReport.parse(JSON.parse(autotune(root, ['rejections', '--json']).stdout)).lapsed;
    expect(lapsed).toMatchObject({ lapsed: 'unrejected', taken_back });
    for (const verb of ['rejections', 'status']) {
      expect(autotune(root, [verb]).stdout).toContain(
        'it was taken back by Dana (local) at 2026-05-12T06:00:00Z: talked it over',
      );
    }
    const again = autotune(root, ['unreject', idOf(first), 'talked it over']);
    expect(again).toMatchObject({ status: 0, stdout: `nothing to take back  ${idOf(first)}\n` });
    expect(changeOf(tune(root))).toEqual(changeOf(first));
  });

  it('keeps what is said out of every line that a machine could obey', () => {
    const root = copyRepository(sample);
    const reason = '@acme/sre fixes #1 [skip ci]\n::error::boo\u001b[2J\u202e';
    const { stdout, stderr } = autotune(root, ['reject', idOf(first), reason]);
    for (const shown of [stdout, stderr, autotune(root, ['rejections']).stdout, autotune(root, ['status']).stdout]) {
      expect(shown).not.toMatch(/^::/m);
      expect(shown).not.toMatch(/[^\P{Cc}\n]|\p{Cf}/u);
    }
    expect(git(root, 'log', '--format=%B', 'autotune/ledger')).not.toMatch(/@acme|fixes|skip ci|::error/);
    const notice = git(root, 'show', `autotune/ledger:pull-requests/${idOf(first)}.notice.md`);
    expect(notice).not.toMatch(/@acme|#1|\[skip|^::/m);
    const json = JSON.parse(autotune(root, ['rejections', '--json']).stdout);
    expect(json.rejections[0].reason).toBe(reason);
  });

  it('asks git who says so', () => {
    const root = copyRepository(sample);
    git(root, 'config', '--unset', 'user.email');
    const before = refs(root);
    const { status, stderr } = autotune(root, ['reject', idOf(first), 'no']);
    expect({ status, code: /^autotune: (\w+)/.exec(stderr)?.[1] }).toEqual({ status: 1, code: 'PERSON_UNKNOWN' });
    expect(refs(root)).toBe(before);
  });

  it.each<[string[], string]>([
    [['reject'], 'reject needs PROPOSAL'],
    [['reject', 'at_x'], 'reject needs REASON'],
    [['reject', 'at_x', '  '], 'REASON is empty'],
    [['reject', 'at_x', 'no', '--scope', 'all'], 'there is no scope'],
    [['reject', 'at_x', 'no', '--expires', '0d'], 'no number of days'],
    [['reject', 'at_x', 'no', '--code', 'Too Few'], 'is no id'],
    [['rejections', 'x'], 'Unexpected argument'],
  ])('refuses %j', (args, said) => expectUsage(args, said));

  it('refuses a reason that no event could carry', () => {
    expectUsage(['reject', 'at_x', 'x'.repeat(20_001)], 'longer than 20000');
  });

  function expectUsage(args: readonly string[], said: string): void {
    const { status, stderr } = autotune(sample, args);
    expect(status).toBe(2);
    expect(stderr).toContain(said);
  }
});
