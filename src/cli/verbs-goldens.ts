/** Rows of the table of verbs: the verbs of golden cases: stamped, harvested, sealed. */
import { FORGE, INTENT, JSON_OUTPUT, REPO, type VerbSpec } from './verb.ts';

export const GOLDENS_VERBS: readonly VerbSpec[] = [
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
