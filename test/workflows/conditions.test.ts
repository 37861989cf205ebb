/** Every shipped `if:`, read and evaluated by GitHub's own parser and evaluator against payloads that GitHub sent, both ways. */

import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { conditions, holds } from './expressions.ts';
import { shipped } from './shipped.ts';

const files = shipped();

const Payload = z.looseObject({ repository: z.looseObject({}) });
const Examples = z.array(z.object({ name: z.string(), examples: z.array(z.unknown()) }));
const examples = Examples.parse(createRequire(import.meta.url)('@octokit/webhooks-examples'));

const Pulled = z.looseObject({
  repository: z.looseObject({ id: z.int() }),
  pull_request: z.looseObject({ head: z.looseObject({}) }),
});

/** A payload of this event as it was sent, with its repository changed. */
function payload(event: string, repository: Readonly<Record<string, unknown>> = {}): object {
  const found = Payload.parse(examples.find(({ name }) => name === event)?.examples[0]);
  return { ...found, repository: { ...found.repository, ...repository } };
}

type Situation = {
  readonly event: object;
  readonly inputs?: object;
  readonly isNeedMet?: boolean;
  readonly needs?: object;
  readonly actor?: string;
};

/** A pull request as it was sent, from a branch of its own repository, or of another. */
function pullRequest(head: 'own' | 'fork' | 'gone'): object {
  const sent = Pulled.parse(examples.find(({ name }) => name === 'pull_request')?.examples[0]);
  const repo = head === 'gone' ? null : { id: sent.repository.id + (head === 'own' ? 0 : 1) };
  return { ...sent, pull_request: { ...sent.pull_request, head: { ...sent.pull_request.head, repo } } };
}

const judged = (kind: string) => ({ gate: { outputs: { kind } } });

const MANUAL = payload('workflow_dispatch');
/** A schedule sends little more than itself; whether the repository is told has changed over the years. */
const SCHEDULED = { schedule: '23 4 * * 1-5' };

const WEEKLY = { schedule: '17 6 * * 1' };
const DAILY = { schedule: '41 5 * * *' };

const PULL = { url: 'https://api.github.com/repos/acme/x/pulls/1' };

/** A comment on a pull request, or on what the issue is said to be. */
function commented(body: string, issue: object = { pull_request: PULL }): Situation {
  return { event: { ...payload('issue_comment'), comment: { body }, issue: { number: 1, ...issue } } };
}

/** By the condition as it is written: when it holds, and when it does not. */
const CASES: Readonly<Record<string, Readonly<Record<'runs' | 'skips', readonly Situation[]>>>> = {
  '${{ !github.event.repository.fork }}': {
    runs: [{ event: MANUAL }, { event: SCHEDULED }, { event: { ...SCHEDULED, repository: { fork: false } } }],
    skips: [
      { event: payload('workflow_dispatch', { fork: true }) },
      { event: { ...SCHEDULED, repository: { fork: true } } },
    ],
  },
  "${{ github.event.issue.pull_request && contains(github.event.comment.body, '/autotune') }}": {
    runs: [commented('/autotune reject no'), commented('Thanks.\n\n/AUTOTUNE help'), commented('see `/autotune`')],
    skips: [commented('Looks good to me'), commented('/autotune reject no', {}), commented('', { pull_request: PULL })],
  },
  // A gate that fails is what the comment is for.
  "${{ !cancelled() && needs.gate.outputs.kind == 'human' && github.event.pull_request.head.repo.id == github.event.repository.id && github.actor != 'dependabot[bot]' }}":
    {
      runs: [
        { event: pullRequest('own'), needs: judged('human') },
        { event: pullRequest('own'), needs: judged('human'), isNeedMet: false },
      ],
      skips: [
        { event: pullRequest('fork'), needs: judged('human') },
        { event: pullRequest('gone'), needs: judged('human') },
        { event: pullRequest('own'), needs: judged('human'), actor: 'dependabot[bot]' },
        { event: pullRequest('own'), needs: judged('proposal') },
        { event: pullRequest('own'), needs: judged('none') },
        { event: pullRequest('own'), needs: judged(''), isNeedMet: false },
        { event: payload('merge_group'), needs: judged('human') },
      ],
    },
  "${{ !github.event.repository.fork && github.event.schedule != '17 6 * * 1' }}": {
    runs: [{ event: MANUAL }, { event: MANUAL, inputs: { weekly: true } }, { event: DAILY }],
    skips: [{ event: WEEKLY }, { event: { ...DAILY, repository: { fork: true } } }],
  },
  "${{ !github.event.repository.fork && (github.event.schedule == '17 6 * * 1' || inputs.weekly) }}": {
    runs: [{ event: WEEKLY }, { event: MANUAL, inputs: { weekly: true } }],
    skips: [
      { event: DAILY },
      { event: MANUAL, inputs: { weekly: false } },
      { event: { ...WEEKLY, repository: { fork: true } } },
      { event: payload('workflow_dispatch', { fork: true }), inputs: { weekly: true } },
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

const all = (await Promise.all(files.map(conditions))).flat();
const isRun = (completed: string, { event, inputs = {}, isNeedMet, needs = {}, actor = 'ada' }: Situation) =>
  holds(completed, { github: { event, actor }, inputs, needs }, isNeedMet);
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
    expect(runs.filter((situation) => !isRun(completed, situation))).toEqual([]);
    expect(skips.filter((situation) => isRun(completed, situation))).toEqual([]);
  });

  it('that are not written are those of a job whose needs are met', () => {
    const others = all.filter(({ written }) => written === undefined);
    expect(others.length).toBeGreaterThan(0);
    expect(new Set(others.map(({ completed }) => completed))).toEqual(new Set(['success()']));
  });
});
