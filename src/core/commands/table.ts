/**
 * Every command that a comment may give: its words, its options and who may give it. Parser, help, page and run read
 * this one table, so a command is added by a row here and the step that carries it out.
 */

/**
 * `writer`: whoever may write to the repository. `decider`: owners of the changed pack, and those who maintain it.
 * `releaser`: owners of the pack and of its release records, and those who maintain it.
 */
export type Authority = 'writer' | 'decider' | 'releaser';

export type CommandOption = {
  readonly flag: 'scope' | 'expires' | 'code';
  readonly value: string;
  /** What it is for, as the end of a row. */
  readonly text: string;
};

export type CommandSpec = {
  readonly name: CommandName;
  /** What stands after the options, as usage shows it; empty where nothing does. */
  readonly text: '' | '[reason]' | '<reason>' | '[id]';
  readonly options: readonly CommandOption[];
  readonly authority: Authority;
  /** A sentence without its end. */
  readonly summary: string;
};

export type CommandName =
  | 'reject'
  | 'unreject'
  | 'rejections'
  | 'explain'
  | 'retry'
  | 'hold'
  | 'resume'
  | 'promote'
  | 'rollback'
  | 'help';

/** What a comment's line begins with to be a command. */
export const PREFIX = '/autotune';

const SCOPE: CommandOption = {
  flag: 'scope',
  value: 'exact|direction|surface',
  text: 'what is rejected: this very change, which is what is taken if nothing is said; every change of the same value the same way, at least as far; or every change of it',
};

export const COMMANDS: readonly CommandSpec[] = [
  {
    name: 'reject',
    text: '<reason>',
    options: [
      SCOPE,
      {
        flag: 'expires',
        value: '90d',
        text: 'for how many days it holds at most; it ends sooner where what it was compared with changes, or somebody takes it back',
      },
      { flag: 'code', value: 'too-risky', text: 'a reason in one word, to count rejections by' },
    ],
    authority: 'decider',
    summary: 'Rejects the change, so that it is not searched again, and closes the pull request',
  },
  {
    name: 'unreject',
    text: '[reason]',
    options: [],
    authority: 'decider',
    summary: 'Takes the rejections of this change back; a later run may propose it again',
  },
  {
    name: 'rejections',
    text: '',
    options: [],
    authority: 'writer',
    summary:
      'Lists what is rejected for this intent, what no longer is and why, and the surfaces that keep drawing rejections',
  },
  {
    name: 'explain',
    text: '[id]',
    options: [],
    authority: 'writer',
    summary: 'Explains this proposal, or a candidate or search case by its id, from the record of the run',
  },
  {
    name: 'retry',
    text: '',
    options: [],
    authority: 'decider',
    summary: 'Has the next scheduled run score the target again, whether it is due or not',
  },
  {
    name: 'hold',
    text: '[reason]',
    options: [],
    authority: 'decider',
    summary: 'Keeps the pull request as it is: no run updates, replaces or closes it until it is resumed',
  },
  {
    name: 'resume',
    text: '[reason]',
    options: [],
    authority: 'decider',
    summary: 'Ends a hold',
  },
  {
    name: 'promote',
    text: '',
    options: [],
    authority: 'releaser',
    summary:
      'On a proposal that was merged: asks what its stage showed in production, and opens the next stage as a pull request with you as its approver',
  },
  {
    name: 'rollback',
    text: '<reason>',
    options: [],
    authority: 'releaser',
    summary:
      'On a proposal that was merged: opens a pull request that takes the change back and restores the complete tuple before it',
  },
  {
    name: 'help',
    text: '',
    options: [],
    authority: 'writer',
    summary: 'Shows these commands',
  },
];

/** A command as it is typed, with its options in brackets. */
export function usageOf({ name, text, options }: CommandSpec): string {
  const given = options.map(({ flag, value }) => `[--${flag} ${value}]`);
  return [PREFIX, name, ...given, text].filter((word) => word !== '').join(' ');
}
