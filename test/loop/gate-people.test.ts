/** The gate on changes that people make: replayed on the base's search set, told in full, refused only for what they lose. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_GUARDRAILS } from '../../src/core/gate/default-guardrails.ts';
import { gatePageOf } from '../../src/loop/gate/change.ts';
import {
  CONFIGURATION,
  changeBase,
  byPerson as changedByPerson,
  gateOf,
  makeGated,
  PACK,
  told,
} from '../making/gate.ts';
import { appendEvent } from '../making/ledger.ts';
import { autotune, commitAll, copyRepository, edit, git, refs, write } from '../making/repository.ts';

const LOOSENED = 'loosened: targets.bench.answer.guardrails.utility_delta.min is loosened: -0.02 → -0.9';

let pristine = '';
beforeAll(() => {
  pristine = makeGated();
});

const byPerson = (change: (root: string) => void) => changedByPerson(pristine, change);

const raised = (text: string) => text.replace('version: 1.0.0', 'version: 1.1.0');

describe('a change of a pack by a person', () => {
  it('that saves and loses nothing passes with its scorecard, and no look is spent', async () => {
    const proposed = byPerson((root) => edit(root, PACK, (text) => raised(text).replace('top_k: 10', 'top_k: 9')));
    const before = refs(proposed.root);
    const report = await gateOf(proposed);
    expect(told(report, 'fail')).toEqual([]);
    expect(told(report, 'inconclusive')).toEqual([]);
    expect(report).toMatchObject({
      decision: 'pass',
      kind: 'human',
      patches: [{ pack: PACK, patch: { 'evidence.kb.top_k': { from: 10, to: 9 } } }],
    });
    const card = report.scorecard_delta?.['bench.answer'];
    expect(card?.search.counts.total).toBe(400);
    expect(card?.search.observed_delta['economics_cents_per_decision']).toBeLessThan(0);
    expect(card).not.toHaveProperty('heldout');
    expect(told(report, 'note').join('\n')).toContain('no look at a held-out set is spent');
    expect(refs(proposed.root)).toBe(before);
  });

  it.each<[string, (text: string) => string | Buffer]>([
    ['a mark of byte order before a mark', (text) => `\ufeff\ufeff${text}`],
    ['a key twice', (text) => `${text}schema_version: 1\n`],
    ['bytes that are no UTF-8', (text) => Buffer.concat([Buffer.from(text), Buffer.from([0xff, 0xfe])])],
    ['a second document', (text) => `${text}---\nschema_version: 1\n`],
  ])('that leaves the pack unreadable by %s is told as that, and not as one that is gone', async (_, change) => {
    const report = await gateOf(
      byPerson((root) => writeFileSync(join(root, PACK), change(readFileSync(join(root, PACK), 'utf8')))),
    );
    expect(report.checks.filter(({ verdict }) => verdict === 'fail')).toMatchObject([{ id: 'documents', path: PACK }]);
    expect(report.checks.map(({ reason }) => reason).join('\n')).not.toContain('taken away');
  });

  it('that reviewers had rejected is told with who, when and why, beside others too, and passes all the same', async () => {
    const change = { 'evidence.kb.top_k': { from: 10, to: 9 } };
    const rejected = (scope: string) => ({
      ...{ proposal_id: 'at_bench', fingerprint: `sha256:${'0'.repeat(64)}`, scope, path: 'evidence.kb.top_k' },
      ...{ patch: change, reason: 'too few articles', head_sha: 'x', evaluator_suite: 'evals.bench@1.0.0' },
      baseline_tuple: 'release.bench.answer@2026-05-01',
    });
    const root = copyRepository(pristine);
    appendEvent(root, { kind: 'rejection', intent: 'bench.answer', body: rejected('exact') });
    const judged = async (to: number, more = (text: string) => text) =>
      gateOf(
        changedByPerson(root, (copy) =>
          edit(copy, PACK, (text) => more(raised(text).replace('top_k: 10', `top_k: ${to}`))),
        ),
      );
    const told9 =
      'rejections: this is what at_bench proposed, and dana (owner) rejected it on 2026-05-13 (exact), which stands: too few articles';
    const same = await judged(9);
    expect(same.decision).toBe('pass');
    expect(told(same, 'note')).toContain(told9);
    const beside = await judged(9, (text) => text.replace('threshold: 3000', 'threshold: 2000'));
    expect(told(beside, 'note')).toContain(told9);
    expect(told(await judged(8), 'note').join()).not.toContain('rejections: ');
    appendEvent(root, { kind: 'unrejection', intent: 'bench.answer', body: rejected('exact') });
    expect(told(await judged(9), 'note').join()).not.toContain('rejections: ');
    appendEvent(root, { kind: 'rejection', intent: 'bench.answer', body: rejected('direction') });
    expect(told(await judged(8), 'note').join()).toContain('(direction), which stands');
  });

  it('of which nobody knows whether it was rejected says so', async () => {
    const root = copyRepository(pristine);
    appendEvent(root, { kind: 'note', intent: 'bench.answer', body: { text: 'x' } });
    git(root, 'checkout', '-q', 'autotune/ledger');
    const [event = ''] = git(root, 'ls-files', 'events').split('\n');
    edit(root, event, (text) => text.replace('"x"', '"y"'));
    commitAll(root, 'another past');
    git(root, 'checkout', '-q', 'main');
    const report = await gateOf(
      changedByPerson(root, (copy) => edit(copy, PACK, (text) => raised(text).replace('top_k: 10', 'top_k: 9'))),
    );
    expect(told(report, 'note').join()).toContain(
      'rejections: whether reviewers rejected this change is not known: LEDGER_BROKEN',
    );
  });

  it('that loses answers fails, with the guardrail, its figures and the line', async () => {
    const proposed = byPerson((root) => edit(root, PACK, (text) => raised(text).replace('top_k: 10', 'top_k: 2')));
    const report = await gateOf(proposed);
    expect(report).toMatchObject({ decision: 'fail', kind: 'human' });
    expect(told(report, 'fail').join('\n')).toMatch(/guardrails: bench\.answer: utility_delta: /);
    expect(report.checks.find(({ verdict }) => verdict === 'fail')).toMatchObject({ path: PACK, line: 6 });
    expect(report.scorecard_delta?.['bench.answer']?.search.observed_delta['utility']).toBeLessThan(0);
  });

  it('that costs more than its target allows fails', async () => {
    const proposed = byPerson((root) => edit(root, PACK, (text) => raised(text).replace('top_k: 10', 'top_k: 12')));
    const report = await gateOf(proposed);
    expect(told(report, 'fail').join('\n')).toContain('economics_delta');
  });

  it('that the recordings cannot answer is inconclusive', async () => {
    const proposed = byPerson((root) => edit(root, PACK, (text) => raised(text).replace('top_k: 10', 'top_k: 50')));
    expect((await gateOf(proposed)).decision).not.toBe('pass');
  });

  it('beyond what is declared is told and not forbidden', async () => {
    const proposed = byPerson((root) =>
      edit(root, PACK, (text) =>
        raised(text).replace('tool_tokens: 900', 'tool_tokens: 950').replace('threshold: 3000', 'threshold: 4000'),
      ),
    );
    const report = await gateOf(proposed);
    expect(told(report, 'fail')).toEqual([]);
    expect(report.undeclared).toEqual([{ pack: PACK, path: 'context_budget.tool_tokens', change: '900 → 950' }]);
    expect(Object.values(report.scorecard_delta ?? {})[0]?.review).toMatchObject({
      paths: ['approval_gate.sum.threshold', 'context_budget.tool_tokens'],
      surfaces: [{ path: 'approval_gate.sum.threshold', owner: '@acme/bench' }],
    });
    expect(gatePageOf(report)).toMatch(/\*\*Which policy owner approved this\?\*\*[\s\S]*Its owner is `@acme\/bench`/);
    expect(gatePageOf(report)).toMatch(
      /cost inside the band[^*]*\*\*\n\n- Cost per decision goes from .* over the search cases/,
    );
    expect(told(report, 'note').join('\n')).toContain(
      'autotune could not have proposed this: approval_gate.sum.threshold',
    );
    expect(told(report, 'note').join('\n')).toContain(
      'context_budget.tool_tokens is not declared tunable, and changes: 900 → 950',
    );
  });

  it.each([
    ['stamped anew', (root: string) => void autotune(root, ['goldens', 'stamp']), /and would be sha256:[0-9a-f]{64}: /],
    [
      'without its digest',
      (root: string) =>
        edit(root, 'packs/bench/releases/bench.answer.yaml', (text) => text.replace(/, digests: \{[^}]*\}/, '')),
      /and that digest is taken away: /,
    ],
  ])('under the version that is released fails, %s', async (_, settle, said) => {
    const proposed = byPerson((root) => {
      edit(root, PACK, (text) => text.replace('top_k: 10', 'top_k: 9'));
      settle(root);
    });
    const report = await gateOf(proposed);
    const failed = told(report, 'fail').join('\n');
    expect(failed).toMatch(/^release_records: ctxpack\.bench@1\.0\.0 is released as sha256:[0-9a-f]{64}, /);
    expect(failed).toMatch(said);
    expect(told(report, 'note').join('\n')).toContain('values change under the same version');
  });

  it('that widens the bounds of an approval gate is told to loosen it', async () => {
    const proposed = byPerson((root) => {
      edit(root, PACK, (text) => raised(text).replace('max: 5000, step: 1000', 'max: 9000, step: 1000'));
    });
    expect(told(await gateOf(proposed), 'note')).toContain(
      'loosened: bounds.max of approval_gate.sum.threshold is loosened: 5000 → 9000',
    );
  });

  it('of a policy under the version that is released fails, with both digests', async () => {
    const proposed = byPerson((root) => {
      const rule = '{ id: R_NEW, applies_to: [bench.answer], when: false, effect: refuse }';
      edit(root, 'packs/bench/policy/policy.bench.yaml', (text) => text.replace('rules: []', `rules: [${rule}]`));
      autotune(root, ['goldens', 'stamp']);
    });
    expect(told(await gateOf(proposed), 'fail')).toEqual([
      expect.stringMatching(/^release_records: policy\.bench@1\.0\.0 is released as sha256:.* and would be sha256:/),
    ]);
  });

  it('that only rewords a comment passes: nobody runs under anything else', async () => {
    const proposed = byPerson((root) => edit(root, PACK, (text) => `# the bench\n${text}`));
    const report = await gateOf(proposed);
    expect(report).toMatchObject({ decision: 'pass', kind: 'human' });
    expect(report.scorecard_delta).toBeUndefined();
  });

  it('that cannot be read after the merge fails with its place', async () => {
    const proposed = byPerson((root) => edit(root, PACK, (text) => text.replace('top_k: 10', 'top_k: many')));
    const report = await gateOf(proposed);
    expect(report.decision).toBe('fail');
    expect(report.checks.find(({ id }) => id === 'documents')).toMatchObject({ verdict: 'fail', path: PACK, line: 6 });
  });

  it('that makes the pack a link fails', async () => {
    const proposed = byPerson((root) => {
      git(root, 'rm', '-q', PACK);
      write(root, 'elsewhere.yaml', 'x');
      git(
        root,
        'update-index',
        '--add',
        '--cacheinfo',
        `120000,${git(root, 'hash-object', '-w', 'elsewhere.yaml').trim()},${PACK}`,
      );
      git(root, 'commit', '-q', '-m', 'a link');
      git(root, 'reset', '-q', '--hard');
      write(root, 'notes.md', '');
    });
    expect(told(await gateOf(proposed), 'fail').join('\n')).toContain('DOC_LINK');
  });

  it('that puts buckets in another order is replayed, though every value is the same', async () => {
    const proposed = byPerson((root) => edit(root, PACK, (text) => raised(text)));
    const two = (text: string) => text.replace('  kb: {', '  notes: { top_k: 1, max_hops: 1 }\n  kb: {');
    const turned = (text: string) => text.replace(/( {2}notes: .*\n)( {2}kb: .*\n)/, '$2$1');
    changeBase(proposed, PACK, (text) => two(text).replace('[evidence.kb,', '[evidence,'));
    changeBase(proposed, 'packs/bench/releases/bench.answer.yaml', (text) => text.replace(/, digests: \{[^}]*\}/, ''));
    git(proposed.root, 'checkout', '-q', '-b', 'turned', 'main');
    edit(proposed.root, PACK, turned);
    commitAll(proposed.root, 'turned');
    const report = await gateOf({ ...proposed, branch: 'turned' });
    expect(report.undeclared).toEqual([{ pack: PACK, path: 'evidence', change: 'notes, kb → kb, notes' }]);
    expect(
      report.checks
        .filter(({ id }) => id === 'guardrails')
        .map(({ reason }) => reason)
        .join(),
    ).toContain('bench.answer');
  });

  it('of an intent that no target names keeps its utility, and is not refused for what it costs', async () => {
    const root = copyRepository(pristine);
    const other = (text: string) => text.replaceAll('bench.answer', 'bench.other');
    const twin = (from: string) => write(root, other(from), other(readFileSync(join(root, from), 'utf8')));
    for (const name of ['manifest.yaml', 'search.jsonl', 'test.jsonl']) twin(`goldens/bench.answer/${name}`);
    twin('packs/bench/releases/bench.answer.yaml');
    edit(root, PACK, (text) => text.replace(/( {2}- \{ id: bench\.answer.*\n)/, (line) => `${line}${other(line)}`));
    edit(root, CONFIGURATION, other);
    expect(autotune(root, ['goldens', 'stamp']).stderr).toBe('');
    commitAll(root, 'two intents, one target');
    const heads = new Map([12, 2].map((depth) => [depth, `depth-${depth}`]));
    for (const [depth, branch] of heads) {
      git(root, 'checkout', '-q', '-b', branch, 'main');
      edit(root, PACK, (text) => raised(text).replace('top_k: 10', `top_k: ${depth}`));
      commitAll(root, branch);
    }
    const answersOf = async (branch: string) => {
      const report = await gateOf({ root, branch });
      expect(told(report, 'note').join('\n')).toContain('bench.answer has no target in the configuration');
      return told(report, 'fail').filter((reason) => reason.startsWith('guardrails: bench.answer:'));
    };
    expect(await answersOf('depth-12')).toEqual([]);
    expect((await answersOf('depth-2')).join('\n')).toContain('utility_delta');
    expect(DEFAULT_GUARDRAILS).toEqual({ utility_delta: { min: -0.02 } });
  });
});

describe('a change of what judges', () => {
  it.each([
    [CONFIGURATION, (text: string) => text.replace('min: -0.02', 'min: -0.9')],
    ['packs/bench/evals/evals.bench.yaml', (text: string) => text.replace('id: correct', 'id: right')],
    ['goldens/bench.answer/manifest.yaml', (text: string) => `${text}# reviewed\n`],
  ])('in %s is told, and the base judges all the same', async (path, change) => {
    const proposed = byPerson((root) => {
      edit(root, path, change);
      edit(root, 'packs/bench/releases/bench.answer.yaml', (text) => text.replace(/, digests: \{[^}]*\}/, ''));
      edit(root, PACK, (text) => text.replace('top_k: 10', 'top_k: 2'));
    });
    const report = await gateOf(proposed);
    expect(told(report, 'note').join('\n')).toContain(`${path} changes what judges changes`);
    const loosened = told(report, 'note').filter((reason) => reason.startsWith('loosened: '));
    expect(loosened).toEqual(path === CONFIGURATION ? [LOOSENED] : []);
    expect(told(report, 'fail').join('\n')).toContain('utility_delta');
  });

  it('alone passes where the documents can still be read', async () => {
    const proposed = byPerson((root) =>
      edit(root, CONFIGURATION, (text) => text.replace('max_looks: 12', 'max_looks: 10')),
    );
    expect(await gateOf(proposed)).toMatchObject({ decision: 'pass', kind: 'human' });
  });
});

describe('a change of what the gate rests on', () => {
  it('that takes the configuration away fails: the next change could not be judged', async () => {
    const proposed = byPerson((root) => git(root, 'rm', '-q', CONFIGURATION));
    const report = await gateOf(proposed);
    expect(report).toMatchObject({ decision: 'fail', kind: 'human' });
    expect(report.checks.find(({ verdict }) => verdict === 'fail')).toMatchObject({
      id: 'documents',
      path: CONFIGURATION,
    });
    expect(told(report, 'fail').join()).toContain('CONFIG_MISSING');
  });
});

describe('where nothing is to be judged, or nothing can be', () => {
  it('a change of other files passes', async () => {
    const proposed = byPerson((root) => write(root, 'README.md', 'hello'));
    expect(await gateOf(proposed)).toMatchObject({ decision: 'pass', kind: 'none' });
  });

  it('no change at all passes', async () => {
    expect(await gateOf({ root: pristine, branch: 'main' })).toMatchObject({ decision: 'pass', kind: 'none' });
  });

  it('a base without a configuration judges nothing', async () => {
    const proposed = byPerson((root) => edit(root, PACK, (text) => raised(text).replace('top_k: 10', 'top_k: 9')));
    git(proposed.root, 'checkout', '-q', 'main');
    git(proposed.root, 'rm', '-q', CONFIGURATION);
    commitAll(proposed.root, 'before there was a configuration');
    const report = await gateOf(proposed);
    expect(report).toMatchObject({ decision: 'inconclusive', kind: 'human' });
    expect(report.reason).toContain('the base cannot judge anything: it has no .github/autotune.yaml');
  });

  it('a base whose documents are broken judges nothing', async () => {
    const proposed = byPerson((root) => edit(root, PACK, (text) => raised(text).replace('top_k: 10', 'top_k: 9')));
    changeBase(proposed, CONFIGURATION, (text) => text.replace('seed: 7', 'seed: seven'));
    const report = await gateOf(proposed);
    expect(report.decision).toBe('inconclusive');
    expect(report.reason).toContain('.github/autotune.yaml:');
  });

  it('histories with nothing in common cannot be judged', async () => {
    const proposed = byPerson(() => {});
    git(proposed.root, 'checkout', '-q', '--orphan', 'other');
    commitAll(proposed.root, 'another beginning');
    expect(await gateOf({ ...proposed, branch: 'other' })).toMatchObject({
      decision: 'inconclusive',
      merged_tree: null,
    });
  });

  it('a name that is no commit is an error', async () => {
    await expect(gateOf({ root: pristine, branch: '--all' })).rejects.toMatchObject({ code: 'REF_NOT_FOUND' });
  });
});

describe('what an intent reads', () => {
  const READS = 'reads: [evidence.kb, context_budget, planner, approval_gate]';
  const cut = (kept: string) => (text: string) => raised(text).replace(READS, `reads: [${kept}]`);

  it('cannot be cut to hide what changes: it is replayed as if it still read that', async () => {
    const starving = (text: string) =>
      text
        .replace('evidence_tokens: 60000', 'evidence_tokens: 800')
        .replace('min: 20000, max: 60000, step: 20000', 'min: 800, max: 60000, step: 800');
    const plain = await gateOf(byPerson((root) => edit(root, PACK, (text) => starving(raised(text)))));
    expect(told(plain, 'fail').join()).toContain('utility_delta');
    const report = await gateOf(
      byPerson((root) => edit(root, PACK, (text) => starving(cut('evidence.kb, planner, approval_gate')(text)))),
    );
    expect(told(report, 'fail')[0]).toMatch(/^guardrails: bench\.answer, reading what it read before: utility_delta: /);
    expect(report.scorecard_delta).toEqual(plain.scorecard_delta);
  });

  it('and is cut is told by its name, and with it what no intent reads any more', async () => {
    const report = await gateOf(byPerson((root) => edit(root, PACK, cut('evidence.kb, context_budget, planner'))));
    expect(told(report, 'note')).toContain('loosened: reads of bench.answer is loosened: approval_gate.sum → not read');
    expect(told(report, 'note')).toContain(
      'unread_values: approval_gate.sum stays in the pack and no intent reads it any more: no replay will judge it',
    );
  });

  it('decides whether a value can be judged at all: one that nobody reads is inconclusive, by its name', async () => {
    const unread = copyRepository(pristine);
    edit(unread, PACK, cut('evidence.kb, context_budget, planner'));
    autotune(unread, ['goldens', 'stamp']);
    commitAll(unread, 'the gate is read by nobody');
    const looser = (text: string) => text.replace('threshold: 3000', 'threshold: 100000').replace('1.1.0', '1.2.0');
    const reason =
      'unread_values: approval_gate.sum.threshold changes (3000 → 100000) and no intent reads it, so no replay shows what it does: let the intents that run under it read it first, by a change of their `reads` alone';
    const changed = await gateOf(changedByPerson(unread, (root) => edit(root, PACK, looser)));
    expect(changed.decision).not.toBe('pass');
    expect(told(changed, 'inconclusive')).toEqual([reason]);
    const readAgain = (text: string) => looser(text).replace('planner]', 'planner, approval_gate]');
    const both = await gateOf(changedByPerson(unread, (root) => edit(root, PACK, readAgain)));
    expect(told(both, 'inconclusive')).toContain(reason);
    const added = (text: string) => text.replace('evidence:', 'evidence:\n  news: { top_k: 3, max_hops: 1 }');
    const unasked = await gateOf(changedByPerson(unread, (root) => edit(root, PACK, added)));
    expect(told(unasked, 'inconclusive')).toEqual([
      expect.stringMatching(/^unread_values: evidence\.news changes \(nothing → /),
    ]);
  });
});
