/** The gate on proposals of autotune's own: a true one passes, and each way of forging one is refused by its name. */
import { chmodSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { renderJson } from '../../src/core/proposal/render-json.ts';
import { GateReport } from '../../src/schema/gate-report.ts';
import { expectFile } from '../making/expected.ts';
import {
  CONFIGURATION,
  changeBase,
  forgeDocument,
  forgePatch,
  gateOf,
  makeProposed,
  onBranch,
  PACK,
  type Proposed,
  told,
} from '../making/gate.ts';
import { appendEvent, rejectProposal } from '../making/ledger.ts';
import { autotune, commitAll, copyRepository, edit, git, refs, write } from '../making/repository.ts';
import { makeKey, VARIABLE } from '../making/sealed.ts';

let pristine: Proposed;
beforeAll(() => {
  pristine = makeProposed();
});

/** The version that a proposal gives. */
const OWN_VERSION = /1\.0\.1\+[0-9a-f]{12}/;

/** A copy with one more commit on the proposal's branch. */
function withCommit(change: (root: string) => void): Proposed {
  const proposed = onBranch(pristine);
  change(proposed.root);
  commitAll(proposed.root, 'one more thing');
  return proposed;
}

describe('a proposal as autotune opened it', () => {
  it('passes: its run is repeated to the byte, and its scorecard is shown', async () => {
    const { root, branch, proposal } = pristine;
    const before = refs(root);
    const report = await gateOf(pristine);
    expect(told(report, 'fail')).toEqual([]);
    expect(report).toMatchObject({ decision: 'pass', kind: 'proposal', merged_tree: expect.any(String) });
    expect(report.proposal).toMatchObject({ id: proposal.tuning_proposal_id, intent: 'bench.answer' });
    const card = report.scorecard_delta?.['bench.answer'];
    expect(card?.search).toMatchObject({ observed_delta: proposal.observed_delta, counts: proposal.counts });
    expect(card?.together).toEqual(proposal.together);
    expect({ ...proposal.heldout, ...card?.heldout }).toEqual(proposal.heldout);
    expect(refs(root)).toBe(before);
    expect(git(root, 'rev-parse', branch).trim()).toBe(report.head);
  });

  it('passes when the base went on with something else', async () => {
    const proposed = { ...pristine, root: copyRepository(pristine.root) };
    write(proposed.root, 'README.md', 'A desk.\n');
    commitAll(proposed.root, 'a readme');
    expect(await gateOf(proposed)).toMatchObject({ decision: 'pass', kind: 'proposal' });
  });

  it('is judged by what is committed, whatever the working tree and the index hold', async () => {
    const proposed = { ...pristine, root: copyRepository(pristine.root) };
    write(proposed.root, PACK, 'nothing');
    write(proposed.root, CONFIGURATION, 'nothing');
    rmSync(join(proposed.root, 'goldens'), { recursive: true });
    git(proposed.root, 'add', '-A');
    expect(await gateOf(proposed)).toMatchObject({ decision: 'pass' });
  });
});

describe('a proposal that was compared with a candidate on its way', () => {
  it('passes, names that candidate as what a rollback restores, and fails once it is rejected', async () => {
    const root = copyRepository(pristine.root);
    for (const branch of [pristine.branch, 'autotune/bench.answer/release-*']) {
      const name = git(root, 'branch', '--list', '--format=%(refname:short)', branch).trim();
      git(root, 'merge', '-q', '--squash', name);
      git(root, 'commit', '-q', '-m', 'merged');
      autotune(root, ['run', '--json']);
    }
    const { proposals } = JSON.parse(autotune(root, ['run', '--json', '--intent', 'bench.answer']).stdout);
    const [{ branch, commit: _, ...document }] = proposals;
    expect(document.release_path.rollback_target).toBe(pristine.proposal.candidate_pack);
    expect(await gateOf({ root, branch })).toMatchObject({ decision: 'pass' });
    git(root, 'config', 'user.name', 'Ann');
    git(root, 'config', 'user.email', 'ann@example.org');
    expect(autotune(root, ['reject', document.tuning_proposal_id, 'not', 'this'])).toMatchObject({ status: 0 });
    git(root, 'branch', branch, proposals[0].commit);
    expect(told(await gateOf({ root, branch }), 'fail').join()).toContain('not this');
  });
});

describe('a forged figure', () => {
  it.each([
    [
      'of the search set',
      (p: Proposed['proposal']) => ({ ...p, observed_delta: { ...p.observed_delta, utility: 0.5 } }),
      'observed_delta.utility',
    ],
    [
      'of the held-out set',
      (p: Proposed['proposal']) => ({ ...p, heldout: { ...p.heldout, look: 2 } }),
      'heldout.look',
    ],
    [
      'of a guardrail',
      (p: Proposed['proposal']) => ({ ...p, guardrails: { ...p.guardrails, verdicts: [] } }),
      'guardrails.verdicts',
    ],
    [
      'about who was considered',
      (p: Proposed['proposal']) => ({ ...p, considered: (p.considered ?? []).slice(1) }),
      'considered',
    ],
    [
      'of what must review it',
      (p: Proposed['proposal']) => ({ ...p, release_path: { ...p.release_path, requires_reviewers: [] } }),
      'release_path.requires_reviewers',
    ],
    ['that was never there', (p: Proposed['proposal']) => ({ ...p, attribution: undefined }), 'attribution'],
  ])('%s is named with the value that replaying gives', async (_, change, field) => {
    const proposed = onBranch(pristine);
    forgeDocument(proposed, change);
    const report = await gateOf(proposed);
    expect(report.decision).toBe('fail');
    expect(told(report, 'fail').every((reason) => reason.startsWith(`rederived: ${field}`))).toBe(true);
    expect(told(report, 'fail')[0]).toMatch(/ in the proposal; replaying gives /);
    expect(report.checks.find(({ verdict }) => verdict === 'fail')).toMatchObject({ path: proposed.path });
  });

  it('in a file of the same content, written in another way, is refused', async () => {
    const proposed = withCommit((root) => edit(root, pristine.path, (text) => JSON.stringify(JSON.parse(text))));
    expect(told(await gateOf(proposed), 'fail')).toEqual([
      'rederived: the file says the same and is not written as autotune writes it',
    ]);
  });

  it('hidden behind a key that stands twice is refused', async () => {
    const proposed = withCommit((root) =>
      edit(root, pristine.path, (text) =>
        text.replace('"status": "proposed"', '"status": "released", "status": "proposed"'),
      ),
    );
    const report = await gateOf(proposed);
    expect(report.decision).toBe('fail');
    expect(told(report, 'fail').join('\n')).toContain('The same key stands');
  });
});

describe('a change beyond the patch', () => {
  it.each([
    ['README.md', 'a file that autotune does not read'],
    ['packs/bench/notes.md', 'a file beside packs and goldens'],
    ['.github/CODEOWNERS', 'the code owners'],
    ['.github/workflows/ci.yml', 'a workflow'],
    [CONFIGURATION, 'the configuration, which holds targets and guardrails'],
    ['packs/bench/evals/evals.bench.yaml', 'an evaluator suite'],
    ['packs/bench/policy/policy.bench.yaml', 'a policy bundle'],
    ['packs/bench/runtime/runtime.bench.yaml', 'a runtime model'],
    ['packs/bench/releases/bench.answer.yaml', 'a release record'],
    ['goldens/bench.answer/test.jsonl', 'a golden set'],
    ['goldens/bench.answer/manifest.yaml', 'the manifest of golden sets'],
  ])('in %s is named as %s', async (path, name) => {
    const proposed = withCommit((root) => {
      const known = git(root, 'ls-files', path).trim() === path;
      if (known) edit(root, path, (text) => `${text}\n`);
      else write(root, path, 'x\n');
    });
    const report = await gateOf(proposed);
    expect(report).toMatchObject({ decision: 'fail', kind: 'proposal' });
    expect(told(report, 'fail')).toEqual([
      expect.stringMatching(`^changed_paths: it also (?:adds|changes) ${path}: ${name}$`),
    ]);
  });

  it('in another value of the pack is named with its line', async () => {
    const proposed = withCommit((root) =>
      edit(root, PACK, (text) => text.replace('tool_tokens: 900', 'tool_tokens: 901')),
    );
    const report = await gateOf(proposed);
    expect(told(report, 'fail')).toEqual([
      'pack_text: context_budget.tool_tokens is 901; with the proposed change it is 900',
    ]);
    expect(report.checks.find(({ verdict }) => verdict === 'fail')).toMatchObject({ path: PACK, line: 7 });
  });

  it('in the bounds that the next proposal would have is named', async () => {
    const proposed = withCommit((root) => edit(root, PACK, (text) => text.replace('max: 50 }', 'max: 500 }')));
    expect(told(await gateOf(proposed), 'fail')).toEqual([
      'pack_text: tunable_surfaces[0].bounds.max is 500; with the proposed change it is 50',
    ]);
  });

  it('in a comment of the pack is refused', async () => {
    const proposed = withCommit((root) => edit(root, PACK, (text) => `${text}# merged by a friend\n`));
    expect(told(await gateOf(proposed), 'fail')).toEqual([
      'pack_text: the pack reads as proposed and is written in another way: comments or layout changed',
    ]);
  });

  it('is refused without a version of its own, and with one too many', async () => {
    for (const version of ['1.0.0', '1.0.1', '1.0.2']) {
      const proposed = withCommit((root) => edit(root, PACK, (text) => text.replace(OWN_VERSION, version)));
      const [, wanted] = proposed.proposal.candidate_pack?.split('@') ?? [];
      expect(told(await gateOf(proposed), 'fail')).toEqual([
        `pack_text: pack_meta.version is ${version}; with the proposed change it is ${wanted}`,
      ]);
    }
  });

  it('in what kind of file the pack is: executable, or a link to another', async () => {
    const executable = withCommit((root) => chmodSync(join(root, PACK), 0o755));
    expect(told(await gateOf(executable), 'fail')).toEqual([
      `changed_paths: ${PACK} is not the kind of file that it was`,
    ]);
    const link = withCommit((root) => {
      rmSync(join(root, PACK));
      symlinkSync('../../elsewhere.yaml', join(root, PACK));
    });
    expect(told(await gateOf(link), 'fail').join('\n')).toContain(`${PACK} is not the kind of file that it was`);
  });

  it('by a proposal that is a link is refused', async () => {
    const proposed = withCommit((root) => {
      rmSync(join(root, pristine.path));
      symlinkSync('../pack.yaml', join(root, pristine.path));
    });
    expect(await gateOf(proposed)).toMatchObject({ decision: 'fail', kind: 'proposal' });
  });
});

describe('a patch that the base does not allow, with every name and digest made to fit', () => {
  it.each([
    ['out of bounds', { 'evidence.kb.top_k': { from: 10, to: 60 } }, '60 is above the maximum 50'],
    [
      'off its step',
      { 'context_budget.evidence_tokens': { from: 60000, to: 50000 } },
      '50000 is not on a step of 20000 from 20000',
    ],
    [
      'of an undeclared value',
      { 'context_budget.tool_tokens': { from: 900, to: 100 } },
      'context_budget.tool_tokens is not declared tunable',
    ],
    ['that loosens a gate', { 'approval_gate.sum.threshold': { from: 3000, to: 4000 } }, '4000 loosens the gate'],
  ])('%s', async (_, patch, reason) => {
    const proposed = forgePatch(onBranch(pristine), patch);
    const report = await gateOf(proposed);
    expect(report.decision).toBe('fail');
    expect(told(report, 'fail')[0]).toMatch(/^bounds: /);
    expect(told(report, 'fail')[0]).toContain(reason);
    expect(told(report, 'fail').at(-1)).toMatch(/^rederived: repeating the run gives another change: evidence\.kb\./);
  });

  it('of more values than the target allows', async () => {
    const patch = { 'evidence.kb.top_k': { from: 10, to: 9 }, 'evidence.kb.max_hops': { from: 3, to: 2 } };
    const report = await gateOf(forgePatch(onBranch(pristine), patch));
    expect(told(report, 'fail')).toContain('bounds: it changes 2 values, and the target allows 1');
  });

  it('that is lawful and not what the run came to', async () => {
    const report = await gateOf(forgePatch(onBranch(pristine), { 'evidence.kb.top_k': { from: 10, to: 9 } }));
    expect(told(report, 'fail')).toEqual([
      expect.stringMatching(/^rederived: repeating the run gives another change: /),
    ]);
  });
});

describe('a proposal that is another’s', () => {
  it('is refused where its names do not follow from its change', async () => {
    const proposed = onBranch(pristine);
    forgeDocument(proposed, (p) => ({ ...p, fingerprint: `sha256:${'0'.repeat(64)}`, candidate_id: 'cand_0' }));
    const report = await gateOf(proposed);
    expect(told(report, 'fail').map((reason) => reason.split(' ', 2).join(' '))).toEqual([
      'identity: fingerprint',
      'identity: candidate_id',
      expect.stringMatching(/^rederived: /),
    ]);
  });

  it('is refused where another program is said to have produced it, since that would be another run', async () => {
    const proposed = onBranch(pristine);
    forgeDocument(proposed, (p) => ({ ...p, producer: 'another@1.0.0' }));
    const failed = told(await gateOf(proposed), 'fail').join();
    expect(failed).toMatch(/^rederived: the run that it names cannot be repeated, .* or the producer that it names/);
  });

  it('is refused for an intent that the base has no target for', async () => {
    const proposed = onBranch(pristine);
    forgeDocument(proposed, (p) => ({ ...p, target: { ...p.target, intent: 'bench.refund' } }));
    expect(told(await gateOf(proposed), 'fail')[0]).toContain('the base has no target for bench.refund');
  });

  it('is refused when it cites the run of another intent', async () => {
    const proposed = onBranch(pristine);
    const body = {
      run_id: 'run_of_another',
      metric: 'utility',
      target: `sha256:${'0'.repeat(64)}`,
      pack: 'x@1.0.0',
      base_commit: 'x',
      search_set: 'goldens/bench.refund/search@2026-05-01',
      heldout_test_set: 'goldens/bench.refund/test@2026-05-01',
    };
    appendEvent(proposed.root, { kind: 'run_started', intent: 'bench.refund', body });
    forgeDocument(proposed, (p) => ({
      ...p,
      run_id: 'run_of_another',
      replay: { ...p.replay, evaluation_run_id: 'run_of_another' },
    }));
    expect(told(await gateOf(proposed), 'fail')).toEqual([
      'ledger: run_of_another was a run for bench.refund, utility: the proposal is copied from another',
    ]);
  });

  it('is refused on the branch of another', async () => {
    const proposed = onBranch(pristine);
    git(proposed.root, 'branch', '-m', 'autotune/bench.answer/000000000000');
    const report = await gateOf({ ...proposed, branch: 'autotune/bench.answer/000000000000' });
    expect(told(report, 'fail')).toEqual([expect.stringContaining("is another proposal's")]);
  });

  it('is refused as a copy on any other branch, a fork’s too, and not on a commit that is known by none', async () => {
    const proposed = onBranch(pristine);
    git(proposed.root, 'branch', 'copy');
    const copied = await gateOf({ ...proposed, branch: 'copy' });
    expect(told(copied, 'fail')).toEqual([
      `identity: it is a copy on copy: autotune proposes this on ${proposed.branch}. Merge it from there, or make the change without the file of the proposal`,
    ]);
    const fork = await gateOf({ ...proposed, branch: 'copy' }, { branch: `fork:${proposed.branch}` });
    expect(told(fork, 'fail').join()).toContain(`it is a copy on fork:${proposed.branch}: `);
    const head = git(proposed.root, 'rev-parse', 'copy').trim();
    expect(await gateOf(proposed, { head })).toMatchObject({ decision: 'pass' });
  });

  it('is known at a terminal by the branch that git takes the head for', async () => {
    const { root, branch } = onBranch(pristine);
    git(root, 'update-ref', `refs/remotes/origin/${branch}`, branch);
    git(root, 'branch', 'copy');
    git(root, 'tag', 'tagged');
    const asked = async (head: string) => (await gateOf({ root, branch: '' }, { head, branch: undefined })).decision;
    for (const head of [branch, `refs/heads/${branch}`, `origin/${branch}`, 'HEAD', 'tagged']) {
      expect({ head, decision: await asked(head) }).toEqual({ head, decision: 'pass' });
    }
    expect(await asked('copy')).toBe('fail');
  });

  it('is refused beside a second one', async () => {
    const proposed = withCommit((root) => {
      write(root, 'packs/bench/proposals/at_2.json', git(root, 'show', `HEAD:${pristine.path}`));
    });
    expect(told(await gateOf(proposed), 'fail')[0]).toContain('carries one proposal');
  });

  it('is refused where it changes what was proposed before', async () => {
    const merged = onBranch(pristine);
    git(merged.root, 'checkout', '-q', 'main');
    git(merged.root, 'merge', '-q', '--ff-only', merged.branch);
    git(merged.root, 'checkout', '-q', '-b', 'rewrite');
    forgeDocument(merged, (p) => ({ ...p, rationale: 'always wanted' }));
    const report = await gateOf({ ...merged, branch: 'rewrite' });
    expect(told(report, 'fail').join('\n')).toContain('is on the base already');
  });
});

describe('a proposal whose ground is gone', () => {
  it.each([
    [
      'the evaluator suite',
      'packs/bench/evals/evals.bench.yaml',
      (text: string) => text.replace('id: correct', 'id: right'),
    ],
    ['the target', CONFIGURATION, (text: string) => text.replace('min: -0.02', 'min: -0.2')],
    [
      'the active release',
      'packs/bench/runtime/runtime.bench.yaml',
      (text: string) => text.replace('model_base_ms: 350', 'model_base_ms: 340'),
    ],
  ])('is told that %s drifted', async (what, path, change) => {
    const proposed = onBranch(pristine);
    changeBase(proposed, path, change);
    const unpinned = (text: string) => text.replace(/, digests: \{[^}]*\}/, '');
    if (path !== CONFIGURATION) changeBase(proposed, 'packs/bench/releases/bench.answer.yaml', unpinned);
    const report = await gateOf(proposed);
    expect(told(report, 'fail')).toContainEqual(expect.stringContaining(`evidence_drift: ${what}`));
    expect(told(report, 'inconclusive')).toEqual(['rederived: not replayed: evidence_drift comes first']);
  });

  it('is told that the search is steered in another way', async () => {
    const proposed = onBranch(pristine);
    changeBase(proposed, CONFIGURATION, (text) => text.replace('seed: 7', 'seed: 8'));
    expect(told(await gateOf(proposed), 'fail')[0]).toContain('the run that it names cannot be repeated');
  });

  it('is told that nothing could be rolled back to what no longer replays', async () => {
    const proposed = onBranch(pristine);
    changeBase(proposed, 'goldens/bench.answer/manifest.yaml', (text) => text.replace('top_k: 10', 'top_k: 3'));
    const failed = told(await gateOf(proposed), 'fail').join('\n');
    expect(failed).toContain('rollback: release.bench.answer@2026-05-01, which a rollback restores, does not replay');
    expect(failed).toContain('rederived: AUDIT_DIVERGED');
  });

  it('is refused where it would roll back to something else', async () => {
    const proposed = onBranch(pristine);
    forgeDocument(proposed, (p) => ({
      ...p,
      release_path: { ...p.release_path, rollback_release_tuple: 'release.bench.answer@2026-04-01' },
    }));
    expect(told(await gateOf(proposed), 'fail').at(-1)).toContain(
      'rollback: a rollback would restore release.bench.answer@2026-04-01',
    );
  });

  it('is inconclusive without the held-out set that it was confirmed on', async () => {
    const proposed = onBranch(pristine);
    git(proposed.root, 'checkout', '-q', 'main');
    git(proposed.root, 'rm', '-q', 'goldens/bench.answer/test.jsonl');
    commitAll(proposed.root, 'the held-out set is elsewhere');
    const report = await gateOf(proposed);
    expect(report.decision).toBe('inconclusive');
    expect(told(report, 'inconclusive')).toEqual([expect.stringMatching(/^rederived: HELDOUT_ABSENT/)]);
  });

  it('is a conflict where the base changed the same value', async () => {
    const proposed = onBranch(pristine);
    changeBase(proposed, PACK, (text) =>
      text
        .replace('top_k: 10', 'top_k: 12')
        .replace('max_hops: 3 }', 'max_hops: 1 }')
        .replace('version: 1.0.0', 'version: 1.1.0'),
    );
    const report = await gateOf(proposed);
    expect(report).toMatchObject({ decision: 'fail', kind: 'proposal', merged_tree: null });
    expect(told(report, 'fail')).toEqual([`merge: ${PACK} changed on both sides: merging it needs a person`]);
  });
});

describe('a proposal that the ledger speaks against', () => {
  it('is refused once a reviewer rejected it', async () => {
    const proposed = onBranch(pristine);
    rejectProposal(proposed.root, proposed.proposal);
    expect(told(await gateOf(proposed), 'fail')).toEqual([
      'standing: a reviewer rejected it (direction) on 2026-05-13, which stands: no',
    ]);
  });

  it('is refused once its day is over, and where it says a later one', async () => {
    const late = { clock: { now: async () => '2027-05-12T06:00:00Z' } };
    expect(told(await gateOf(pristine, { world: late }), 'fail')[0]).toMatch(/^standing: it expired at 2026-06-11/);
    for (const day of ['2026-06-10', '2026-06-12', '2030-01-01']) {
      const proposed = onBranch(pristine);
      forgeDocument(proposed, (p) => ({ ...p, expires_at: `${day}T06:00:00Z` }));
      const dated = `standing: expires_at is ${day}T06:00:00Z in the proposal; its run began at 2026-05-12T06:00:00Z, so it stands until 2026-06-11T06:00:00Z`;
      expect(told(await gateOf(proposed), 'fail')).toEqual([dated]);
      expect(told(await gateOf(proposed, { world: late }), 'fail').slice(0, 2)).toEqual([
        dated,
        'standing: it expired at 2026-06-11T06:00:00Z; the next run scores it again',
      ]);
    }
  });

  it('stands until the day of its run, also where the base lets later ones stand longer or shorter', async () => {
    const proposed = onBranch(pristine);
    changeBase(proposed, CONFIGURATION, (text) => text.replace('expires_days: 30', 'expires_days: 60'));
    expect(await gateOf(proposed)).toMatchObject({ decision: 'pass' });
    changeBase(proposed, CONFIGURATION, (text) => text.replace('expires_days: 60', 'expires_days: 2'));
    expect(told(await gateOf(proposed), 'fail')).toEqual([
      'standing: it would stand until 2026-06-11T06:00:00Z, longer than the 2 days of the base',
    ]);
  });

  it('is refused once autotune superseded it', async () => {
    const proposed = onBranch(pristine);
    const { tuning_proposal_id: proposal_id, fingerprint } = proposed.proposal;
    const body = { proposal_id, fingerprint, branch: proposed.branch, commit: 'x', reason: 'a better one' };
    appendEvent(proposed.root, { kind: 'proposal_superseded', intent: 'bench.answer', body });
    expect(told(await gateOf(proposed), 'fail')).toEqual(['standing: autotune superseded it by a newer proposal']);
  });

  it('is refused when the ledger has no such run', async () => {
    const proposed = onBranch(pristine);
    forgeDocument(proposed, (p) => ({ ...p, run_id: 'run_0', replay: { ...p.replay, evaluation_run_id: 'run_0' } }));
    expect(told(await gateOf(proposed), 'fail')).toEqual(['ledger: autotune/ledger has no run run_0']);
  });

  it('is refused when the look that it claims was never recorded', async () => {
    const proposed = onBranch(pristine);
    const started = git(proposed.root, 'rev-list', '--reverse', 'autotune/ledger').split('\n')[0] ?? '';
    git(proposed.root, 'branch', '-f', 'autotune/ledger', started);
    forgeDocument(proposed, (p) => ({ ...p, ledger: { ref: 'autotune/ledger', head: started } }));
    expect(told(await gateOf(proposed), 'fail')).toEqual([
      expect.stringMatching(/^rederived: the ledger has no look of this run at goldens\/bench\.answer\/test@/),
    ]);
  });

  it('is refused where it cites anything but the head that it was written on', async () => {
    const heads = git(pristine.root, 'rev-list', '--reverse', 'autotune/ledger').trim().split('\n');
    const own = heads.indexOf(pristine.proposal.ledger?.head ?? '');
    expect(own).toBeGreaterThan(0);
    for (const head of [heads[own - 1] ?? '', heads.at(-1) ?? '']) {
      const proposed = onBranch(pristine);
      forgeDocument(proposed, (p) => ({ ...p, ledger: { ref: 'autotune/ledger', head } }));
      expect(told(await gateOf(proposed), 'fail')).toEqual([
        `rederived: ledger.head is ${head} in the proposal; replaying gives ${heads[own]}`,
      ]);
    }
  });

  it('is refused where it cites a head from before its run', async () => {
    const before = makeProposed({ isAfterNote: true });
    const [first = ''] = git(before.root, 'rev-list', '--reverse', 'autotune/ledger').split('\n');
    expect(await gateOf(before)).toMatchObject({ decision: 'pass' });
    const proposed = onBranch(before);
    forgeDocument(proposed, (p) => ({ ...p, ledger: { ref: 'autotune/ledger', head: first } }));
    expect(told(await gateOf(proposed), 'fail')).toEqual([
      `ledger: at ${first}, which the proposal cites, autotune/ledger had no run ${proposed.proposal.run_id} yet: no run cites what was there before it began`,
    ]);
  });

  it('is refused when the ledger was set back behind what it cites', async () => {
    const proposed = onBranch(pristine);
    const [first = ''] = git(proposed.root, 'rev-list', '--reverse', 'autotune/ledger').split('\n');
    git(proposed.root, 'branch', '-f', 'autotune/ledger', first);
    expect(told(await gateOf(proposed), 'fail')[0]).toMatch(
      /^ledger: autotune\/ledger has no commit [0-9a-f]{40}: it was set back/,
    );
  });

  it('is refused when the ledger was set back behind what the base cites, and a rejection with it', async () => {
    const proposed = onBranch(pristine);
    const { root, proposal } = proposed;
    const before = git(root, 'rev-parse', 'autotune/ledger').trim();
    rejectProposal(root, proposal);
    const after = git(root, 'rev-parse', 'autotune/ledger').trim();
    git(root, 'checkout', '-q', 'main');
    write(
      root,
      'packs/bench/proposals/at_later.json',
      renderJson({ ...proposal, ledger: { ref: 'autotune/ledger', head: after } }),
    );
    commitAll(root, 'one that was merged later');
    expect(told(await gateOf(proposed), 'fail').join()).toContain('a reviewer rejected it');
    git(root, 'branch', '-f', 'autotune/ledger', before);
    expect(told(await gateOf(proposed), 'fail')).toEqual([
      'ledger: autotune/ledger was set back or replaced: it lacks what packs/bench/proposals/at_later.json cites on the base',
    ]);
  });

  it('is inconclusive where there is no ledger to ask', async () => {
    const proposed = onBranch(pristine);
    git(proposed.root, 'branch', '-D', 'autotune/ledger');
    const report = await gateOf(proposed);
    expect(report.decision).toBe('inconclusive');
    expect(told(report, 'inconclusive')[0]).toContain('autotune/ledger is not in this clone');
  });
});

describe('who has to approve', () => {
  it('is asked of the base: without owners there, a proposal is refused, whatever its head says', async () => {
    const proposed = onBranch(pristine);
    git(proposed.root, 'checkout', '-q', 'main');
    git(proposed.root, 'rm', '-q', '.github/CODEOWNERS');
    commitAll(proposed.root, 'nobody owns anything');
    const report = await gateOf(proposed);
    expect(told(report, 'fail')[0]).toBe('owners: the base has no CODEOWNERS, so nobody has to approve this');
  });

  it('is somebody for every changed path', async () => {
    const proposed = onBranch(pristine);
    changeBase(proposed, '.github/CODEOWNERS', () => '/packs/*/pack.yaml @acme/bench\n');
    expect(told(await gateOf(proposed), 'fail')).toEqual([
      `owners: nobody owns ${proposed.path} in .github/CODEOWNERS of the base`,
    ]);
  });

  it('is one of the reviewers of the configuration', async () => {
    const proposed = onBranch(pristine);
    changeBase(proposed, '.github/CODEOWNERS', () => '* @acme/other\n');
    expect(told(await gateOf(proposed), 'fail')).toEqual([
      'roles: none of the reviewers (@acme/bench (domain_owner)) owns what changes, so none of them has to approve it',
    ]);
  });

  it('is the owner of an approval gate where one changes, and else a note', async () => {
    const others = () => '* @acme/bench\n/packs/*/pack.yaml @acme/bench-eng\n';
    const gate = forgePatch(onBranch(pristine), { 'approval_gate.sum.threshold': { from: 3000, to: 2000 } });
    changeBase(gate, '.github/CODEOWNERS', others);
    expect(told(await gateOf(gate), 'fail').at(-1)).toBe(
      "surface_owners: approval_gate.sum.threshold is declared to be @acme/bench's, who is no code owner of " +
        `${PACK}: the last line of CODEOWNERS that covers it has to name them, such as /${PACK} @acme/bench-eng @acme/bench`,
    );
    const proposed = onBranch(pristine);
    changeBase(proposed, '.github/CODEOWNERS', others);
    const report = await gateOf(proposed);
    expect(told(report, 'fail')).toEqual([]);
    expect(told(report, 'note').join('\n')).toContain(
      `who is no code owner of ${PACK}, so GitHub does not wait for them`,
    );
  });
});

describe('the held-out set at the gate', () => {
  const SET = 'goldens/bench.answer/test.jsonl';

  it('is opened where it is sealed and an identity is given, and else nobody can tell', async () => {
    const { identity, recipient } = makeKey();
    const proposed = onBranch(pristine);
    git(proposed.root, 'checkout', '-q', 'main');
    expect(autotune(proposed.root, ['goldens', 'seal', '--to', recipient]).status).toBe(0);
    commitAll(proposed.root, 'sealed');
    const closed = await gateOf(proposed);
    expect(closed.decision).toBe('inconclusive');
    expect(told(closed, 'inconclusive')).toEqual([expect.stringMatching(/^rederived: HELDOUT_SEALED/)]);
    expect(await gateOf(proposed, {}, { [VARIABLE]: identity })).toMatchObject({ decision: 'pass' });
  });

  it('is not quoted, whatever is wrong with it', async () => {
    const proposed = onBranch(pristine);
    const canary = 'canary-of-the-held-out-set';
    changeBase(proposed, SET, (text) =>
      text.replaceAll('question number', canary).replace('"base_tokens":', '"base tokens":'),
    );
    const report = await gateOf(proposed);
    expect(report.decision).toBe('fail');
    expect(told(report, 'fail').join()).toContain('rederived: ');
    expect(JSON.stringify(report)).not.toContain(canary);
  });
});

describe('the gate at the terminal', () => {
  it('ends with 0 for a pass, 1 for a failure, 3 where it cannot tell, 2 where it was not asked right', () => {
    const proposed = onBranch(pristine);
    const { root, branch } = proposed;
    const asked = (...args: readonly string[]) => autotune(root, ['gate', '--base', 'main', ...args]);
    const passed = asked('--head', branch);
    expect(passed).toMatchObject({ status: 0, stderr: '' });
    const tidy = (text: string) => text.replaceAll(/(?<![0-9a-z])[0-9a-f]{12}\b/g, '(id)');
    expectFile('gate.txt', tidy(passed.stdout));
    expect(GateReport.parse(JSON.parse(asked('--head', branch, '--json').stdout))).toMatchObject({ decision: 'pass' });
    forgeDocument(proposed, (p) => ({ ...p, observed_delta: { ...p.observed_delta, utility: 0.5 } }));
    const failed = asked('--head', branch);
    expect(failed.status).toBe(1);
    expectFile('gate-failed.txt', tidy(failed.stdout));
    git(root, 'branch', '-D', 'autotune/ledger');
    git(root, 'reset', '-q', '--hard', 'HEAD^');
    expect(asked('--head', branch).status).toBe(3);
    expect(asked().status).toBe(2);
    expect(asked('--head=--all').status).toBe(1);
  });
});

describe('a merged proposal', () => {
  it.each([
    ['edited', (root: string, path: string) => edit(root, path, (text) => `${text}\n`), 'is on the base already'],
    ['taken away', (root: string, path: string) => git(root, 'rm', '-q', path), 'was merged and is taken away'],
    ['moved', (root: string, path: string) => git(root, 'mv', path, `${path}.txt`), 'was merged and is taken away'],
  ])('that is %s later fails by its name, since releases are found by it', async (_, change, why) => {
    const { root, branch, path } = onBranch(pristine);
    git(root, 'checkout', '-q', 'main');
    git(root, 'merge', '-q', '--ff-only', branch);
    git(root, 'checkout', '-q', '-b', 'later');
    change(root, path);
    commitAll(root, 'history');
    const report = await gateOf({ root, branch: 'later' });
    expect(report.decision).toBe('fail');
    expect(told(report, 'fail').join('\n')).toContain(`${path} ${why}`);
  });

  it('that goes with its change, as in a revert, is told and not refused for it', async () => {
    const { root, branch, path } = onBranch(pristine);
    git(root, 'checkout', '-q', 'main');
    git(root, 'merge', '-q', '--no-ff', branch);
    git(root, 'checkout', '-q', '-b', 'later');
    git(root, 'revert', '--no-edit', '-m', '1', 'HEAD');
    const report = await gateOf({ root, branch: 'later' });
    expect(told(report, 'note').join('\n')).toContain(`history: ${path} goes with its change`);
    expect(told(report, 'fail').join('\n')).not.toContain('history');
  });
});
