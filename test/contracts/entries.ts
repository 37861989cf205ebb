/** Ledger entries for tests, one of each family of kinds, with the least that the schema asks. */
import { digestOf } from '../../src/kit/canonical.ts';
import type { LedgerEntry } from '../../src/schema/ledger-event.ts';

const shared = {
  schema_version: 1,
  at: '2026-05-12T06:00:00Z',
  actor: { id: 'autotune', login: 'autotune', role: 'bot' },
  intent: 'support.triage',
  risk_class: 'read_only',
} as const;

export function note(text: string, more: Partial<typeof shared> = {}): LedgerEntry {
  return { ...shared, ...more, kind: 'note', body: { text } };
}

export function runStarted(run: string): LedgerEntry {
  const body = {
    run_id: run,
    metric: 'economics_cents_per_decision',
    target: digestOf('target'),
    pack: 'ctxpack.support@5.2.0',
    base_commit: '0'.repeat(40),
    search_set: 'goldens/support.triage/search@2026-05-12',
    heldout_test_set: 'goldens/support.triage/test@2026-05-12',
  };
  return { ...shared, kind: 'run_started', body };
}

export function runFinished(run: string, reason: string): LedgerEntry {
  const body = { run_id: run, result: 'no_proposal' as const, reason, candidates: 7, replays: 700 };
  return { ...shared, kind: 'run_finished', body };
}

export function look(candidate: string, number: number, set = 'set'): LedgerEntry {
  const body = {
    run_id: `run-${number}`,
    fingerprint: digestOf(candidate),
    heldout_test_set: 'goldens/support.triage/test@2026-05-12',
    set_digest: digestOf(set),
    look: number,
    max_looks: 12,
    confidence: 0.95,
  };
  return { ...shared, kind: 'heldout_look', body };
}

type ProposalKind =
  | 'proposal_opened'
  | 'proposal_updated'
  | 'proposal_held'
  | 'proposal_superseded'
  | 'proposal_expired';

export function proposal(kind: ProposalKind, id: string, more: { readonly by_command?: true } = {}): LedgerEntry {
  const branch = 'autotune/support.triage/0123456789ab';
  const body = { proposal_id: id, fingerprint: digestOf(id), branch, commit: '1'.repeat(40), ...more };
  return { ...shared, kind, body };
}

const TUPLE = {
  id: 'release.support.triage@2026-05-12',
  intent: 'support.triage',
  ...{ pack: 'ctxpack.support@5.2.1', policy: 'policy.support@1.0.0', tools: 'tools.support@1.0.0' },
  ...{ evals: 'evals.support@1.0.0', model: 'm', prompts: 'p', runtime: 'runtime.support@1.0.0', environment: 'e' },
};
const UNKNOWN = 'not_verified';
const DIGESTS = {
  ...{ pack: digestOf('pack'), policy: UNKNOWN, tools: UNKNOWN, evals: UNKNOWN },
  ...{ model: UNKNOWN, prompts: UNKNOWN, runtime: UNKNOWN, environment: UNKNOWN },
} as const;

export function released(id: string): LedgerEntry {
  const release_tuple = { ...TUPLE, digests: DIGESTS };
  const previous = { ...TUPLE, id: 'release.support.triage@2026-05-09', pack: 'ctxpack.support@5.2.0' };
  const patch = { 'evidence.ticket_history.top_k': { from: 10, to: 6 } };
  const found = { proposal_id: id, fingerprint: digestOf(id), patch, base_commit: '2'.repeat(40) };
  const body = { ...found, admission: 'admitted' as const, release_tuple, stage: '0%_shadow' as const, previous };
  return { ...shared, kind: 'release_recorded', body };
}

export function rolledBack(id: string): LedgerEntry {
  const found = { proposal_id: id, fingerprint: digestOf(id), base_commit: '3'.repeat(40) };
  return { ...shared, kind: 'rolled_back', body: { ...found, cause: 'reverted_by_hand', reason: 'it was taken back' } };
}

type RejectionKind = 'rejection' | 'unrejection' | 'soft_rejection';

export function rejection(
  kind: RejectionKind,
  id: string,
  more: {
    scope?: 'exact' | 'direction' | 'surface';
    expires_at?: string;
    baseline_tuple?: string;
    reason?: string;
  } = {},
): LedgerEntry {
  const body = {
    proposal_id: id,
    fingerprint: digestOf(id),
    scope: 'exact' as const,
    path: 'evidence.ticket_history.top_k',
    patch: { 'evidence.ticket_history.top_k': { from: 10, to: 6 } },
    reason: 'too few tickets',
    head_sha: '1'.repeat(40),
    baseline_tuple: 'release.support.triage@2026-05-09',
    evaluator_suite: 'evals.support@1.0.0',
    ...more,
  };
  return { ...shared, kind, body };
}
