/** What GitHub's door does with each verb: the inputs it takes, what it shows, and which outputs it sets. */

import { reportedError } from '../door/failure.ts';
import { PRODUCER } from '../door/version.ts';
import { AutotuneError } from '../kit/errors.ts';
import { annotationsOfGate, annotationsOfProblems } from './annotations.ts';
import { finishRun, finishText, plainly } from './finish.ts';
import type { ActionVerb } from './inputs.ts';
import { weightiest } from './outputs.ts';
import { type Act, RELEASE_ACT_OF } from './release.ts';

const ANSWERS = ['not_met', 'unknown', 'met'] as const;

export const ACT_OF: { readonly [Verb in ActionVerb]: Act } = {
  async run({ inputs, settings }, reporter) {
    const { answerRun } = await import('../door/verbs.ts');
    const { intent, plan, shards } = inputs;
    const answer = await answerRun(settings, { intent, plan, shards, producer: PRODUCER });
    reporter.say(answer.text(plainly));
    return finishRun(reporter, answer.document, inputs.passesRateLimit);
  },

  async search({ inputs, settings }, reporter) {
    const [{ answerSearch }, { handedPlace }] = await Promise.all([
      import('../door/verbs.ts'),
      import('../wiring-report.ts'),
    ]);
    const out = await handedPlace(settings.environment, 'plan.json');
    const { intent, shards } = inputs;
    const answer = await answerSearch(settings, { intent, out, shards, producer: PRODUCER });
    return finishText(reporter, answer, { outputs: { plan: out }, told: answer.errors.map(reportedError) });
  },

  async replay({ inputs: { intent, shard }, settings }, reporter) {
    if (shard === undefined) throw new AutotuneError('INPUT_INVALID', 'replay needs shard, such as 2/8');
    const [{ answerReplay }, { handedPlace }] = await Promise.all([
      import('../door/verbs.ts'),
      import('../wiring-report.ts'),
    ]);
    // A name of its own for each, since all of them come to stand in one folder.
    const out = await handedPlace(settings.environment, `shard-${shard.replace(/\D+/g, '-of-')}.jsonl`);
    const answer = await answerReplay(settings, { intent, shard, out, producer: PRODUCER });
    return finishText(reporter, answer, { outputs: { shard: out }, told: answer.errors.map(reportedError) });
  },

  async validate({ settings }, reporter) {
    const [{ answerValidate }, { problemSections }] = await Promise.all([
      import('../door/verbs.ts'),
      import('./summary.ts'),
    ]);
    const { document, isFine, text } = await answerValidate(settings);
    reporter.say(text(plainly));
    reporter.annotate(annotationsOfProblems(document.problems));
    const counted = `${document.documents} documents and ${document.cases} golden cases were read.`;
    await reporter.showPage(problemSections(document.problems, counted));
    await reporter.setOutputs({}, document);
    return isFine ? 0 : 1;
  },

  async command({ settings }, reporter) {
    const { answerCommand } = await import('../door/verbs.ts');
    return finishText(reporter, await answerCommand(settings, PRODUCER));
  },

  async gate({ settings }, reporter) {
    const [{ answerGateChange }, { gateSections }] = await Promise.all([
      import('../door/judge.ts'),
      import('./summary.ts'),
    ]);
    const { document, isFine, text, change, page, handedOver } = await answerGateChange(settings);
    reporter.say(text(plainly));
    // Where the check could not be posted, the notes on the changed lines are the job's own.
    if (!change.mayShow) reporter.annotate(annotationsOfGate(document));
    await reporter.showPage(gateSections(document, page));
    const { decision, kind } = document;
    await reporter.setOutputs({ decision, kind, 'gate-report': handedOver }, document);
    return isFine ? 0 : 1;
  },

  async comment({ inputs, settings }, reporter) {
    const { answerComment } = await import('../door/judge.ts');
    return finishText(reporter, await answerComment(settings, inputs.gateReport));
  },

  async status({ inputs, settings }, reporter) {
    const { answerStatus } = await import('../door/verbs.ts');
    return finishText(reporter, await answerStatus(settings, inputs.intent));
  },

  async audit({ settings }, reporter) {
    const { answerAudit } = await import('../door/verbs.ts');
    const answer = await answerAudit(settings);
    const { tally } = answer.document;
    const decision = weightiest(
      ANSWERS,
      ANSWERS.filter((word) => tally[word] > 0),
    );
    return finishText(reporter, answer, { outputs: { decision: decision ?? 'none' } });
  },

  ...RELEASE_ACT_OF,

  async doctor({ settings }, reporter) {
    const { answerDoctor } = await import('../door/verbs.ts');
    return finishText(reporter, await answerDoctor(settings));
  },
};
