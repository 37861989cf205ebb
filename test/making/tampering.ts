/** Repositories that were tampered with: files of the ledger changed behind its back, and runs that never were. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { candidateId, fingerprintOf } from '../../src/core/packs/identity.ts';
import { openRepository } from '../../src/edge/git/git.ts';
import { gitLedger } from '../../src/edge/git/ledger.ts';
import { digestOf } from '../../src/kit/canonical.ts';
import { openJournal } from '../../src/loop/ledger/journal.ts';
import type { Candidate } from '../../src/schema/candidate.ts';
import type { LedgerEntry } from '../../src/schema/ledger-event.ts';
import { SelectedProposal } from '../../src/schema/run-record.ts';
import { type TuningTarget, TuningTargetDocument } from '../../src/schema/tuning-target.ts';
import { git } from './repository.ts';

const LEDGER = 'autotune/ledger';
const ACTOR = { id: 'autotune', login: 'autotune', role: 'bot' } as const;

/** Changes a file of the ledger's branch in a commit of its own; null removes it. */
export function changeLedger(root: string, path: string, change: (text: string) => string | null): void {
  const tree = join(mkdtempSync(join(tmpdir(), 'autotune-ledger-')), 'tree');
  git(root, 'worktree', 'add', '-q', tree, LEDGER);
  const file = join(tree, path);
  const text = change(readFileSync(file, 'utf8'));
  if (text === null) git(tree, 'rm', '-q', '--', path);
  else writeFileSync(file, text);
  git(tree, 'commit', '-q', '-a', '-m', 'tamper');
  git(root, 'worktree', 'remove', '--force', tree);
}

/** The one run of a ledger, as it wrote itself down. */
export function recordedRun(root: string) {
  const [path = ''] = git(root, 'ls-tree', '-r', '--name-only', LEDGER)
    .split('\n')
    .filter((name) => name.endsWith('/target.json'));
  const folder = path.slice(0, -'/target.json'.length);
  const read = (name: string): unknown => JSON.parse(git(root, 'show', `${LEDGER}:${folder}/${name}`));
  return {
    folder,
    target: TuningTargetDocument.parse(read('target.json')).target,
    proposal: SelectedProposal.parse(read('selected-proposal.json')).proposal,
  };
}

/** A candidate whose identity follows from its patch and target, lawful or not. */
export function candidateFor({ intent, baseline_tuple }: TuningTarget, patch: Candidate['patch']): Candidate {
  const fingerprint = fingerprintOf({
    intent,
    patch,
    baselineTuple: baseline_tuple,
    evaluatorSuite: baseline_tuple.evals,
  });
  return {
    candidate_id: candidateId(fingerprint),
    fingerprint,
    generator: 'grid',
    layer: 'retrieval',
    patch,
    rationale: 'forged',
    hypothesis: { mechanism: 'forged', expected_delta: {} },
  };
}

/** Appends events, chained as they have to be, with files beside them. */
export async function appendEvents(
  root: string,
  entries: readonly Pick<LedgerEntry, 'kind' | 'body'>[],
  files: readonly { readonly path: string; readonly text: string }[] = [],
  actor: LedgerEntry['actor'] = ACTOR,
): Promise<void> {
  const journal = await openJournal(gitLedger(await openRepository(root, process.env)));
  for (const [i, entry] of entries.entries()) {
    const whole = {
      schema_version: 1,
      at: '2026-05-13T00:00:00Z',
      actor,
      intent: 'bench.answer',
      risk_class: 'read_only',
    };
    const added: LedgerEntry = JSON.parse(JSON.stringify({ ...whole, ...entry }));
    await journal.record([{ entry: added, isSame: () => false }], () => (i === 0 ? files : []));
  }
}

/** Records a run that searched the given changes, and came to nothing. */
export async function forgeRun(root: string, patches: readonly Candidate['patch'][]): Promise<void> {
  const { target } = recordedRun(root);
  const run_id = 'run_forged';
  const candidates = patches.map((patch) => candidateFor(target, patch));
  const started = {
    run_id,
    metric: target.metric,
    target: digestOf({ target }),
    pack: target.baseline_tuple.pack,
    base_commit: git(root, 'rev-parse', 'HEAD').trim(),
    search_set: 'goldens/bench.answer/search@2026-05-01',
    heldout_test_set: 'goldens/bench.answer/test@2026-05-01',
  };
  const finished = { run_id, result: 'no_proposal' as const, reason: 'none', candidates: 0, replays: 0 };
  const lines = (all: readonly unknown[]) => all.map((each) => `${JSON.stringify(each)}\n`).join('');
  await appendEvents(
    root,
    [
      { kind: 'run_started', body: started },
      { kind: 'run_finished', body: finished },
    ],
    [
      { path: `runs/${run_id}/target.json`, text: JSON.stringify({ target }) },
      { path: `runs/${run_id}/candidates.jsonl`, text: lines(candidates) },
      {
        path: `runs/${run_id}/replay-results.jsonl`,
        text: lines(candidates.map(({ candidate_id }) => ({ candidate_id }))),
      },
      { path: `runs/${run_id}/selected-proposal.json`, text: JSON.stringify({ proposal: null, reason: 'none' }) },
    ],
  );
}
