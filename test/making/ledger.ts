/** Events of others on the ledger of a real repository: what reviewers and older runs wrote. */
import type { Proposal } from '../../src/schema/proposal.ts';
import { git, runScript } from './repository.ts';

const LEDGER = 'autotune/ledger';

/** Appends a rejection the way the command will: chained onto the last event. */
export function rejectProposal(root: string, proposal: Proposal | undefined): void {
  const patch = proposal?.candidate_change.patch ?? {};
  const body = {
    proposal_id: proposal?.tuning_proposal_id,
    fingerprint: proposal?.fingerprint,
    scope: 'direction',
    path: Object.keys(patch)[0],
    patch,
    reason: 'no',
    head_sha: 'x',
    baseline_tuple: 'release.bench.answer@2026-05-01',
    evaluator_suite: 'evals.bench@1.0.0',
  };
  appendEvent(root, { kind: 'rejection', intent: 'bench.answer', body });
}

export function appendEvent(root: string, event: { kind: string; intent: string; body: unknown }): void {
  const script = `
    import { openRepository } from './src/edge/git/git.ts';
    import { gitLedger } from './src/edge/git/ledger.ts';
    import { openJournal } from './src/loop/ledger/journal.ts';
    const [root, event] = process.argv.slice(1);
    const journal = await openJournal(gitLedger(await openRepository(root, process.env)));
    const actor = { id: '1', login: 'dana', role: 'owner' };
    const entry = { schema_version: 1, at: '2026-05-13T00:00:00Z', actor, risk_class: 'read_only', ...JSON.parse(event) };
    await journal.record([{ entry, isSame: () => false }]);
  `;
  const ran = runScript(script, [root, JSON.stringify(event)]);
  if (ran.status !== 0) throw new Error(ran.stderr);
}

/** The newest event of a kind, by the history of the ledger: names of events of one second are in no order. */
export function lastEvent(root: string, kind: string) {
  const names = git(root, 'log', '--format=', '--name-only', '--diff-filter=A', LEDGER, '--', 'events/').split('\n');
  const name = names.find((path) => path.includes(`-${kind}-`)) ?? '';
  return JSON.parse(git(root, 'show', `${LEDGER}:${name}`));
}
