/** What keeps a workflow from judging each pull request, read from its text as people write it. */
import { describe, expect, it } from 'vitest';
import { checkGateJob } from '../../../src/core/setup/checks/gate-job.ts';
import { gateWorkflow } from '../../../src/core/setup/gate-workflow.ts';
import { judgingJobs } from '../../../src/core/setup/judging.ts';
import { expression } from '../../../src/core/setup/pinned-actions.ts';
import { readWorkflow } from '../../../src/core/setup/workflow.ts';

const PATH = '.github/workflows/gate.yml';
const SHIPPED = gateWorkflow({ action: './' });

function escapesOf(text: string, branch: string | null = 'main') {
  const read = readWorkflow(PATH, text);
  if (read === null) throw new Error('no workflow');
  return judgingJobs([read], [], branch).flatMap(({ escapes }) => escapes);
}

const heard = (filter: string) =>
  `on: { pull_request: { ${filter} } }\njobs: { gate: { steps: [{ uses: ./, with: { command: gate } }] } }\n`;

describe('a workflow of the gate', () => {
  it('as it is shipped judges each pull request', () => {
    expect(escapesOf(SHIPPED)).toEqual([]);
    const workflows = [SHIPPED].flatMap((text) => readWorkflow(PATH, text) ?? []);
    expect(checkGateJob({ workflows, host: null })).toMatchObject([{ check: 'gate job', verdict: 'pass' }]);
  });

  it.each([
    ['branches: [main]', 'main'],
    ['branches: main', 'main'],
    ["branches: ['**']", 'release/1'],
    ["branches: ['release/*']", 'release/1'],
    ["branches: ['release/**', '!release/old']", 'release/new'],
    ["branches: ['v[12].x']", 'v1.x'],
    ["branches-ignore: ['dependabot/**']", 'main'],
    ["branches: ['trunk']", null],
  ])('with `%s` hears of pull requests for %s', (filter, branch) => {
    expect(escapesOf(heard(filter), branch)).toEqual([]);
  });

  it.each([
    ['branches: [release]', 'main'],
    ["branches: ['*']", 'release/1'],
    ["branches: ['**', '!main']", 'main'],
    ['branches-ignore: [main]', 'main'],
    ["branches: ['mai.']", 'main'],
    [`branches: ['${'*a'.repeat(40)}b']`, 'a'.repeat(200)],
    ["branches: ['[']", 'main'],
  ])('with `%s` does not hear of those for %s', (filter, branch) => {
    expect(escapesOf(heard(filter), branch)).toEqual(['its branches leave out the default branch']);
  });

  it.each([
    ["paths: ['packs/**']", 'it hears of some paths alone'],
    ["paths-ignore: ['docs/**']", 'it hears of some paths alone'],
  ])('with `%s` hears of some changes only', (filter, said) => {
    expect(escapesOf(heard(filter))).toEqual([said]);
  });

  it.each([
    ['if: true', []],
    ["if: 'success()'", []],
    ["if: '!cancelled()', needs: [a]", []],
    ['continue-on-error: false', []],
    ['needs: [a]', ['its job waits for others (`needs:`), and counts as done where one of them skips it']],
    [
      "if: 'success()', needs: a",
      ['its job waits for others (`needs:`), and counts as done where one of them skips it'],
    ],
    ["if: github.actor != 'x'", ['its job has an `if:`, and counts as done where that skips it']],
    ['continue-on-error: true', ['its job has `continue-on-error`']],
  ])('whose job has `%s` is told for what that lets past', (keys, said) => {
    const text = heard('').replace('gate: {', `gate: { ${keys},`);
    expect(escapesOf(text)).toEqual(said);
  });

  it('is as good as its best step, and one without a command is a gate', () => {
    const steps = '[{ uses: ./, with: { command: gate }, if: false }, { uses: ./ }]';
    expect(escapesOf(heard('').replace(/steps: .*\] \}/, `steps: ${steps} }`))).toEqual([]);
  });
});

it.each([
  ['pull_request', 'path: x', 'fail'],
  ['pull_request_target', 'path: x', 'pass'],
  ['pull_request', 'ref: trunk', 'pass'],
  ['pull_request', `ref: '${expression('github.base_ref')}'`, 'pass'],
  ['pull_request', `ref: '${expression('github.sha')}'`, 'fail'],
  ['pull_request', "repository: 'acme/other', ref: v1", 'fail'],
  ['pull_request', `repository: '${expression('github.repository')}', ref: '${expression('github.base_ref')}'`, 'pass'],
])('doctor tells a gate on %s that is run from a checkout with `%s`: %s', (event, inputs, verdict) => {
  const steps = `{ uses: actions/checkout@v6, with: { ${inputs} } }, { uses: ./, with: { command: gate } }`;
  const read = readWorkflow(PATH, `on: { ${event}: }\njobs: { gate: { steps: [${steps}] } }\n`);
  expect(checkGateJob({ workflows: read === null ? [] : [read], host: null })).toMatchObject([{ verdict }]);
});

const SECOND = (job: string) => `on: pull_request\njobs: { g: { name: Autotune Gate, ${job} } }\n`;
const STEP = (uses: string) => `steps: [{ uses: ${uses}, with: { command: gate } }]`;

it.each([
  ['is the same gate', SECOND(STEP('./')), []],
  [
    'runs another program',
    SECOND(STEP('evil/autotune@main')),
    ['one check is of several programs: ./, evil/autotune@main'],
  ],
  ['is skipped', SECOND(`if: false, ${STEP('./')}`), ['its job has an `if:`']],
  ['does something else', SECOND('steps: [{ run: x }]'), ['another job has the name']],
  ['hides that by aliases', SECOND('steps: [&s { run: x }, *s]'), ['another job has the name']],
  ['stands in what cannot be read', `${SECOND(STEP('./'))}jobs: {}\n`, ['1.yml: it cannot be read exactly (line 3: ']],
])('doctor judges each job that reports as the gate, such as a second one that %s', (_, second, said) => {
  const workflows = [SHIPPED, second].flatMap((text, i) => readWorkflow(`.github/workflows/${i}.yml`, text) ?? []);
  const failing = checkGateJob({ workflows, host: null }).filter(({ verdict }) => verdict === 'fail');
  expect(failing.map(({ found }) => found)).toEqual(said.map((one) => expect.stringContaining(one)));
});

it('doctor fails a gate that may be skipped, and a job that has its name', () => {
  const skipped = SHIPPED.replace('    timeout-minutes: 45', '    if: false');
  const other = 'on: push\njobs: { "autotune gate": { steps: [{ run: x }] } }\n';
  const workflows = [skipped, other].flatMap((text, i) => readWorkflow(`.github/workflows/${i}.yml`, text) ?? []);
  expect(checkGateJob({ workflows, host: null })).toMatchObject([
    { verdict: 'fail', found: '.github/workflows/0.yml: its job has an `if:`, and counts as done where that skips it' },
    { verdict: 'fail', found: expect.stringContaining('.github/workflows/1.yml: another job has the name') },
  ]);
});
