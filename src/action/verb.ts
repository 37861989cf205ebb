/** Which verb an event asks for, where the workflow names none. */

import { AutotuneError } from '../kit/errors.ts';
import { excerpt } from '../kit/problem.ts';
import type { ActionVerb, Inputs } from './inputs.ts';

/**
 * Event to verb; what would be merged is judged, what comes by the clock or from the default branch runs,
 * what is said is heard.
 */
export const VERB_OF_EVENT: ReadonlyMap<string, ActionVerb> = new Map([
  ['schedule', 'run'],
  ['workflow_dispatch', 'run'],
  ['repository_dispatch', 'run'],
  ['push', 'run'],
  ['pull_request', 'gate'],
  ['merge_group', 'gate'],
  ['issue_comment', 'command'],
]);

/** Throws `EVENT_UNSUPPORTED` where `auto` has no verb for the event. */
export function verbFor(command: Inputs['command'], event: string | undefined): ActionVerb {
  if (command !== 'auto') return command;
  const verb = VERB_OF_EVENT.get(event ?? '');
  if (verb !== undefined) return verb;
  const known = [...VERB_OF_EVENT].map(([name, asked]) => `${name} (${asked})`).join(', ');
  const met = event === undefined || event === '' ? 'no event' : `the event ${JSON.stringify(excerpt(event))}`;
  throw new AutotuneError('EVENT_UNSUPPORTED', `${met} has no verb; these have one: ${known}`);
}
