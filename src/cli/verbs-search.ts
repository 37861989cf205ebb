/** Rows of the table of verbs: the verbs that set a repository up, search it and open what was found. */
import { FORGE, INTENT, JSON_OUTPUT, type OptionSpec, REPO, type VerbSpec } from './verb.ts';

const SHARDS: OptionSpec = {
  flag: 'shards',
  value: 'DIR',
  text: 'the folder of all shards that `autotune replay` wrote: refused unless they are whole, each there once, and made of this very state',
};

export const SEARCH_VERBS: readonly VerbSpec[] = [
  {
    verb: 'init',
    summary:
      'write a working setup into a repository: configuration, workflows, code owners, a first pack and goldens; what exists is left alone',
    options: [
      REPO,
      { ...INTENT, text: 'the decision to improve first; default: assistant.answer' },
      { flag: 'pack', value: 'ID', text: 'the folder below packs/; default: assistant' },
      { flag: 'owner', value: 'OWNER', text: 'who approves changes, as CODEOWNERS writes it: @user or @org/team' },
      { flag: 'action', value: 'REF', text: 'the action as workflows name it: owner/repository@ and the commit' },
      {
        flag: 'split',
        value: 'N',
        text: 'how many jobs of a matrix share the replays of a search; default: 1, no matrix',
      },
      JSON_OUTPUT,
    ],
  },
  {
    verb: 'doctor',
    summary: 'tell what is missing, with the fix, for proposals to be opened, reviewed and gated; it changes nothing',
    options: [
      REPO,
      { ...FORGE, text: 'who to ask about settings: `local` (the default) asks nobody, `github` the host itself' },
      JSON_OUTPUT,
    ],
  },
  {
    verb: 'validate',
    summary: 'check everything a run reads and print every problem with its place and the right form',
    options: [REPO, JSON_OUTPUT],
  },
  {
    verb: 'run',
    summary:
      'search every due target, and leave at most one proposal per intent as a branch with its pull-request text',
    options: [
      REPO,
      INTENT,
      FORGE,
      {
        flag: 'plan',
        value: 'FILE',
        text: 'a plan that `autotune search` wrote: refused, before anything is written or looked at, unless this run comes to the same',
      },
      SHARDS,
      { flag: 'dry-run', text: 'write nothing at all; stops before the held-out set is looked at' },
      JSON_OUTPUT,
    ],
  },
  {
    verb: 'search',
    summary:
      'search every due target without reading a held-out set, and tell as a plan what a run would ask them; nothing is written but the plan',
    options: [
      REPO,
      INTENT,
      FORGE,
      { flag: 'out', value: 'FILE', text: 'where to write the plan; default: nowhere' },
      SHARDS,
      JSON_OUTPUT,
    ],
  },
  {
    verb: 'replay',
    summary:
      "replay one machine's share of an exhaustive search and write it as a shard, for a search or run that is given all shards; no held-out set is read",
    options: [
      REPO,
      INTENT,
      FORGE,
      { flag: 'shard', value: 'K/N', text: 'which share, such as 2/8: every N-th case of each search set' },
      { flag: 'out', value: 'FILE', text: 'where to write the shard; its name has to end in .jsonl' },
      JSON_OUTPUT,
    ],
  },
];
