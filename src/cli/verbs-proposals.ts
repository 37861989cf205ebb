/** Rows of the table of verbs: the verbs about proposals: what became of them, why, what people said, whether they may be merged, and what stands behind it all. */
import { FORGE, INTENT, JSON_OUTPUT, REPO, type VerbSpec } from './verb.ts';

const PROPOSAL = { name: 'PROPOSAL', text: 'the id of the proposal, how that begins, or its branch' };

export const PROPOSAL_VERBS: readonly VerbSpec[] = [
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
];
