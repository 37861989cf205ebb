/** What an id, or the beginning of one, means in the runs of a ledger. */
import { nearest } from '../../kit/nearest.ts';
import type { RunRecord } from './run-record.ts';

export type Subject =
  | { readonly kind: 'proposal'; readonly id: string; readonly run: RunRecord }
  | { readonly kind: 'candidate'; readonly id: string; readonly run: RunRecord; readonly others: readonly string[] }
  | { readonly kind: 'case'; readonly id: string; readonly run: RunRecord };

export type Found =
  | { readonly subject: Subject }
  | { readonly ambiguous: readonly string[] }
  | { readonly unknown: readonly string[] };

/** Shorter beginnings of an id are not looked up. */
const LEAST = 4;
const LISTED = 8;

/** Finds the subject in the newest run that knows it; `runs` come newest first. */
export function find(runs: readonly RunRecord[], word: string): Found {
  const named = new Map<string, Subject>();
  for (const subject of runs.flatMap(subjectsOf)) {
    const name = nameOf(subject);
    const known = named.get(name);
    if (known === undefined) named.set(name, subject);
    else if (known.kind === 'candidate' && known.run.run_id !== subject.run.run_id)
      named.set(name, { ...known, others: [...known.others, subject.run.run_id] });
  }
  const subjects = [...named.values()];
  const exact = subjects.filter(({ id }) => id === word);
  const begun = word.length < LEAST ? [] : subjects.filter((subject) => isBegunBy(subject, word));
  const matching = exact.length > 0 ? exact : begun;
  const [subject, second] = matching;
  if (subject !== undefined && second === undefined) return { subject };
  if (subject !== undefined) return { ambiguous: matching.slice(0, LISTED).map(labelOf) };
  return { unknown: nearest(word, [...new Set(subjects.map(({ id }) => id))]) };
}

/** The beginning of an id, or of the digits that end it. */
function isBegunBy({ kind, id }: Subject, word: string): boolean {
  const digits = kind === 'case' ? '' : (id.split('_').at(-1) ?? '');
  return id.startsWith(word) || digits.startsWith(word);
}

function subjectsOf(run: RunRecord): Subject[] {
  const proposal = run.selected?.proposal?.tuning_proposal_id;
  return [
    ...(proposal === undefined ? [] : [{ kind: 'proposal', id: proposal, run } as const]),
    ...run.candidates.map(({ candidate_id: id }) => ({ kind: 'candidate', id, run, others: [] }) as const),
    ...run.cases.map(({ case_id: id }) => ({ kind: 'case', id, run }) as const),
  ];
}

/** A case is known by its intent, too. */
function nameOf({ kind, id, run }: Subject): string {
  return kind === 'case' ? `${kind} ${id} ${run.intent}` : `${kind} ${id}`;
}

function labelOf({ kind, id, run }: Subject): string {
  return kind === 'case' ? `case ${id} of ${run.intent}` : id;
}
