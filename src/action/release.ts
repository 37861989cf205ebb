/** What GitHub's door does with the verbs of a release; each shows the text that a terminal would, and sets the outputs of its own. */

import { PRODUCER } from '../door/version.ts';
import { AutotuneError } from '../kit/errors.ts';
import type { Settings } from '../wiring.ts';
import { finishText } from './finish.ts';
import type { ActionVerb, Inputs } from './inputs.ts';
import { publishingOutputs, weightiest } from './outputs.ts';
import type { Reporter } from './reporter.ts';

export type Request = { readonly inputs: Inputs; readonly settings: Settings };
/** The answer is the exit code. */
export type Act = (request: Request, reporter: Reporter) => Promise<number>;

type ReleaseVerb = Extract<ActionVerb, 'record' | 'promote' | 'rollback' | 'monitor' | 'harvest'>;

const DECISIONS = ['promote', 'stop', 'pause', 'none'] as const;
const VERDICTS = ['roll_back', 'retire', 'supersede', 'inconclusive', 'keep'] as const;

export const RELEASE_ACT_OF: { readonly [Verb in ReleaseVerb]: Act } = {
  async record({ settings }, reporter) {
    const { answerRecord } = await import('../door/release.ts');
    const answer = await answerRecord(settings, PRODUCER);
    return finishText(reporter, answer, { outputs: publishingOutputs(answer.document.records) });
  },

  async promote({ inputs, settings }, reporter) {
    const { answerPromote } = await import('../door/release.ts');
    const answer = await answerPromote(settings, { intent: inputs.intent, producer: PRODUCER });
    const { promotions } = answer.document;
    const said = promotions.map(({ decision }) => decision);
    const decision = weightiest(DECISIONS, said) ?? 'none';
    return finishText(reporter, answer, { outputs: { ...publishingOutputs(promotions), decision } });
  },

  async rollback({ inputs, settings }, reporter) {
    const { intent, reason } = inputs;
    if (intent === undefined || reason === undefined)
      throw new AutotuneError('INPUT_INVALID', 'rollback needs intent, whose change is taken back, and reason');
    const { answerRollback } = await import('../door/release.ts');
    const answer = await answerRollback(settings, { intent, reason, producer: PRODUCER });
    return finishText(reporter, answer, { outputs: publishingOutputs([answer.document]) });
  },

  async monitor({ inputs, settings }, reporter) {
    const { answerMonitor } = await import('../door/release.ts');
    const answer = await answerMonitor(settings, { intent: inputs.intent, producer: PRODUCER });
    const { releases } = answer.document;
    const opened = releases.flatMap(({ rollback }) =>
      rollback === undefined || 'refused' in rollback ? [] : [rollback],
    );
    const decision = weightiest(
      VERDICTS,
      releases.map(({ verdict }) => verdict),
    );
    return finishText(reporter, answer, { outputs: { ...publishingOutputs(opened), decision: decision ?? 'none' } });
  },

  async harvest({ inputs, settings }, reporter) {
    const { answerHarvest } = await import('../door/release.ts');
    const { isDryRun } = settings;
    const request = { intent: inputs.intent, isWrite: false, isDryRun, isOptional: true };
    const answer = await answerHarvest(settings, request);
    return finishText(reporter, answer, { outputs: publishingOutputs(answer.document.intents) });
  },
};
