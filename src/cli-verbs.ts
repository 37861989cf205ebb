/** Every verb of the command line and its options: the help text, the parser and the reference page come from here. */
export type OptionSpec = { readonly flag: string; readonly value?: string; readonly text: string };
type Word = { readonly name: string; readonly text: string };

export type VerbSpec = {
  readonly verb: string;
  readonly summary: string;
  /** The one word that the verb needs beside its options. */
  readonly argument?: Word | undefined;
  /** The words that it needs behind that one. */
  readonly rest?: Word | undefined;
  readonly options: readonly OptionSpec[];
};

const REPO: OptionSpec = { flag: 'repo', value: 'DIR', text: 'the checkout to work on; default: where you stand' };
const INTENT: OptionSpec = { flag: 'intent', value: 'ID', text: 'only this intent, due or not' };
const FORGE: OptionSpec = {
  flag: 'forge',
  value: 'NAME',
  text: 'where proposals and the ledger live: `local` (the default), the git repository itself, or `github`',
};
const JSON_OUTPUT: OptionSpec = {
  flag: 'json',
  text: 'exactly one JSON document on standard output, all else on standard error',
};

const PROPOSAL = { name: 'PROPOSAL', text: 'the id of the proposal, how that begins, or its branch' };

export const VERBS: readonly VerbSpec[] = [
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
      JSON_OUTPUT,
    ],
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
      JSON_OUTPUT,
    ],
  },
  {
    verb: 'validate',
    summary: 'check everything a run reads and print every problem with its place and the right form',
    options: [REPO, JSON_OUTPUT],
  },
  {
    verb: 'record',
    summary:
      'record what was merged or taken back: in the ledger, and by a pull request of the release records; a run does this by itself',
    options: [REPO, FORGE, { flag: 'dry-run', text: 'write nothing at all' }, JSON_OUTPUT],
  },
  {
    verb: 'experience',
    summary:
      'count the production runs of the configured source by intent, pack version, suite, risk class and outcome',
    options: [REPO, { ...INTENT, text: 'only this intent' }, JSON_OUTPUT],
  },
  {
    verb: 'promote',
    summary:
      'ask of each rollout what its stage showed in production, and open the next stage as a pull request where that is enough',
    options: [
      REPO,
      { ...INTENT, text: 'only this intent' },
      {
        flag: 'approver',
        value: 'NAME',
        text: 'who answers for it: needed above the risk class that the configuration names',
      },
      FORGE,
      { flag: 'dry-run', text: 'write nothing at all' },
      JSON_OUTPUT,
    ],
  },
  {
    verb: 'rollback',
    summary:
      'take back the change that an intent runs under, as a pull request that restores the complete tuple before it',
    argument: { name: 'INTENT', text: 'the intent whose change is taken back' },
    rest: { name: 'REASON', text: 'why, for whoever asks later' },
    options: [REPO, FORGE, { flag: 'dry-run', text: 'write nothing at all' }, JSON_OUTPUT],
  },
  {
    verb: 'status',
    summary:
      'show last runs, what is released at which stage, open proposals, rejections, and the looks at each held-out set: made, what each took, and left',
    options: [REPO, { ...INTENT, text: 'only this intent' }, FORGE, JSON_OUTPUT],
  },
  {
    verb: 'explain',
    summary:
      'tell from the ledger why a proposal won, why a candidate lost, or what happened to a search case under both configurations',
    argument: { name: 'ID', text: 'the id of a proposal, a candidate or a search case, or how it begins' },
    options: [REPO, { ...INTENT, text: 'only the runs of this intent' }, FORGE, JSON_OUTPUT],
  },
  {
    verb: 'reject',
    summary:
      'say no to a proposal of this checkout: the reason is recorded, the proposal closed, and what is covered is not searched again',
    argument: PROPOSAL,
    rest: { name: 'REASON', text: 'why, for whoever asks later' },
    options: [
      REPO,
      {
        flag: 'scope',
        value: 'SCOPE',
        text: 'how far the no reaches: `exact`, this change (the default); `direction`, all that goes the same way at least as far; `surface`, every change of its surfaces',
      },
      { flag: 'expires', value: 'DAYS', text: 'until when, such as `90d`; default: until the baseline changes' },
      { flag: 'code', value: 'ID', text: 'a reason code of your own, to count by' },
      JSON_OUTPUT,
    ],
  },
  {
    verb: 'unreject',
    summary: 'take back every rejection of a proposal that stands; it stays closed, and the next run searches it again',
    argument: PROPOSAL,
    rest: { name: 'REASON', text: 'why, for whoever asks later' },
    options: [REPO, JSON_OUTPUT],
  },
  {
    verb: 'rejections',
    summary: 'list what is rejected, what no longer is and why, and the surfaces that keep drawing rejections',
    options: [REPO, { ...INTENT, text: 'only this intent' }, FORGE, JSON_OUTPUT],
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
    verb: 'flags',
    summary:
      'compute from the release records which tuple each targeting key is served, as `releases/flags.json` in flagd’s format, and tell which files differ',
    options: [
      REPO,
      { ...INTENT, text: 'the intent whose kill switch is meant' },
      {
        flag: 'kill',
        value: 'on|off',
        text: 'throw or lift the kill switch: everybody is served the whole tuple before',
      },
      { flag: 'write', text: 'write the files; without it nothing is written' },
      JSON_OUTPUT,
    ],
  },
  {
    verb: 'gate',
    summary:
      'judge what merging a change would do, by the documents and recordings of its base: repeat the run of a proposal, replay a pack that a person changed; it writes nothing',
    options: [
      REPO,
      { flag: 'base', value: 'REF', text: 'what would be merged into: a branch, a tag or a commit' },
      { flag: 'head', value: 'REF', text: 'what would be merged' },
      { ...FORGE, text: 'where the ledger is: `local` (the default), the git repository itself, or `github`' },
      JSON_OUTPUT,
    ],
  },
  {
    verb: 'audit',
    summary:
      'answer from the repository, with evidence, whether every change is traced, replayed, reviewed, rejected, rolled back, measured and recorded, and what stands against each way such a loop fails; fails unless every answer is met',
    options: [
      REPO,
      { ...FORGE, text: 'whose proposals and rules are judged: `local` (the default) reads the repository alone' },
      JSON_OUTPUT,
    ],
  },
  {
    verb: 'monitor',
    summary:
      'judge each release by production runs, beside what was predicted: keep, roll back, supersede, retire or inconclusive; a changed verdict is recorded, and the merged pull request told',
    options: [REPO, { ...INTENT, text: 'only this intent' }, FORGE, JSON_OUTPUT],
  },
  {
    verb: 'goldens stamp',
    summary: 'write digests and counts into the golden sets, their manifests and the release records',
    options: [REPO, { ...INTENT, text: 'only this intent' }, JSON_OUTPUT],
  },
  {
    verb: 'goldens harvest',
    summary:
      'propose corrected production runs as new search cases, redacted and compared with the held-out set; one pull request an intent and week',
    options: [
      REPO,
      { ...INTENT, text: 'only this intent' },
      FORGE,
      { flag: 'write', text: 'write the cases into the working tree, and open nothing' },
      { flag: 'dry-run', text: 'write nothing at all' },
      JSON_OUTPUT,
    ],
  },
  {
    verb: 'goldens keygen',
    summary: 'print a new identity and its recipient for sealing; nothing is written',
    options: [JSON_OUTPUT],
  },
  {
    verb: 'goldens seal',
    summary: 'encrypt the held-out sets in the `age` format and remove their plain text from the working tree',
    options: [
      REPO,
      { ...INTENT, text: 'only this intent' },
      {
        flag: 'to',
        value: 'RECIPIENTS',
        text: 'who may open them: `age1…`, several with commas; default: those in the manifest',
      },
      JSON_OUTPUT,
    ],
  },
  {
    verb: 'goldens unseal',
    summary: 'print a sealed held-out set, on standard output only; for a person, refused where `CI` is set',
    options: [REPO, { ...INTENT, text: 'the intent whose set to print' }],
  },
];
