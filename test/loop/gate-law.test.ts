/** The gate on what an intent runs under besides its pack: policy rules and runtime are replayed, the rest is told. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { gateOf, makeGated, PACK, told } from '../making/gate.ts';
import { autotune, commitAll, copyRepository, edit, git, write } from '../making/repository.ts';

const RELEASE = 'packs/bench/releases/bench.answer.yaml';
const MANIFEST = 'goldens/bench.answer/manifest.yaml';
const file = (member: string) => `packs/bench/${member}/${member}.bench.yaml`;

const policyOf = (version: string, rules: readonly string[]) =>
  `schema_version: 1\nid: policy.bench@${version}\nrules: [${rules.join(', ')}]\n`;
const ruleOf = (id: string, tag: string, intent = 'bench.answer') =>
  `{ id: ${id}, applies_to: [${intent}], when: { in: [${tag}, { var: case.tags }] }, effect: refuse }`;
const NEVER = ruleOf('R_BLOCKED', 'blocked');

let pristine = '';
beforeAll(() => {
  pristine = makeGated();
  write(pristine, file('policy'), policyOf('1.0.0', [NEVER]));
  stamped(pristine, 'a policy');
});

function stamped(root: string, message: string): void {
  edit(root, RELEASE, (text) => text.replace(/, digests: \{[^}]*\}/, ''));
  expect(autotune(root, ['goldens', 'stamp']).stderr).toBe('');
  commitAll(root, message);
}

/** A copy with a branch on which the policy is another one, under its next version. */
function onWork(policy: string): string {
  const root = copyRepository(pristine);
  git(root, 'checkout', '-q', '-b', 'work');
  write(root, file('policy'), policy);
  edit(root, RELEASE, (text) => text.replaceAll('policy.bench@1.0.0', 'policy.bench@1.1.0'));
  return root;
}

function stampedGate(root: string) {
  stamped(root, 'by hand');
  return gateOf({ root, branch: 'work' });
}

/** What the gate says of a member of the tuple that is changed by hand, under its next version and stamped. */
async function judged(member: 'policy' | 'runtime' | 'tools', change: (text: string) => string, from = pristine) {
  const root = copyRepository(from);
  git(root, 'checkout', '-q', '-b', 'work');
  const raised = (text: string) => text.replaceAll(`${member}.bench@1.0.0`, `${member}.bench@1.1.0`);
  edit(root, file(member), (text) => raised(change(text)));
  for (const path of [RELEASE, MANIFEST]) edit(root, path, raised);
  return stampedGate(root);
}

const rules =
  (...all: readonly string[]) =>
  () =>
    policyOf('1.0.0', all);

it('a policy rule that refuses what was answered is replayed and fails, with its scorecard', async () => {
  const report = await judged('policy', rules(NEVER, ruleOf('R_ODD', 'odd')));
  expect(told(report, 'fail').join('\n')).toMatch(/guardrails: bench\.answer: utility_delta: /);
  expect(told(report, 'note').join('\n')).toMatch(
    /bench\.answer: under the law after the merge, \d+ search cases end in refuse/,
  );
  expect(report.checks.find(({ verdict }) => verdict === 'fail')).toMatchObject({ path: file('policy') });
  expect(report.scorecard_delta?.['bench.answer']?.search.observed_delta['utility']).toBeLessThan(-0.1);
});

it('a policy rule that goes, and that no search case tries, cannot be told to be harmless', async () => {
  const report = await judged('policy', rules());
  expect(report.decision).toBe('inconclusive');
  expect(told(report, 'inconclusive')).toEqual([
    expect.stringContaining(
      'bench.answer: the policy rule R_BLOCKED, which bound it, goes, and none of 400 search cases',
    ),
  ]);
});

it('a rule that goes untried is told beside a change of the pack for which cases end otherwise', async () => {
  const root = onWork(policyOf('1.1.0', []));
  edit(root, PACK, (text) => text.replace('version: 1.0.0', 'version: 1.1.0').replace('top_k: 10', 'top_k: 2'));
  edit(root, RELEASE, (text) => text.replace('ctxpack.bench@1.0.0', 'ctxpack.bench@1.1.0'));
  const report = await stampedGate(root);
  expect(report.scorecard_delta?.['bench.answer']?.search.counts.changed).toBeGreaterThan(0);
  expect(told(report, 'inconclusive').join('\n')).toContain('the policy rule R_BLOCKED, which bound it, goes');
});

it('of two rules that are lost each is told by itself, and so is one that changes', async () => {
  const root = copyRepository(pristine);
  write(root, file('policy'), policyOf('1.0.0', [NEVER, ruleOf('R_ODD', 'odd'), ruleOf('R_OTHER', 'other')]));
  stamped(root, 'more rules');
  const report = await judged('policy', rules(ruleOf('R_OTHER', 'others')), root);
  const open = told(report, 'inconclusive').filter((said) => said.includes('policy rule'));
  expect(open).toEqual([
    expect.stringContaining('the policy rule R_BLOCKED, which bound it, goes'),
    expect.stringContaining('the policy rule R_OTHER, which bound it, changes'),
  ]);
  expect(told(report, 'note').join('\n')).toMatch(/search cases end in \S+ instead of refuse/);
});

it('a policy rule that is added and that no search case meets keeps the guardrails', async () => {
  const report = await judged('policy', rules(NEVER, ruleOf('R_OTHER', 'other')));
  expect(report.decision).toBe('pass');
  expect(told(report, 'pass').join('\n')).toMatch(/bench\.answer: all \d+ guardrails hold over 400 search cases/);
});

it('a rule of another intent alone changes nothing for this one', async () => {
  const report = await judged('policy', rules(NEVER, ruleOf('R_ELSE', 'odd', 'bench.other')));
  expect(report.decision).toBe('pass');
  expect(report.scorecard_delta).toBeUndefined();
});

it('a runtime model under which a decision costs more is replayed and fails', async () => {
  const report = await judged('runtime', (text) => text.replace('input_tokens: 0.25', 'input_tokens: 0.5'));
  expect(told(report, 'fail').join('\n')).toContain('bench.answer: economics_delta');
});

it('tools that change are said not to be judged', async () => {
  const tool = '{ id: mail.send, risk_class: network, description: sends mail }';
  const report = await judged('tools', (text) => text.replace('tools: []', `tools: [${tool}]`));
  expect(report.decision).toBe('pass');
  const notes = told(report, 'note').join('\n');
  expect(notes).toContain('bench.answer runs with other tools after the merge');
  expect(notes).toContain('so it was not judged');
});

const FINE = '  - { id: fine, dimension: utility, kind: rule, weight: 999, when: { "==": [1, 1] } }\n';

it('evaluators that a new version leaves out or outweighs are named, though the old one stays in its file', async () => {
  const root = copyRepository(pristine);
  git(root, 'checkout', '-q', '-b', 'work');
  const suite = readFileSync(join(root, file('evals')), 'utf8');
  const less = suite
    .replace('evals.bench@1.0.0', 'evals.bench@2.0.0')
    .replace(/.*id: approved.*\n/, '')
    .replace(/(.*id: correct.*\n)/, (line) => `${line}${FINE}`);
  write(root, 'packs/bench/evals/second.yaml', less);
  edit(root, RELEASE, (text) => text.replace('evals.bench@1.0.0', 'evals.bench@2.0.0'));
  const report = await stampedGate(root);
  const loosened = told(report, 'note').filter((reason) => reason.startsWith('loosened: '));
  expect(loosened).toEqual(
    ['of the weight in utility, correct 1 of 1 → 1 of 1000, by fine 999', 'approved, which judged policy, is gone'].map(
      (loss) => `loosened: the evaluators of bench.answer are loosened: ${loss}`,
    ),
  );
  expect(told(report, 'fail').join()).toContain('has no evaluator of policy');
});
