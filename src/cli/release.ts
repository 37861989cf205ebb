/** What the terminal does with the verbs of a release. */

import { PRODUCER } from '../door/version.ts';
import type { Options, Verb } from './arguments.ts';
import { environment, screen, show } from './terminal.ts';

type ReleaseVerb = Extract<Verb, 'record' | 'experience' | 'promote' | 'rollback' | 'flags' | 'monitor'>;

export const RELEASE_CODE_OF: { readonly [V in ReleaseVerb]: (options: Options) => Promise<number> } = {
  async record({ repo, forge, isDryRun, isJson }) {
    const { answerRecord } = await import('../door/release.ts');
    return show(await answerRecord({ repo, isDryRun, forge, screen, environment }, PRODUCER), isJson);
  },

  async promote({ repo, intent, approver, forge, isDryRun, isJson }) {
    const { answerPromote } = await import('../door/release.ts');
    const settings = { repo, isDryRun, forge, screen, environment };
    return show(await answerPromote(settings, { intent, approver, producer: PRODUCER }), isJson);
  },

  async rollback({ repo, word = '', rest = '', forge, isDryRun, isJson }) {
    const { answerRollback } = await import('../door/release.ts');
    const settings = { repo, isDryRun, forge, screen, environment };
    return show(await answerRollback(settings, { intent: word, reason: rest, producer: PRODUCER }), isJson);
  },

  async experience({ repo, intent, isJson }) {
    const { answerExperience } = await import('../door/release.ts');
    return show(await answerExperience({ repo, screen, environment }, intent), isJson);
  },

  async flags({ repo, intent, kill, isWrite, isJson }) {
    const { answerFlags } = await import('../door/release.ts');
    const answer = await answerFlags({ repo, screen, environment }, { intent, kill, isWrite });
    return show(answer, isJson);
  },

  async monitor({ repo, intent, forge, isDryRun, isJson }) {
    const { answerMonitor } = await import('../door/release.ts');
    const settings = { repo, isDryRun, forge, screen, environment };
    return show(await answerMonitor(settings, { intent, producer: PRODUCER }), isJson);
  },
};
