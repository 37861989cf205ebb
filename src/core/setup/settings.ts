/** What a new setup is made for: the names that stand in its documents, each in a form that is safe wherever it stands. */
import { AutotuneError } from '../../kit/errors.ts';
import { excerpt } from '../../kit/problem.ts';
import { Id } from '../../schema/ids.ts';
import { MOST_SHARDS } from '../../schema/replay-shard.ts';

export type SetupSettings = {
  readonly intent: string;
  /** The folder below `packs/`, and the last part of the ids of what stands in it. */
  readonly pack: string;
  /** Who owns the pack and approves changes of it, as CODEOWNERS writes it. */
  readonly owner: string;
  /** The action as a workflow names it: `owner/repository@commit`, or `./`. */
  readonly action: string;
  /** How many machines share the replays of a search; 1 where one does all. */
  readonly split: number;
};

/** Stand where nobody said otherwise; `init` then says what to put in their place. */
export const PLACEHOLDERS: SetupSettings = {
  intent: 'assistant.answer',
  pack: 'assistant',
  owner: '@your-org/owners',
  action: `OWNER/autotune@${'0'.repeat(40)}`,
  split: 1,
};

/** A dot at an end, or two in a row, cannot stand in the name of a release or of a branch. */
const NAME = /^(?!.*\.\.)[a-z0-9](?:[a-z0-9._-]{0,78}[a-z0-9_-])?$/;
const OWNER =
  /^(?:@[A-Za-z0-9][A-Za-z0-9-]{0,38}(?:\/[A-Za-z0-9._-]{1,100})?|[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,120})$/;
const ACTION = /^(?:\.\/|[A-Za-z0-9-]{1,39}\/[A-Za-z0-9._-]{1,100}@[0-9a-f]{40})$/;

/** The settings with placeholders for what is not given. Throws `USAGE` for a name of another form. */
export function setupSettings(given: Partial<SetupSettings>): SetupSettings {
  return {
    intent: checked('--intent', given.intent ?? PLACEHOLDERS.intent, isName, 'an id such as support.triage'),
    pack: checked('--pack', given.pack ?? PLACEHOLDERS.pack, isName, 'an id such as support'),
    owner: checked('--owner', given.owner ?? PLACEHOLDERS.owner, (text) => OWNER.test(text), '@user or @org/team'),
    action: checked(
      '--action',
      given.action ?? PLACEHOLDERS.action,
      (text) => ACTION.test(text),
      'owner/repository@ and the 40 hex digits of a commit',
    ),
    split: checkedCount(given.split ?? PLACEHOLDERS.split),
  };
}

function isName(text: string): boolean {
  return NAME.test(text) && Id.safeParse(text).success;
}

function checkedCount(split: number): number {
  if (Number.isInteger(split) && split >= 1 && split <= MOST_SHARDS) return split;
  throw new AutotuneError('USAGE', `--split is no number from 1 to ${MOST_SHARDS}`);
}

function checked(flag: string, text: string, isRight: (text: string) => boolean, form: string): string {
  if (isRight(text)) return text;
  throw new AutotuneError('USAGE', `${flag} ${excerpt(JSON.stringify(text))} is not ${form}`);
}
