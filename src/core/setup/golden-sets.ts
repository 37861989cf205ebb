/** The first golden sets of a setup: a handful of valid cases that show the form, far too few to decide anything. */
import type { GoldenCase } from '../../schema/golden-case.ts';
import { BASELINE_SECTIONS, RECORDED_ON, releaseId } from './pack-documents.ts';
import type { SetupSettings } from './settings.ts';

type Question = {
  readonly id: string;
  readonly message: string;
  readonly article: string;
  readonly tags: readonly string[];
};

const SEARCHED: readonly Question[] = [
  { id: 'opening-hours-01', message: 'When are you open on Saturdays?', article: 'opening-hours', tags: ['ordinary'] },
  {
    id: 'password-reset-01',
    message: 'I cannot log in any more. How do I get a new password?',
    article: 'password-reset',
    tags: ['ordinary'],
  },
  {
    id: 'invoice-copy-01',
    message: 'Please send me the invoice of last month again.',
    article: 'invoice-copies',
    tags: ['ordinary'],
  },
  {
    id: 'delete-account-01',
    message: 'I want all my data to be deleted.',
    article: 'data-deletion',
    tags: ['ordinary', 'must_not_regress'],
  },
];

const HELD_OUT: readonly Question[] = [
  {
    id: 'change-address-01',
    message: 'I have moved. Where do I tell you my new address?',
    article: 'address-changes',
    tags: ['ordinary'],
  },
  {
    id: 'cancel-plan-01',
    message: 'How do I cancel at the end of the year?',
    article: 'cancellation',
    tags: ['ordinary'],
  },
];

/** The manifest and both sets, by path; not stamped yet. */
export function goldenSets(settings: SetupSettings): Readonly<Record<string, string>> {
  const folder = `goldens/${settings.intent}`;
  const lines = (questions: readonly Question[]) =>
    questions.map((question) => `${JSON.stringify(exampleCase(settings, question))}\n`).join('');
  return {
    [`${folder}/.gitattributes`]: '* -text\n',
    [`${folder}/manifest.yaml`]: manifestText(settings),
    [`${folder}/search.jsonl`]: lines(SEARCHED),
    [`${folder}/test.jsonl`]: lines(HELD_OUT),
  };
}

function manifestText(settings: SetupSettings): string {
  return `# The pinned sets, and the configurations they were recorded under. Counts and digests are filled in by \`autotune goldens stamp\`.
schema_version: 1
intent: ${settings.intent}
version: ${RECORDED_ON}
split:
  by: family
  seed: 1
  ratio: 0.6
tuples:
  ${releaseId(settings)}:
${BASELINE_SECTIONS.join('\n').replaceAll(/^/gm, '    ')}
runtime: runtime.${settings.pack}@1.0.0
`;
}

/** The right article first, five others behind it: recorded deeper than the baseline looks. */
function exampleCase(settings: SetupSettings, { id, message, article, tags }: Question): GoldenCase {
  const right = `kb:${article}`;
  const others = [1, 2, 3, 4, 5].map((rank) => ({
    ref: `kb:other-${id}-${rank}`,
    source: 'knowledge_base',
    hop: 1,
    score: 20 - rank,
    tokens: 90 + 10 * rank,
  }));
  return {
    schema_version: 1,
    case_id: id,
    trace_id: `example-${id}`,
    decision_record_id: `example-${id}`,
    family: article,
    tags: [...tags],
    intent: settings.intent,
    risk_class: 'read_only',
    recorded_at: `${RECORDED_ON}T08:00:00Z`,
    release_tuple_id: releaseId(settings),
    invoke: { input: { message } },
    base_tokens: 200,
    evidence: {
      knowledge_base: {
        recorded_depth: 6,
        recorded_hops: 1,
        items: [{ ref: right, source: 'knowledge_base', hop: 1, score: 42, tokens: 120 }, ...others],
      },
    },
    memory: [],
    plans: [{ when: {}, calls: [] }],
    decisions: [{ when: {}, cites: [right], outcome: 'answer', amount: null, output_tokens: 60 }],
    expected: {
      outcome: 'answer',
      allowed_outcomes: ['answer', 'abstain', 'escalate'],
      required_evidence: [right],
      forbidden_tools: [],
      approval_required: false,
    },
    judgements: {},
    operator_corrections: [],
  };
}
