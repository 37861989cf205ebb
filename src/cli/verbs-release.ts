/** Rows of the table of verbs: the verbs of a release: recorded, rolled out, served, watched, taken back. */
import { FORGE, INTENT, JSON_OUTPUT, REPO, type VerbSpec } from './verb.ts';

export const RELEASE_VERBS: readonly VerbSpec[] = [
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
        text: 'who answers for it: needed above the risk class that the configuration names; nobody verifies the name, and the record says so',
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
    verb: 'monitor',
    summary:
      'judge each release by production runs, beside what was predicted: keep, roll back, supersede, retire or inconclusive; a changed verdict is recorded, the merged pull request told, and harm taken back by a pull request',
    options: [
      REPO,
      { ...INTENT, text: 'only this intent' },
      FORGE,
      { flag: 'dry-run', text: 'write nothing at all' },
      JSON_OUTPUT,
    ],
  },
];
