/** Every shipped `if:`, read and evaluated by GitHub's own parser and evaluator against payloads that GitHub sent, both ways. */

import { createRequire } from 'node:module';
import { data, Evaluator, Lexer, Parser } from '@actions/expressions';
import { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Shipped, shipped } from './shipped.ts';

const files = shipped();

const Payload = z.looseObject({ repository: z.looseObject({}) });
const Examples = z.array(z.object({ name: z.string(), examples: z.array(z.unknown()) }));
const examples = Examples.parse(createRequire(import.meta.url)('@octokit/webhooks-examples'));

/** A payload of this event as it was sent, with its repository changed. */
function payload(event: string, repository: Readonly<Record<string, unknown>> = {}): object {
  const found = Payload.parse(examples.find(({ name }) => name === event)?.examples[0]);
  return { ...found, repository: { ...found.repository, ...repository } };
}

type Situation = { readonly event: object; readonly inputs?: object; readonly isNeedMet?: boolean };

const MANUAL = payload('workflow_dispatch');
/** A schedule sends little more than itself; whether the repository is told has changed over the years. */
const SCHEDULED = { schedule: '23 4 * * 1-5' };

/** By the condition as it is written: when it holds, and when it does not. */
const CASES: Readonly<Record<string, Readonly<Record<'runs' | 'skips', readonly Situation[]>>>> = {
  '${{ !github.event.repository.fork }}': {
    runs: [{ event: MANUAL }, { event: SCHEDULED }, { event: { ...SCHEDULED, repository: { fork: false } } }],
    skips: [
      { event: payload('workflow_dispatch', { fork: true }) },
      { event: { ...SCHEDULED, repository: { fork: true } } },
    ],
  },
  '${{ !inputs.dry-run }}': {
    runs: [{ event: MANUAL, inputs: { 'dry-run': false, intent: '' } }, { event: SCHEDULED }],
    skips: [
      { event: MANUAL, inputs: { 'dry-run': true, intent: 'support.triage' } },
      { event: MANUAL, inputs: { 'dry-run': false }, isNeedMet: false },
      { event: SCHEDULED, isNeedMet: false },
    ],
  },
};

/** The conditions of the jobs of a workflow: as written, and as GitHub completes them. */
async function conditions({ path, text, workflow }: Shipped) {
  const { context, value } = parseWorkflow({ name: path, content: text }, new NoOperationTraceWriter());
  if (value === undefined) throw new Error(`${path} does not read`);
  const template = await convertWorkflowTemplate(context, value);
  return template.jobs.map((job) => ({
    at: `${path} ${job.id.value}`,
    written: workflow.jobs[job.id.value]?.if,
    completed: job.if.expression,
  }));
}

function holds(expression: string, { event, inputs = {}, isNeedMet = true }: Situation): boolean {
  const contexts = { github: { event }, inputs };
  const success = { name: 'success', minArgs: 0, maxArgs: 0, call: () => new data.BooleanData(isNeedMet) };
  const tree = new Parser(new Lexer(expression).lex().tokens, Object.keys(contexts), [success]).parse();
  const known: unknown = JSON.parse(JSON.stringify(contexts), data.reviver);
  if (!(known instanceof data.Dictionary)) throw new Error('the contexts are no dictionary');
  const found = new Evaluator(tree, known, new Map([['success', success]])).evaluate();
  return !['', 'false', '0', 'null'].includes(found.coerceString());
}

const all = (await Promise.all(files.map(conditions))).flat();
const written = all.filter(({ written }) => written !== undefined);

describe('the conditions of shipped jobs', () => {
  it('are all tried, and no other', () => {
    expect(new Set(written.map(({ written }) => written))).toEqual(new Set(Object.keys(CASES)));
    expect(
      files
        .flatMap(({ workflow }) => Object.values(workflow.jobs).flatMap(({ steps }) => steps))
        .filter((step) => step.if !== undefined),
    ).toEqual([]);
  });

  it.each(written)('of $at hold when they should, and only then', ({ written = '', completed }) => {
    const { runs = [], skips = [] } = CASES[written] ?? {};
    expect(runs.length * skips.length).toBeGreaterThan(0);
    expect(runs.filter((situation) => !holds(completed, situation))).toEqual([]);
    expect(skips.filter((situation) => holds(completed, situation))).toEqual([]);
  });

  it('that are not written are those of a job whose needs are met', () => {
    const others = all.filter(({ written }) => written === undefined);
    expect(others.length).toBeGreaterThan(0);
    expect(new Set(others.map(({ completed }) => completed))).toEqual(new Set(['success()']));
  });
});
