/** `autotune audit` as a process on real repositories: sound ones, and ones in which somebody tampered with one thing. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { SYNTHETIC_DOCUMENTS } from '../../bench/synthetic.ts';
import { auditText } from '../../src/door/audit-text.ts';
import { painter } from '../../src/door/text.ts';
import { AuditReport } from '../../src/schema/audit-report.ts';
import { expectFile } from '../making/expected.ts';
import { autotune, commitAll, copyRepository, edit, git, makeRepository, refs, write } from '../making/repository.ts';
import { makeKey, sealedCopy, VARIABLE } from '../making/sealed.ts';
import { appendEvents, changeLedger, forgeRun, recordedRun } from '../making/tampering.ts';

const PACK = 'packs/bench/pack.yaml';
const RELEASE = 'packs/bench/releases/bench.answer.yaml';
const documents = {
  [PACK]: (SYNTHETIC_DOCUMENTS[PACK] ?? '')
    .replace('\nevidence:\n', '\n  - { id: bench.other, risk_class: read_only, reads: [planner] }\nevidence:\n')
    .replace('\ntunable_surfaces:', '\nprompt: { instruction_block: "Answer briefly." }\ntunable_surfaces:')
    .concat(
      '  - { id: prompt-block, layer: prompt, field: instruction_block, path: prompt.instruction_block, bounds: { max_added_tokens: 8, forbidden_terms: [] }, owner: "@acme/bench" }\n',
      '  - { id: decompose, layer: planner, field: decompose_before_tool, path: planner.decompose_before_tool, bounds: { allowed: [never, always] }, owner: "@acme/bench" }\n',
    ),
  '.github/CODEOWNERS': '* @acme/bench\n',
};

let pristine = '';
let ran = '';
beforeAll(() => {
  pristine = makeRepository({ documents });
  ran = copyRepository(pristine);
  const { status, stderr } = autotune(ran, ['run']);
  if (status !== 0) throw new Error(stderr);
});

function audited(root: string, more: Record<string, string> = {}) {
  const { status, stdout } = autotune(root, ['audit', '--json'], more);
  const report = AuditReport.parse(JSON.parse(stdout));
  const answers = [...report.definition_of_done, ...report.failure_modes];
  return { status, report, answers, of: (id: string) => answers.find((answer) => answer.id === id) };
}

/** The questions that are not met, by id. */
function broken(root: string): { status: number | null; ids: string[]; reasons: string } {
  const { status, answers } = audited(root);
  const wrong = answers.filter(({ answer }) => answer === 'not_met');
  return { status, ids: wrong.map(({ id }) => id), reasons: wrong.map(({ reason }) => reason).join('\n') };
}

const merge = (root: string) => git(root, 'merge', '-q', '--no-ff', '-m', 'merge', recordedBranch(root));
const recordedBranch = (root: string) =>
  git(root, 'for-each-ref', '--format=%(refname:short)', 'refs/heads/autotune/bench.answer').trim();

describe('a sound repository', () => {
  it('is told what cannot be judged before the first run, which is no pass and no failure', () => {
    const { status, answers, report } = audited(pristine);
    expect(status).toBe(0);
    expect(report.tally).toMatchObject({ not_met: 0, unknown: 0 });
    const open = answers.filter(({ answer }) => answer === 'not_applicable').map(({ id }) => id);
    expect(open).toEqual([
      ...['traced', 'replayed', 'reviewed', 'rejected', 'rolled_back', 'measured', 'recorded'],
      ...['prompt_sprawl', 'unsafe_auto_promotion', 'hidden_blast_radius', 'rollback_theatre'],
    ]);
  });

  it('meets what a run can be held to, with counts and evidence, and nothing is written', () => {
    const before = refs(ran);
    const { status, answers, of } = audited(ran);
    expect(refs(ran)).toBe(before);
    expect(status).toBe(0);
    expect(answers.filter(({ answer }) => answer === 'not_applicable').map(({ id }) => id)).toEqual([
      ...['rejected', 'measured', 'unsafe_auto_promotion'],
    ]);
    const met = answers.filter(({ answer }) => answer === 'met');
    expect(met.every(({ evidence, counts }) => evidence.length > 0 && counts.some(({ held }) => held > 0))).toBe(true);
    const [, candidates] = of('traced')?.counts ?? [];
    expect(candidates).toMatchObject({ held: candidates?.of });
    expect(candidates?.of).toBeGreaterThan(50);
  });

  it('keeps a rejection, and the next run searches something else', async () => {
    const root = copyRepository(ran);
    const { proposal } = recordedRun(root);
    git(root, 'config', 'user.name', 'Dana');
    git(root, 'config', 'user.email', 'dana@example.com');
    expect(autotune(root, ['reject', proposal?.tuning_proposal_id ?? '', 'not', 'now']).status).toBe(0);
    expect(autotune(root, ['run']).status).toBe(0);
    expect(audited(root).of('rejected')).toMatchObject({ answer: 'met' });
  });
});

describe('a run that was tampered with', () => {
  it('is not traced where its target is another one', () => {
    const root = copyRepository(ran);
    changeLedger(root, `${recordedRun(root).folder}/target.json`, (text) =>
      text.replace('"min_effect": 0.005', '"min_effect": 0.001'),
    );
    expect(broken(root)).toMatchObject({ status: 1, ids: ['traced'] });
  });

  it('is not traced where a candidate has another patch than its identity', () => {
    const root = copyRepository(ran);
    changeLedger(root, `${recordedRun(root).folder}/candidates.jsonl`, (text) => text.replace('"to":9}', '"to":8}'));
    const { ids, reasons } = broken(root);
    expect(ids).toEqual(['traced']);
    expect(reasons).toMatch(/the fingerprint of cand_\w+ of run_\w+ does not follow/);
  });

  it('is not recorded where its candidates, or its end, are gone', () => {
    for (const name of ['candidates.jsonl', 'selected-proposal.json']) {
      const root = copyRepository(ran);
      changeLedger(root, `${recordedRun(root).folder}/${name}`, () => null);
      expect(broken(root).ids).toContain('recorded');
    }
  });

  it('is not replayed where nothing says what became of a candidate', () => {
    const root = copyRepository(ran);
    const { folder } = recordedRun(root);
    changeLedger(root, `${folder}/replay-results.jsonl`, () => '');
    changeLedger(root, `${folder}/selected-proposal.json`, (text) =>
      text.replace(/"considered": \[[\s\S]*?\n {4}\]/, '"considered": []'),
    );
    expect(broken(root).ids).toContain('replayed');
  });

  it('is unknown where a shallow checkout lacks what it was made from', () => {
    const root = copyRepository(ran);
    write(root, 'README.md', 'later\n');
    commitAll(root, 'later');
    const shallow = `${root}-shallow`;
    git(root, 'clone', '-q', '--depth', '1', `file://${root}`, shallow);
    git(shallow, 'fetch', '-q', '--depth', '100', 'origin', 'autotune/ledger:autotune/ledger');
    const { status, of } = audited(shallow);
    expect(status).toBe(1);
    expect(of('replayed')).toMatchObject({ answer: 'unknown', reason: expect.stringContaining('cannot be read here') });
  });

  it('is not reviewable where a candidate leaves its bounds or changes too much', async () => {
    const root = copyRepository(ran);
    const beyond = { 'evidence.kb.top_k': { from: 10, to: 99 } };
    const many = {
      'evidence.kb.top_k': { from: 10, to: 5 },
      'evidence.kb.max_hops': { from: 3, to: 2 },
      'prompt.instruction_block': { from: 'Answer briefly.', to: 'Answer.' },
    };
    await forgeRun(root, [beyond, many]);
    const { of } = audited(root);
    const reasons = of('reviewed')
      ?.breaches.map(({ reason }) => reason)
      .join('\n');
    expect(reasons).toMatch(/is not lawful: evidence\.kb\.top_k/);
    expect(reasons).toMatch(/changes 3 paths, and 2 are allowed/);
  });

  it('has a hidden blast radius where a candidate reaches an intent that its target does not name', async () => {
    const root = copyRepository(ran);
    await forgeRun(root, [{ 'planner.decompose_before_tool': { from: 'never', to: 'always' } }]);
    expect(broken(root)).toMatchObject({
      ids: ['hidden_blast_radius'],
      reasons: expect.stringContaining('reaches bench.other'),
    });
  });

  it('lets a prompt sprawl where a candidate adds more than its surface allows', async () => {
    const root = copyRepository(ran);
    const to = 'Answer briefly, and never forget to thank the customer for the patience.';
    await forgeRun(root, [{ 'prompt.instruction_block': { from: 'Answer briefly.', to } }]);
    expect(broken(root).ids).toEqual(['reviewed', 'prompt_sprawl']);
  });

  it('cannot be rolled back where a patch starts from a value that was not there', async () => {
    const root = copyRepository(ran);
    await forgeRun(root, [{ 'evidence.kb.top_k': { from: 11, to: 7 } }]);
    expect(broken(root).ids).toEqual(['reviewed', 'rolled_back']);
  });
});

describe('a rejection that was tampered with', () => {
  const rejection = (root: string, more: Record<string, unknown> = {}) => {
    const { proposal } = recordedRun(root);
    const patch = proposal?.candidate_change.patch ?? {};
    const body = {
      proposal_id: proposal?.tuning_proposal_id,
      fingerprint: proposal?.fingerprint,
      scope: 'exact',
      path: Object.keys(patch)[0],
      patch,
      reason: 'too risky',
      head_sha: 'x',
      baseline_tuple: proposal?.replay.baseline_tuple,
      evaluator_suite: 'evals.bench@1.0.0',
      ...more,
    };
    return JSON.parse(JSON.stringify({ kind: 'rejection', body }));
  };
  const person = { id: '1', login: 'dana', role: 'owner' };

  it('is found without a reason, without an actor, and of a proposal that never was', async () => {
    for (const [more, actor] of [
      [{ reason: ' ' }, person],
      [{}, { ...person, login: '' }],
      [{ proposal_id: 'at_ghost' }, person],
    ] as const) {
      const root = copyRepository(ran);
      await appendEvents(root, [rejection(root, more)], [], actor);
      expect(broken(root)).toMatchObject({ status: 1, ids: ['rejected'] });
    }
  });

  it('is found where a later run searched the dead end all the same', async () => {
    const root = copyRepository(ran);
    await appendEvents(root, [rejection(root)], [], person);
    expect(audited(root).of('rejected')?.answer).toBe('met');
    await forgeRun(root, [recordedRun(root).proposal?.candidate_change.patch ?? {}]);
    expect(broken(root)).toMatchObject({
      ids: ['rejected'],
      reasons: expect.stringContaining('run_forged searched 1'),
    });
  });
});

describe('golden sets that were tampered with', () => {
  it('are not replayed, and nothing can go back to what they no longer reproduce', () => {
    const root = copyRepository(ran);
    edit(root, 'goldens/bench.answer/search.jsonl', (text) => text.replace('"base_tokens":300', '"base_tokens":301'));
    expect(autotune(root, ['audit']).stdout).toContain('DIGEST');
    expect(broken(root).ids).toEqual(['replayed', 'rollback_theatre']);
  });

  it('leak where a held-out case, or the words of one, are searched on or shown', () => {
    const moved = copyRepository(ran);
    const [first = ''] = readFileSync(join(moved, 'goldens/bench.answer/test.jsonl'), 'utf8').split('\n');
    const renamed = first
      .replace('"case_1000"', '"case_9"')
      .replace('"family_500"', '"family_9999"')
      .replace('question number 1000', 'the same in other words');
    edit(moved, 'goldens/bench.answer/search.jsonl', (text) => `${text}${renamed.replace('case_9', 'case_99999')}\n`);
    expect(autotune(moved, ['goldens', 'stamp']).status).toBe(0);
    expect(audited(moved).of('test_set_leakage')).toMatchObject({
      answer: 'not_met',
      reason: expect.stringContaining('about 1 search cases'),
    });

    const shown = copyRepository(ran);
    const { proposal } = recordedRun(shown);
    changeLedger(
      shown,
      `pull-requests/${proposal?.tuning_proposal_id}.md`,
      (text) => `${text}\nIt was "question number 1012".\n`,
    );
    const { of, report } = audited(shown);
    expect(of('test_set_leakage')?.breaches).toMatchObject([
      { evidence: [{ path: expect.stringMatching(/^pull-requests/) }] },
    ]);
    expect(JSON.stringify(report)).not.toContain('1012');
  });

  it('are unknown where a sealed set cannot be opened, and judged where it can', () => {
    const key = makeKey();
    const root = sealedCopy(pristine, key.recipient);
    expect(autotune(root, ['run'], { [VARIABLE]: key.identity }).status).toBe(0);
    const closed = audited(root);
    expect(closed.status).toBe(1);
    expect(closed.of('test_set_leakage')?.answer).toBe('unknown');
    expect(audited(root, { [VARIABLE]: key.identity })).toMatchObject({ status: 0 });
  });
});

describe('looks that were tampered with', () => {
  const look = (root: string, more: Record<string, unknown>) => {
    const { proposal, target } = recordedRun(root);
    const body = {
      run_id: proposal?.run_id,
      fingerprint: `sha256:${'7'.repeat(64)}`,
      heldout_test_set: proposal?.replay.heldout_test_set,
      set_digest: target.digests?.heldout_test_set,
      look: 2,
      max_looks: 12,
      confidence: 0.99,
      ...more,
    };
    return JSON.parse(JSON.stringify({ kind: 'heldout_look', body }));
  };

  it('leak where one is written after its run ended, or of no run at all', async () => {
    for (const more of [{}, { run_id: 'run_ghost' }]) {
      const root = copyRepository(ran);
      await appendEvents(root, [look(root, more)]);
      expect(broken(root).ids).toEqual(['test_set_leakage']);
    }
  });

  it('let a candidate learn the judge where they exceed their budget, or ask for less than before', async () => {
    for (const more of [{ look: 13 }, { confidence: 0.6 }, { look: 1 }]) {
      const root = copyRepository(ran);
      await appendEvents(root, [look(root, more)]);
      expect(broken(root).ids).toContain('eval_overfitting');
    }
  });
});

describe('documents that were tampered with', () => {
  it('leave a metric alone where a guardrail is taken away', () => {
    const root = copyRepository(ran);
    edit(root, '.github/autotune.yaml', (text) => text.replace('safety: { min: 1.0 }, ', ''));
    expect(broken(root).ids).toEqual(['metric_monoculture']);
  });

  it('let a judge be learned where a suite has one kind of evaluator', () => {
    const root = copyRepository(pristine);
    edit(root, 'packs/bench/evals/evals.bench.yaml', (text) => text.replaceAll(/.*kind: business.*\n/g, ''));
    expect(broken(root).ids).toContain('eval_overfitting');
  });

  it('leave a change unreviewed where nobody owns it', () => {
    const root = copyRepository(ran);
    write(root, '.github/CODEOWNERS', 'goldens/ @acme/bench\n/.github/ @acme/bench\n');
    expect(broken(root)).toMatchObject({ ids: ['reviewed'], reasons: expect.stringContaining(`nobody owns ${PACK}`) });
  });

  it('ship without review where a stage is skipped, or nobody approved it', () => {
    const promotion = (stage: string, approver: string, more = '') =>
      `  - { stage: "${stage}", cohort: all, thresholds: {}, evidence_digest: "sha256:${'5'.repeat(64)}", approver: "${approver}", ${more}rollback_target: "release.bench.answer@2026-04-01", at: "2026-05-01T00:00:00Z" }\n`;
    const all = ['1%_internal', '5%_low_risk', '25%_monitored', '100%']
      .map((stage) => promotion(stage, '@dana'))
      .join('');
    for (const promotions of [
      promotion('5%_low_risk', '@dana'),
      promotion('1%_internal', ' '),
      `${all}${promotion('25%_monitored', '@dana')}`,
      promotion('1%_internal', 'dana', 'approver_verified: true, '),
    ]) {
      const root = copyRepository(ran);
      edit(root, RELEASE, (text) => text.replace('promotions: []\n', `promotions:\n${promotions}`));
      expect(broken(root).ids).toEqual(
        expect.arrayContaining(['rolled_back', 'unsafe_auto_promotion', 'rollback_theatre']),
      );
    }
  });
});

describe('a merged proposal that was tampered with', () => {
  it('is told from the one that its run recorded, and cannot go back to another tuple', () => {
    const root = copyRepository(ran);
    merge(root);
    const { proposal } = recordedRun(root);
    const path = `packs/bench/proposals/${proposal?.tuning_proposal_id}.json`;
    edit(root, path, (text) =>
      text.replace(
        '"rollback_release_tuple": "release.bench.answer@2026-05-01"',
        '"rollback_release_tuple": "release.bench.answer@2026-04-01"',
      ),
    );
    expect(broken(root).ids).toEqual(expect.arrayContaining(['rolled_back', 'recorded', 'rollback_theatre']));
  });

  it('is unreviewed where the ledger never saw it opened', () => {
    const root = copyRepository(ran);
    const { proposal } = recordedRun(root);
    const ghost = JSON.stringify({ ...proposal, tuning_proposal_id: 'at_ghost' });
    write(root, 'packs/bench/proposals/at_ghost.json', ghost);
    expect(broken(root).ids).toEqual(expect.arrayContaining(['recorded', 'unsafe_auto_promotion']));
  });

  it('cites a ledger that another one is not', () => {
    const root = copyRepository(ran);
    const other = copyRepository(pristine);
    write(other, 'README.md', 'other\n');
    commitAll(other, 'other');
    autotune(other, ['run']);
    git(root, 'fetch', '-q', other, '+autotune/ledger:autotune/ledger');
    expect(broken(root).ids).toContain('recorded');
  });
});

it('answers a ledger that does not verify: it is not met, and nothing that rests on it is known', () => {
  const root = copyRepository(ran);
  const [event = ''] = git(root, 'ls-tree', '-r', '--name-only', 'autotune/ledger', 'events').split('\n');
  changeLedger(root, event, (text) => text.replace('autotune', 'autotuna'));
  const { status, of, answers } = audited(root);
  expect(status).toBe(1);
  expect(of('recorded')?.answer).toBe('not_met');
  expect(answers.filter(({ answer }) => answer === 'met')).toEqual([]);
});

it('reads as a page, with what is broken and where', () => {
  const root = copyRepository(ran);
  rmSync(join(root, '.github/CODEOWNERS'));
  writeFileSync(join(root, '.github/CODEOWNERS'), 'goldens/ @acme/bench\n');
  const { report } = audited(root);
  expect(autotune(root, ['audit']).stdout).toBe(auditText(report, painter(false)));
  const calm = auditText(report, painter(false)).replaceAll(/[0-9a-f]{12}/g, '0123456789ab');
  expectFile('audit.txt', calm);
});
