/** What every shipped workflow keeps: nothing by default, a reason for each grant, one commit for each action. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { renderWorkflows } from '../../scripts/workflow-files.ts';
import { readWorkflow } from '../../src/core/setup/workflow.ts';
import { type Job, jobsOf, ROOT, type Shipped, shipped, shown } from './shipped.ts';

const files = shipped();
const jobs = jobsOf(files);
const stepsOf = (of: readonly { at: string; job: Job }[]) =>
  of.flatMap(({ at, job }) => job.steps.map((step) => ({ at, step })));

/** GitHub asks a job's `if` before the job takes a place; one of the whole workflow is taken by every comment. */
const isQueued = ({ concurrency }: Job) =>
  concurrency?.['queue'] === 'max' && concurrency['cancel-in-progress'] === false;

type Rule = (file: Shipped) => readonly string[];

/** Each gives what is wrong, so that it can be tried on what is wrong. */
const RULES: Readonly<Record<string, Rule>> = {
  'grants nothing by default': ({ path, workflow }) =>
    JSON.stringify(workflow.permissions) === '{}' ? [] : [`${path} grants ${JSON.stringify(workflow.permissions)}`],
  'states the permissions of each job': (file) =>
    jobsOf([file]).flatMap(({ at, job }) => (job.permissions === undefined ? [at] : [])),
  'gives a reason for each grant': ({ path, text }) =>
    [...text.matchAll(/^ {6}([\w-]+): (?:read|write)(.*)$/gm)].flatMap(([, name, reason = '']) =>
      / # \S/.test(reason) ? [] : [`${path} ${name}`],
    ),
  'ends each job after a while': (file) =>
    jobsOf([file]).flatMap(({ at, job }) => ((job['timeout-minutes'] ?? Infinity) <= 60 ? [] : [at])),
  'names each action by a commit, with its version': ({ path, text }) =>
    [...text.matchAll(/^ +(?:- )?uses: (.*)$/gm)].flatMap(([, uses = '']) =>
      uses === './' || /^[\w.-]+\/[\w.-]+@[0-9a-f]{40} # \S/.test(uses) ? [] : [`${path} ${uses}`],
    ),
  'keeps no credentials in a checkout': (file) =>
    stepsOf(jobsOf([file])).flatMap(({ at, step }) =>
      step.uses?.startsWith('actions/checkout@') === true && step.with['persist-credentials'] !== false ? [at] : [],
    ),
  'puts no expression into a script': (file) =>
    stepsOf(jobsOf([file])).flatMap(({ at, step }) => (step.run?.includes('${{') === true ? [at] : [])),
  'splits a job only where what needs it puts the parts together again': ({ path, text, workflow }) => {
    const split = Object.entries(workflow.jobs).flatMap(([id, { strategy }]) => (strategy === undefined ? [] : [id]));
    const isTaken = (id: string) =>
      Object.values(workflow.jobs).some(
        ({ needs, steps }) => needs === id && steps.some((step) => step.with['shards'] !== undefined),
      );
    return /^\s*matrix:/m.test(text) && !(split.length > 0 && split.every(isTaken)) ? [path] : [];
  },
  'has one place for runs at the same time': ({ path, workflow }) =>
    [workflow, ...Object.values(workflow.jobs)].some(({ concurrency }) => concurrency?.['group'] !== undefined)
      ? []
      : [path],
  'judges anew what is directed to another branch, since a check stays on its commit': ({ path, text, workflow }) => {
    const isJudge = /command: (?:gate|validate)$/m.test(text) && /^ {2}pull_request:/m.test(text);
    const heard = JSON.stringify(workflow.on);
    return isJudge && !['opened', 'synchronize', 'reopened', 'edited'].every((type) => heard.includes(type))
      ? [path]
      : [];
  },
  'lets nothing but the change and the queue start the gate, since a skipped job of its name would count as done': ({
    path,
    text,
    workflow,
  }) => {
    const heard = readWorkflow(path, stringify({ on: workflow.on, jobs: {} }))?.events ?? [];
    const others = heard.filter((event) => !['pull_request', 'merge_group'].includes(event));
    return /command: gate$/m.test(text) && others.length > 0 ? [path] : [];
  },
  'lets no comment of a stranger take the place of a command that waits': ({ path, workflow }) =>
    !JSON.stringify(workflow.on).includes('issue_comment') ||
    (workflow.concurrency === undefined && Object.values(workflow.jobs).every(isQueued))
      ? []
      : [path],
};

describe('every shipped workflow', () => {
  it('is read: twelve files with jobs and grants', () => {
    expect(files).toHaveLength(12);
    expect(jobs.flatMap(({ job }) => Object.keys(job.permissions ?? {})).length).toBeGreaterThanOrEqual(jobs.length);
  });

  it.each(Object.entries(RULES))('%s', (_, rule) => {
    expect(files.flatMap(rule)).toEqual([]);
  });

  const [first] = files;
  it.each<[string, (file: Shipped) => Shipped]>([
    ['grants nothing by default', (file) => ({ ...file, workflow: { ...file.workflow, permissions: undefined } })],
    ['states the permissions of each job', (file) => withJob(file, ({ permissions: _, ...job }) => job)],
    ['gives a reason for each grant', (file) => withText(file, /(contents: \w+).*/, '$1')],
    ['ends each job after a while', (file) => withJob(file, ({ 'timeout-minutes': _, ...job }) => job)],
    ['names each action by a commit, with its version', (file) => withText(file, /(uses: [^@]*)@.*/, '$1@v6')],
    ['names each action by a commit, with its version', (file) => withText(file, / # v\d.*/, '')],
    ['keeps no credentials in a checkout', (file) => withSteps(file, { 'persist-credentials': true }, undefined)],
    [
      'splits a job only where what needs it puts the parts together again',
      (file) =>
        withText(file, /^( {4})timeout-minutes/m, '$1strategy:\n$1  matrix: { part: [1, 2] }\n$1timeout-minutes'),
    ],
    ['puts no expression into a script', (file) => withSteps(file, {}, 'echo ${{ github.head_ref }}')],
    [
      'has one place for runs at the same time',
      ({ workflow: { concurrency: _, ...workflow }, ...file }) =>
        withJob({ ...file, workflow }, ({ concurrency: _, ...job }) => job),
    ],
    [
      'judges anew what is directed to another branch, since a check stays on its commit',
      (file) => ({
        ...withText(file, /^/, 'on:\n  pull_request:\njobs: 1 # command: gate\n'),
        workflow: { ...file.workflow, on: { pull_request: null } },
      }),
    ],
    [
      'lets nothing but the change and the queue start the gate, since a skipped job of its name would count as done',
      (file) => ({
        ...withText(file, /^/, 'jobs: 1 # command: gate\n'),
        workflow: { ...file.workflow, on: ['pull_request', 'pull_request_review'] },
      }),
    ],
    [
      'lets no comment of a stranger take the place of a command that waits',
      (file) => ({
        ...file,
        workflow: { ...file.workflow, on: { issue_comment: null }, concurrency: { group: 'a', queue: 'max' } },
      }),
    ],
    [
      'lets no comment of a stranger take the place of a command that waits',
      ({ workflow: { concurrency: _, ...workflow }, ...file }) =>
        withJob({ ...file, workflow: { ...workflow, on: ['issue_comment'] } }, (job) => ({
          ...job,
          concurrency: { group: 'a', 'cancel-in-progress': false },
        })),
    ],
  ])('%s, and a file that does not is found', (name, spoil) => {
    if (first === undefined) throw new Error('there is no workflow');
    expect(RULES[name]?.(spoil(first))).not.toEqual([]);
  });

  it('uses the same commit of an action everywhere', () => {
    const used = new Map<string, Set<string>>();
    for (const { step } of stepsOf(jobs)) {
      const [name = '', commit = ''] = step.uses?.split('@') ?? [];
      if (name.startsWith('actions/')) used.set(name, new Set([...(used.get(name) ?? []), commit]));
    }
    expect([...used].filter(([, commits]) => commits.size !== 1)).toEqual([]);
  });
});

describe('the workflows that users copy', () => {
  it('are those that run on this repository, but for the line that names the action', () => {
    // This repository's own search is too small to be shared.
    const plain = (folder: string) =>
      files
        .filter(({ path }) => path.startsWith(`${folder}/autotune-`) && !path.endsWith('-sharded.yml'))
        .map(({ path, text }) => [
          path.slice(folder.length),
          text.replaceAll(/^( +uses: )(?:\.\/|OWNER\/autotune@.*)$/gm, '$1the action'),
        ]);
    expect(plain('templates')).toHaveLength(5);
    expect(plain('templates')).toEqual(plain('.github/workflows'));
  });

  it('are what `npm run generate` writes', () => {
    const there = new Map(files.map(({ path, text }) => [path, text]));
    expect(renderWorkflows().filter(([path, text]) => there.get(path) !== text)).toEqual([]);
  });
});

describe('the workflows of docs/setup.md and the README', () => {
  const pages = shown('docs/setup.md');
  /** A page gives the reasons in its table, and has no use for the rest of a job's name. */
  const KEPT = Object.entries(RULES).filter(([name]) => !/reason|same time/.test(name));

  it.each(KEPT)('%s', (_, rule) => {
    expect(pages).toHaveLength(2);
    expect(pages.flatMap(rule)).toEqual([]);
  });

  it('are twelve lines in the smallest form, and need what the page says the job needs', () => {
    const [smallest] = pages;
    expect(smallest?.text.trimEnd().split('\n')).toHaveLength(12);
    const [propose] = jobs.filter(({ at }) => at === 'templates/autotune-propose.yml propose');
    expect(smallest?.workflow.jobs['propose']?.permissions).toEqual(propose?.job.permissions);
  });

  it('are the same in their smallest form, with the permissions that the table under it gives reasons for', () => {
    const readme = shown('README.md');
    expect(readme.map(({ text }) => text)).toEqual([pages[0]?.text]);
    const [, table = ''] = readFileSync(join(ROOT, 'README.md'), 'utf8').split('| permission | why |\n');
    const [granted = ''] = table.split('\n\n');
    const rows = [...granted.matchAll(/^\| `([\w-]+): (\w+)` \| .+ \|$/gm)].map(([, ...cells]) => cells);
    expect(rows).toEqual(Object.entries(readme[0]?.workflow.jobs['propose']?.permissions ?? {}));
  });

  it('stand beside a table of the permissions of every shipped job', () => {
    const text = readFileSync(join(ROOT, 'docs/setup.md'), 'utf8');
    const rows = [...text.matchAll(/^\| `(\w+)` \| `([\w-]+): (\w+)` \| .+ \|$/gm)].map(([, ...cells]) => cells);
    const granted = jobs
      .filter(({ at }) => at.startsWith('templates/'))
      .flatMap(({ at, job }) => Object.entries(job.permissions ?? {}).map((grant) => [at.split(' ')[1], ...grant]));
    // A job that stands in two templates is told once.
    const told = new Map(granted.map((row) => [row.join(' '), row]));
    expect(rows).toEqual([...told.values()]);
  });
});

describe('the search and what writes', () => {
  const search = jobs.filter(({ at }) => at.endsWith('autotune-propose.yml search'));
  const propose = jobs.filter(({ at }) => at.endsWith('autotune-propose.yml propose'));

  it('are two jobs, of which the search cannot write and has no identity', () => {
    const reads = { contents: 'read', 'pull-requests': 'read' };
    expect(search.map(({ job }) => job.permissions)).toEqual([reads, reads]);
    const passed = stepsOf(search).flatMap(({ step }) => [...Object.values(step.env), ...Object.values(step.with)]);
    expect(passed.filter((value) => String(value).includes('secrets.'))).toEqual([]);
    expect(propose.map(({ job }) => job.needs)).toEqual(['search', 'search']);
  });
});

function withText(file: Shipped, from: RegExp, to: string): Shipped {
  return { ...file, text: file.text.replace(from, to) };
}

function withJob(file: Shipped, change: (job: Job) => Job): Shipped {
  const changed = Object.entries(file.workflow.jobs).map(([id, job]) => [id, change(job)]);
  return { ...file, workflow: { ...file.workflow, jobs: Object.fromEntries(changed) } };
}

function withSteps(file: Shipped, more: Record<string, unknown>, run: string | undefined): Shipped {
  const spoilt = (step: Job['steps'][number]) => ({ ...step, with: { ...step.with, ...more }, run: run ?? step.run });
  return withJob(file, (job) => ({ ...job, steps: job.steps.map(spoilt) }));
}
