/** Whole runs of the built bundle on real repositories: what they leave behind, and what they leave alone. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { SYNTHETIC_DOCUMENTS, syntheticCase } from '../../bench/synthetic.ts';
import type { GoldenCase } from '../../src/schema/golden-case.ts';
import { Proposal } from '../../src/schema/proposal.ts';
import { RunReport } from '../../src/schema/run-report.ts';
import { TuningTargetDocument } from '../../src/schema/tuning-target.ts';
import { appendEvent, rejectProposal } from '../making/ledger.ts';
import { repinned } from '../making/repinned.ts';
import {
  autotune,
  autotuneLater,
  commitAll,
  copyRepository,
  edit,
  git,
  makeRepository,
  refs,
  write,
} from '../making/repository.ts';

const PACK = 'packs/bench/pack.yaml';
const LEDGER = 'refs/heads/autotune/ledger';
const CONFIGURATION = '.github/autotune.yaml';
const SUITE = 'packs/bench/evals/evals.bench.yaml';
const POLICY = 'packs/bench/policy/policy.bench.yaml';

let pristine = '';
beforeAll(() => {
  pristine = makeRepository();
});

function runOn(root: string, ...args: readonly string[]) {
  const ran = autotune(root, ['run', '--json', ...args]);
  return { ...ran, report: RunReport.parse(JSON.parse(ran.stdout)) };
}

function events(root: string): { kind: string; body: Record<string, unknown> }[] {
  const names = git(root, 'log', '--reverse', '--diff-filter=A', '--name-only', '--format=', LEDGER, '--', 'events')
    .trim()
    .split('\n');
  return names.map((name) => JSON.parse(git(root, 'show', `${LEDGER}:${name}`)));
}

describe('a run that finds something', () => {
  let root = '';
  let before = '';
  let first: ReturnType<typeof runOn>;
  beforeAll(() => {
    root = copyRepository(pristine);
    write(root, 'notes.txt', 'untracked');
    before = `${git(root, 'status', '--porcelain')}${git(root, 'symbolic-ref', 'HEAD')}${git(root, 'rev-parse', 'HEAD')}`;
    first = runOn(root);
  });

  it('opens one proposal and says so', () => {
    expect(first).toMatchObject({
      status: 0,
      report: { operation: 'created', targets: [{ intent: 'bench.answer', result: 'proposed' }], errors: [] },
    });
    expect(first.report.proposals).toHaveLength(1);
  });

  it('counts its candidates by verdict, and tells where the changed value stands', () => {
    const [proposal] = first.report.proposals;
    const considered = proposal?.considered ?? [];
    const counts = first.report.targets[0]?.considered ?? {};
    expect(counts).toMatchObject({ proposed: 1 });
    expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(considered.length);
    const [path = '', change] = Object.entries(proposal?.candidate_change.patch ?? {})[0] ?? [];
    const [outcome] = first.report.outcomes;
    expect(outcome).toMatchObject({ proposal_id: proposal?.tuning_proposal_id, operation: 'created' });
    const [place] = outcome?.places ?? [];
    expect(place).toMatchObject({ path, file: PACK });
    const line = readFileSync(join(root, PACK), 'utf8').split('\n')[(place?.line ?? 0) - 1];
    expect(line).toContain(`${path.split('.').at(-1)}: ${change?.from}`);
  });

  it('leaves a branch whose diff is the typed patch, the version and the proposal, nothing else', () => {
    const [proposal] = first.report.proposals;
    const branch = proposal?.branch ?? '';
    const id = proposal?.tuning_proposal_id ?? '';
    expect(git(root, 'diff', '--name-only', 'main', branch).trim().split('\n').sort()).toEqual(
      [PACK, `packs/bench/proposals/${id}.json`].sort(),
    );
    const changed = git(root, 'diff', '-U0', 'main', branch, '--', PACK)
      .split('\n')
      .filter((line) => /^[+-][^+-]/.test(line));
    const [[path, change] = ['', { from: 0, to: 0 }]] = Object.entries(proposal?.candidate_change.patch ?? {});
    expect(path).toMatch(/^evidence\.kb\./);
    expect(changed).toHaveLength(4);
    expect(changed[0]).toContain('version: 1.0.0');
    expect(changed.join('\n')).toMatch(/version: 1\.0\.1\+[0-9a-f]{12},/);
    expect(changed.at(-1)).toContain(`${path.split('.').at(-1)}: ${change.to}`);
  });

  it('writes the proposal document that its report shows, with every guarded metric', () => {
    const [reported] = first.report.proposals;
    const { branch, commit, ...document } = reported ?? {};
    const text = git(root, 'show', `${branch}:packs/bench/proposals/${reported?.tuning_proposal_id}.json`);
    expect(Proposal.parse(JSON.parse(text))).toEqual(document);
    expect(git(root, 'rev-parse', String(branch)).trim()).toBe(commit);
    expect(Object.keys(reported?.observed_delta ?? {})).toEqual(
      expect.arrayContaining([
        'economics_cents_per_decision',
        'utility',
        'policy',
        'safety',
        'p95_latency_ms',
        'approval_bypass_rate',
        'evidence_coverage',
      ]),
    );
    expect(reported?.guardrails.verdicts?.every(({ status }) => status === 'pass')).toBe(true);
    expect(reported?.control?.counts.changed).toBe(0);
    expect(reported?.self_test?.['bench.answer']).toMatchObject({
      no_change: { cases: 160, changed: 0, missing: 0, moved: [], flips: [] },
      evaluators: { cases: 160, differing: 0 },
      sets: { heldout_cases: 155, shared_families: 0, shared_cases: 0 },
    });
    const planted = reported?.self_test?.['bench.answer']?.planted ?? [];
    expect(planted.filter(({ answer }) => answer === 'pass' || answer === 'not_breakable')).toEqual([]);
    expect(planted.length).toBeGreaterThan(6);
    const paths = Object.keys(reported?.candidate_change.patch ?? {});
    expect(reported?.attribution?.paths.map(({ path }) => path)).toEqual(paths);
  });

  it('tells the whole story in the ledger, the look before its result', () => {
    expect(events(root).map(({ kind }) => kind)).toEqual([
      'run_started',
      'heldout_look',
      'proposal_opened',
      'run_finished',
    ]);
    const runId = first.report.run_id;
    const files = git(root, 'ls-tree', '-r', '--name-only', LEDGER, `runs/${runId}/`).trim().split('\n');
    expect(files.map((file) => file.split('/').at(-1))).toEqual([
      'candidates.jsonl',
      'cases.jsonl',
      'replay-results.jsonl',
      'selected-proposal.json',
      'self-test.json',
      'target.json',
    ]);
    expect(
      TuningTargetDocument.safeParse(JSON.parse(git(root, 'show', `${LEDGER}:runs/${runId}/target.json`))).success,
    ).toBe(true);
    const results = git(root, 'show', `${LEDGER}:runs/${runId}/replay-results.jsonl`).trim().split('\n');
    expect(results).toHaveLength(first.report.search.candidates);
  });

  it('touches neither the working tree nor the index nor the checked-out branch', () => {
    expect(
      `${git(root, 'status', '--porcelain')}${git(root, 'symbolic-ref', 'HEAD')}${git(root, 'rev-parse', 'HEAD')}`,
    ).toBe(before);
    expect(existsSync(join(root, 'packs/bench/proposals'))).toBe(false);
  });

  it('says unchanged the second time and writes nothing', () => {
    const state = refs(root);
    expect(runOn(root)).toMatchObject({
      status: 0,
      report: { operation: 'unchanged', proposals: first.report.proposals },
    });
    expect(refs(root)).toBe(state);
  });

  it('leaves a repository that git finds sound', () => {
    expect(git(root, 'fsck', '--strict', '--no-dangling')).toBe('');
  });
});

describe('the same repository state', () => {
  it('gives the same bytes, refs and commits included', () => {
    const [one, other] = [copyRepository(pristine), copyRepository(pristine)];
    expect(runOn(one).stdout).toBe(runOn(other).stdout);
    expect(refs(one)).toBe(refs(other));
  });

  it('gives the same proposals when four runs start at once', async () => {
    const alone = copyRepository(pristine);
    runOn(alone);
    const crowded = copyRepository(pristine);
    const ran = await Promise.all(Array.from({ length: 4 }, () => autotuneLater(crowded, ['run', '--json'])));
    expect(ran.map(({ status }) => status)).toEqual([0, 0, 0, 0]);
    expect(events(crowded).map(({ kind }) => kind)).toEqual([
      'run_started',
      'heldout_look',
      'proposal_opened',
      'run_finished',
    ]);
    const proposals = (root: string) =>
      refs(root)
        .split('\n')
        .filter((ref) => ref.startsWith('refs/heads/autotune/bench'));
    expect(proposals(crowded).map((ref) => ref.split(' ')[0])).toEqual(
      proposals(alone).map((ref) => ref.split(' ')[0]),
    );
    expect(runOn(crowded).report.operation).toBe('unchanged');
  });
});

describe('a dry run', () => {
  it('writes nothing at all and stops before the held-out set', () => {
    const root = copyRepository(pristine);
    const state = refs(root);
    const { status, report } = runOn(root, '--dry-run');
    expect(status).toBe(0);
    expect(report.targets[0]).toMatchObject({ result: 'no_proposal', reason: expect.stringContaining('dry run') });
    expect(refs(root)).toBe(state);
    expect(git(root, 'status', '--porcelain')).toBe('');
  });
});

describe('what is refused before anything is replayed', () => {
  const refusal = (change: (root: string) => void, isCommitted = true) => {
    const root = copyRepository(pristine);
    change(root);
    if (isCommitted) commitAll(root, 'change');
    const { status, report } = runOn(root);
    expect(status).toBe(1);
    expect(report.operation).toBe('none');
    expect(refs(root)).not.toContain('heads/autotune/bench');
    return report.errors[0];
  };

  it('a working tree that differs from the commit', () => {
    expect(refusal((root) => edit(root, PACK, (text) => `# a comment\n${text}`), false)).toMatchObject({
      code: 'WORKTREE_DIRTY',
      problems: [{ code: 'WORKTREE_DIRTY', file: PACK }],
    });
  });

  it('a document with an unknown key, at its place', () => {
    const error = refusal((root) =>
      edit(root, '.github/autotune.yaml', (text) => text.replace('min_effect:', 'min_efect:')),
    );
    expect(error).toMatchObject({ code: 'DOCUMENTS_INVALID' });
    const place = { file: '.github/autotune.yaml', line: 7, column: 5, severity: 'error', code: 'DOC_UNKNOWN_KEY' };
    expect(error?.problems).toContainEqual(expect.objectContaining(place));
  });

  it('a golden set that is not the pinned one', () => {
    expect(
      refusal((root) =>
        edit(root, 'goldens/bench.answer/search.jsonl', (text) =>
          text.replace('question number 3"', 'question no. 3"'),
        ),
      ),
    ).toMatchObject({ code: 'SET_DIGEST_MISMATCH' });
  });

  it('a runtime model that no longer reproduces the records, naming case and step', () => {
    const error = refusal((root) => {
      edit(root, 'packs/bench/runtime/runtime.bench.yaml', (text) =>
        text.replace('model_base_ms: 350', 'model_base_ms: 351'),
      );
      edit(root, 'packs/bench/releases/bench.answer.yaml', (text) =>
        text.replace(/\n\s+runtime: sha256:[0-9a-f]+|, ?runtime: sha256:[0-9a-f]+|runtime: sha256:[0-9a-f]+, ?/, ''),
      );
    });
    expect(error).toMatchObject({
      code: 'AUDIT_DIVERGED',
      message: expect.stringMatching(/case_0 .*"account" \(scorecard\).*160 cases/),
    });
  });

  it('a released document that changed without a new version', () => {
    expect(
      refusal((root) => edit(root, 'packs/bench/runtime/runtime.bench.yaml', (text) => text.replace('350', '351')))
        ?.problems,
    ).toContainEqual(expect.objectContaining({ code: 'REF_DIGEST_MISMATCH' }));
  });

  it('a target without a guardrail for safety', () => {
    expect(
      refusal((root) => edit(root, '.github/autotune.yaml', (text) => text.replace(' safety: { min: 1.0 },', ''))),
    ).toMatchObject({
      code: 'CONTRACT_INCOMPLETE',
      message: expect.stringContaining('guardrails.safety.min'),
    });
  });

  const HELDOUT = 'goldens/bench.answer/test.jsonl';
  /** With a held-out set that is stamped, but not beside the search set that it stands beside. */
  const besideOther = (change: (golden: GoldenCase, first: GoldenCase) => GoldenCase) => {
    let first: GoldenCase | null = null;
    const apart = makeRepository({
      change(golden, i) {
        if (i === 1) first = golden;
        if (i === 1003 && first !== null) return change(golden, first);
        const name = `apart_${i}`;
        return i < 1000 ? { ...golden, case_id: name, family: name, invoke: { input: { message: name } } } : golden;
      },
    });
    const root = makeRepository();
    repinned(root, HELDOUT, () => readFileSync(join(apart, HELDOUT), 'utf8'));
    commitAll(root, 'another held-out set');
    return root;
  };

  it('a family that stands in both sets, before a look is spent', () => {
    const root = besideOther((golden) => ({ ...golden, family: 'family_1' }));
    const { status, report } = runOn(root);
    expect(status).toBe(1);
    expect(report.errors[0]).toMatchObject({ code: 'SETS_OVERLAP' });
    expect(events(root).map(({ kind }) => kind)).toEqual(['run_started', 'run_finished']);
  });

  it('a held-out case that is a copy of a search case under other names', () => {
    const root = besideOther((golden, first) => ({ ...golden, ...first, case_id: 'other', family: 'other' }));
    const { status, report } = runOn(root);
    expect(status).toBe(1);
    expect(report.errors[0]).toMatchObject({
      code: 'SETS_OVERLAP',
      problems: [{ message: expect.stringContaining('under another name (line 4 there)') }],
    });
    expect(autotune(root, ['validate']).status).toBe(1);
  });

  it('a case that stands in both sets, under another family', () => {
    const root = besideOther((golden) => ({ ...golden, case_id: 'case_1' }));
    const { status, report } = runOn(root);
    expect(status).toBe(1);
    expect(report.errors[0]).toMatchObject({
      code: 'SETS_OVERLAP',
      problems: [{ message: expect.stringContaining('line 4 there') }],
    });
    expect(autotune(root, ['validate']).stdout).toContain('this case is in the held-out set too (line 4 there)');
  });
});

describe('the held-out set', () => {
  const CANARY = 'CANARY-7f3a';
  it('leaves no text, id or single result anywhere', () => {
    const root = makeRepository({
      change: (golden, i) =>
        i < 1000
          ? golden
          : {
              ...golden,
              case_id: `${CANARY}-${i}`,
              trace_id: `${CANARY}-trace-${i}`,
              family: `${CANARY}-family-${i}`,
              tags: [CANARY],
              invoke: { input: { message: `${CANARY} secret question` } },
            },
    });
    const { stdout, stderr, report } = runOn(root);
    const [proposal] = report.proposals;
    expect(proposal).toBeDefined();
    const everything = [
      stdout,
      stderr,
      git(root, 'log', '-p', '--all', '--not', 'main'),
      git(root, 'log', '-p', LEDGER),
      git(root, 'diff', 'main', proposal?.branch ?? ''),
    ];
    expect(everything.filter((text) => text.includes(CANARY))).toEqual([]);
  });

  it('refuses when its looks are used up', () => {
    const configuration = readFileSync(join(pristine, '.github/autotune.yaml'), 'utf8');
    const documents = { '.github/autotune.yaml': configuration.replace('max_looks: 12', 'max_looks: 1') };
    const elsewhere = makeRepository({ documents });
    runOn(elsewhere);
    const spent = events(elsewhere).find(({ kind }) => kind === 'heldout_look')?.body;
    const root = makeRepository({ documents });
    const body = { ...spent, fingerprint: `sha256:${'9'.repeat(64)}` };
    appendEvent(root, { kind: 'heldout_look', intent: 'bench.answer', body });
    const { status, report } = runOn(root);
    expect(status).toBe(1);
    expect(report.errors[0]).toMatchObject({
      code: 'HELDOUT_EXHAUSTED',
      message: expect.stringContaining('autotune goldens stamp --intent bench.answer'),
    });
    expect(events(root).filter(({ kind }) => kind === 'heldout_look')).toHaveLength(1);
  });

  it.each([
    ['another suite', SUITE, 'check: outcome }', 'check: outcome, weight: 2 }'],
    [
      'another policy',
      POLICY,
      'rules: []',
      'rules:\n  - { id: odd, applies_to: [bench.answer], when: { "==": [{ var: decision.outcome }, odd] }, effect: escalate }',
    ],
  ])('is looked at anew under %s, whatever its version says', (_, path, from, to) => {
    const documents = {
      [CONFIGURATION]: readFileSync(join(pristine, CONFIGURATION), 'utf8').replace('max_looks: 12', 'max_looks: 1'),
    };
    const root = makeRepository({ documents });
    expect(runOn(root).report.proposals[0]?.heldout).toMatchObject({ look: 1 });
    edit(root, path, (text) => text.replace(from, to));
    expect(autotune(root, ['goldens', 'stamp'])).toMatchObject({ status: 0 });
    commitAll(root, 'another rule');
    for (const args of [['--dry-run'], []]) expect(runOn(root, ...args).report.proposals).toEqual([]);
    expect(runOn(root).report.errors).toMatchObject([{ code: 'HELDOUT_EXHAUSTED' }]);
    expect(events(root).filter(({ kind }) => kind === 'heldout_look')).toHaveLength(1);
  });

  it('has to show at a later look, at its higher confidence, what steps were lined up by', () => {
    const first = copyRepository(pristine);
    const once = runOn(first).report.proposals[0];
    const spent = events(first).find(({ kind }) => kind === 'heldout_look')?.body;
    const root = copyRepository(pristine);
    for (let look = 1; look < 12; look++) {
      const fingerprint = `sha256:${String(look).padStart(64, '0')}`;
      appendEvent(root, { kind: 'heldout_look', intent: 'bench.answer', body: { ...spent, look, fingerprint } });
    }
    const later = runOn(root).report.proposals[0];
    expect(later?.candidate_change.patch).toEqual(once?.candidate_change.patch);
    expect(later?.heldout).toMatchObject({ look: 12, confidence: 0.995833 });
    const shown = (proposal: typeof once) => ({
      alone: proposal?.heldout?.intervals?.['economics_cents_per_decision'] ?? { lower: 0, upper: 0 },
      asked: proposal?.guardrails.verdicts?.find(({ guardrail }) => guardrail === 'improvement')?.interval,
    });
    for (const proposal of [once, later]) expect(shown(proposal).asked).toEqual(shown(proposal).alone);
    expect(shown(later).alone.upper).toBeGreaterThan(shown(once).alone.upper);
    expect(shown(later).alone.lower).toBeLessThan(shown(once).alone.lower);
  });

  describe('that was refreshed', () => {
    const spend = (looks: number) => {
      const configuration = readFileSync(join(pristine, '.github/autotune.yaml'), 'utf8');
      const root = makeRepository({
        search: 240,
        test: 240,
        documents: { '.github/autotune.yaml': configuration.replace('max_looks: 12', `max_looks: ${looks}`) },
      });
      const [first] = runOn(root).report.proposals;
      rejectProposal(root, first);
      return { root, first };
    };
    const refresh = (root: string, change: (line: string, i: number) => string) => {
      edit(root, 'goldens/bench.answer/manifest.yaml', (text) =>
        text.replace('version: 2026-05-01', 'version: 2026-06-01'),
      );
      edit(root, 'goldens/bench.answer/test.jsonl', (text) =>
        text
          .trim()
          .split('\n')
          .map((line, i) => `${change(line, i)}\n`)
          .join(''),
      );
      expect(autotune(root, ['goldens', 'stamp']).status).toBe(0);
      commitAll(root, 'refresh');
    };
    /** The same cases under other names, asked in other words: what was recorded for them gives them away. */
    const disguised = (line: string, i: number) =>
      line
        .replace(/"case_id":"[^"]*"/, `"case_id":"new_${i}"`)
        .replace(/"family":"[^"]*"/, `"family":"new_family_${i}"`)
        .replace(/question number/, 'another question, number');
    const fresh = (i: number) => JSON.stringify(syntheticCase(5000 + i, 12));

    it('starts with all of its looks where every case is new', () => {
      const { root } = spend(1);
      refresh(root, (_, i) => fresh(i));
      expect(runOn(root).report.proposals[0]?.heldout).toMatchObject({ look: 1, budget: { remaining: 0 } });
    });

    it('is refused where old cases came back and the looks at them are spent, naming lines only', () => {
      const { root } = spend(1);
      refresh(root, (line, i) => (i === 7 || i === 9 ? disguised(line, i) : fresh(i)));
      const { status, report, stderr } = runOn(root);
      expect(status).toBe(1);
      expect(report.errors[0]).toMatchObject({
        code: 'HELDOUT_REUSED',
        message: expect.stringContaining('2 of goldens/bench.answer/test@2026-05-01 (1 looks)'),
        problems: [
          { file: expect.stringMatching(/test\.jsonl$/), line: 8, column: 1 },
          { file: expect.stringMatching(/test\.jsonl$/), line: 10, column: 1 },
        ],
      });
      expect(stderr).not.toMatch(/new_|case_1/);
      expect(events(root).filter(({ kind }) => kind === 'heldout_look')).toHaveLength(1);
    });

    it('counts the looks at the cases that came back where some are left', () => {
      const { root } = spend(3);
      refresh(root, (line, i) => (i < 40 ? line : fresh(i)));
      const [proposal] = runOn(root).report.proposals;
      expect(proposal?.heldout).toMatchObject({
        look: 2,
        confidence: 0.975,
        budget: { remaining: 1, carried: { looks: 1, cases: 40 }, spent: [{ look: 2 }] },
      });
      expect(runOn(root).report).toMatchObject({ operation: 'unchanged', proposals: [proposal] });
    });

    it('gains nothing by a new version of the same bytes', () => {
      const { root } = spend(1);
      refresh(root, (line) => line);
      expect(runOn(root).report.errors[0]).toMatchObject({ code: 'HELDOUT_EXHAUSTED' });
    });
  });

  it('is not looked at where a tunable value could not be patched and restored: nothing is searched', () => {
    const pack = SYNTHETIC_DOCUMENTS[PACK] ?? '';
    const root = makeRepository({
      documents: { [PACK]: pack.replace('top_k: 10, max_hops: 3', 'top_k: 0xA, max_hops: 0x3') },
    });
    const { status, report } = runOn(root);
    expect(status).toBe(1);
    expect(report.errors[0]?.problems.map(({ code }) => code)).toContain('SURFACE_VALUE_FORM');
    expect(refs(root)).not.toContain('autotune/');
  });

  it('is not looked at where it has too few cases of a slice with a margin of its own, and tells nothing of them', () => {
    const tagged = (heldout: number) =>
      makeRepository({
        change: (golden, i) =>
          i % 8 === 0 && (i < 1000 || i < 1000 + 8 * heldout) ? { ...golden, tags: [...golden.tags, 'rare'] } : golden,
        documents: {
          '.github/autotune.yaml': (SYNTHETIC_DOCUMENTS['.github/autotune.yaml'] ?? '').replace(
            'approval_bypass_rate: { max: 0 }',
            'approval_bypass_rate: { max: 0 }, slices: { rare: { utility_delta: { min: -0.9 } } }',
          ),
        },
      });
    const few = tagged(4);
    const { status, report } = runOn(few);
    expect(status).toBe(0);
    expect(report.targets[0]?.reason).toMatch(/guardrails.slices asks for rare, of which the held-out set has 4 cases/);
    expect(events(few).map(({ kind }) => kind)).toEqual(['run_started', 'run_finished']);
    const [proposal] = runOn(tagged(5)).report.proposals;
    const verdict = proposal?.guardrails.verdicts?.find(({ guardrail }) => guardrail === 'utility_delta rare');
    expect(verdict).toMatchObject({
      status: 'pass',
      reason: expect.stringMatching(/ alone; with the search set .*n = 25/),
    });
  });

  it('is not looked at, and nothing replayed, where its many cases are of a few families', () => {
    const root = makeRepository({
      change: (golden, i) => ({ ...golden, family: `family_${i < 1000 ? 'a' : 'b'}${i % 4}` }),
    });
    const { report } = runOn(root);
    expect(report.targets[0]?.reason).toMatch(/^underpowered: 315 search and held-out cases of about 8 families/);
    expect(report.search.replays).toBe(0);
  });

  it('is not asked where its many cases are of a few families, of which validate and stamp warn', () => {
    const root = makeRepository({
      change: (golden, i) => (i < 1000 ? golden : { ...golden, family: `alike_${i % 5}` }),
    });
    const { report } = runOn(root);
    const said = /underpowered: the 155 held-out cases are of 5 families, .* 20 families are needed; 15 more/;
    expect(report.targets[0]?.reason).toMatch(said);
    expect(report.proposals).toEqual([]);
    expect(autotune(root, ['status']).stdout).not.toMatch(/look 1/);
    expect(autotune(root, ['validate']).stdout).toMatch(said);
    expect(autotune(root, ['validate']).status).toBe(0);
    expect(autotune(root, ['goldens', 'stamp']).stderr).toMatch(said);
  });

  it('says no where it does not confirm the first step of a line, and asks no further', () => {
    const root = makeRepository({
      change: (golden, i) =>
        i < 1000
          ? golden
          : {
              ...golden,
              decisions: golden.decisions.map((made) => ({
                ...made,
                cites:
                  golden.evidence['kb']?.items
                    .filter(({ hop }) => hop === 3)
                    .slice(9, 10)
                    .map(({ ref }) => ref) ?? [],
              })),
              expected: { ...golden.expected, required_evidence: [] },
            },
    });
    const { status, report } = runOn(root);
    expect(status).toBe(0);
    expect(report.proposals).toEqual([]);
    expect(report.targets[0]).toMatchObject({
      result: 'no_proposal',
      reason: expect.stringMatching(/did not confirm the first step of any line: .* not confirmed: utility_delta fail/),
    });
    expect(events(root).map(({ kind }) => kind)).toEqual(['run_started', 'heldout_look', 'run_finished']);
    expect(runOn(root).report.targets).toEqual(report.targets);
    expect(events(root)).toHaveLength(3);
  });
});

describe('when the world moved', () => {
  it('brings the proposal up to date after an unrelated commit without a new look', () => {
    const root = copyRepository(pristine);
    const first = runOn(root);
    write(root, 'README.md', 'hello');
    commitAll(root, 'unrelated');
    expect(runOn(root).report).toMatchObject({ operation: 'unchanged', proposals: first.report.proposals });
  });

  it('holds a proposal that somebody else committed to', () => {
    const root = copyRepository(pristine);
    const branch = runOn(root).report.proposals[0]?.branch ?? '';
    git(root, 'checkout', '-q', branch);
    edit(root, PACK, (text) => `# a human was here\n${text}`);
    commitAll(root, 'human');
    git(root, 'checkout', '-q', 'main');
    const head = git(root, 'rev-parse', branch);
    expect(runOn(root).report.operation).toBe('held');
    expect(git(root, 'rev-parse', branch)).toBe(head);
    expect(events(root).map(({ kind }) => kind)).toContain('proposal_held');
    const story = refs(root);
    expect(runOn(root).report.operation).toBe('held');
    expect(refs(root)).toBe(story);
  });

  it('proposes another change where the ledger says that this one was rejected', () => {
    const root = copyRepository(pristine);
    const first = runOn(root).report.proposals[0];
    git(root, 'branch', '-D', first?.branch ?? '');
    rejectProposal(root, first);
    const second = runOn(root).report;
    expect(second.proposals[0]?.fingerprint).not.toBe(first?.fingerprint);
    const counts = Object.values(second.targets[0]?.skipped ?? {});
    expect(counts.filter((count) => count > 0)).toHaveLength(1);
  });

  it('records the end of a run again where limits let it come to something else', () => {
    const limited = (text: string) => text.replace('max_open: 3', 'max_open: 1');
    const root = copyRepository(pristine);
    edit(root, '.github/autotune.yaml', limited);
    commitAll(root, 'limits');
    const held = makeOpenProposal(root);
    expect(runOn(root).report.targets[0]?.reason).toContain('1 proposals are open, and 1 are allowed');
    git(root, 'branch', '-D', held);
    expect(runOn(root).report.operation).toBe('created');
    const results = events(root).filter(({ kind }) => kind === 'run_finished');
    expect(results.map(({ body }) => body['result']).sort()).toEqual(['no_proposal', 'proposed']);
  });

  it('stops on a ledger that does not verify', () => {
    const root = copyRepository(pristine);
    runOn(root);
    git(root, 'checkout', '-q', 'autotune/ledger');
    const [name = ''] = git(root, 'ls-files', 'events').trim().split('\n');
    edit(root, name, (text) => text.replace('"bot"', '"boss"'));
    commitAll(root, 'tamper');
    git(root, 'checkout', '-q', 'main');
    const { status, report } = runOn(root);
    expect(status).toBe(1);
    expect(report.errors[0]?.code).toBe('LEDGER_BROKEN');
  });
});

/** An open proposal of another intent: its branch and its event. */
function makeOpenProposal(root: string): string {
  const branch = `autotune/other.intent/${'b'.repeat(12)}`;
  git(root, 'branch', branch);
  const fingerprint = `sha256:${'b'.repeat(64)}`;
  const body = { proposal_id: 'at_other', fingerprint, branch, commit: git(root, 'rev-parse', 'HEAD').trim() };
  appendEvent(root, { kind: 'proposal_opened', intent: 'other.intent', body });
  return branch;
}
