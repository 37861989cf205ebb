/** What an id, or the beginning of one, means in the runs of a ledger, of which it takes the names one run after the other. */
import { nearest } from '../../kit/nearest.ts';
import type { RunRecord } from './run-record.ts';

export type Subject =
  | { readonly kind: 'proposal'; readonly id: string; readonly run: RunRecord }
  | { readonly kind: 'candidate'; readonly id: string; readonly run: RunRecord; readonly others: readonly string[] }
  | { readonly kind: 'case'; readonly id: string; readonly run: RunRecord };

/** What can be asked for in a run. */
export type RunNames = {
  readonly run_id: string;
  readonly intent: string;
  readonly proposal: string | null;
  readonly candidates: readonly string[];
  readonly cases: readonly string[];
};

/** A name, the newest run that knows it, and for a candidate the other runs that do. */
export type Named = {
  readonly kind: Subject['kind'];
  readonly id: string;
  readonly intent: string;
  readonly run_id: string;
  readonly others: readonly string[];
};

export type Found =
  | { readonly named: Named }
  | { readonly ambiguous: readonly string[] }
  | { readonly unknown: readonly string[] };

export type Finder = {
  /** Takes the next run; the newest come first. */
  add(run: RunNames): void;
  /** Whether a run has the very id: older ones can only repeat it. */
  isExact(): boolean;
  end(): Found;
};

/** So many of the newest runs are asked whatever they say: they tell where else a candidate was, and what comes near. */
export const RECENT = 40;

/** Shorter beginnings of an id are not looked up. */
const LEAST = 4;
const LISTED = 8;

/** Looks for what a word names; it keeps what matches, and the ids of the newest runs. */
export function openFinder(word: string): Finder {
  const exact = new Map<string, Named>();
  const begun = new Map<string, Named>();
  const recent = new Set<string>();
  let runs = 0;
  return {
    add(run) {
      runs++;
      for (const named of namesOf(run)) {
        if (runs <= RECENT) recent.add(named.id);
        if (named.id === word) keep(exact, named);
        else if (word.length >= LEAST && begun.size <= LISTED && isBegunBy(named, word)) keep(begun, named);
      }
    },
    isExact: () => exact.size > 0,
    end() {
      const matching = [...(exact.size > 0 ? exact : begun).values()];
      const [named, second] = matching;
      if (named !== undefined && second === undefined) return { named };
      if (named !== undefined) return { ambiguous: matching.slice(0, LISTED).map(labelOf) };
      return { unknown: nearest(word, [...recent]) };
    },
  };
}

function keep(found: Map<string, Named>, named: Named): void {
  const name = nameOf(named);
  const known = found.get(name);
  if (known === undefined) found.set(name, named);
  else if (known.kind === 'candidate' && known.run_id !== named.run_id)
    found.set(name, { ...known, others: [...known.others, named.run_id] });
}

/** The beginning of an id, or of the digits that end it. */
function isBegunBy({ kind, id }: Named, word: string): boolean {
  const digits = kind === 'case' ? '' : (id.split('_').at(-1) ?? '');
  return id.startsWith(word) || digits.startsWith(word);
}

function* namesOf({ run_id, intent, proposal, candidates, cases }: RunNames): Generator<Named> {
  const shared = { intent, run_id, others: [] };
  if (proposal !== null) yield { kind: 'proposal', id: proposal, ...shared };
  for (const id of candidates) yield { kind: 'candidate', id, ...shared };
  for (const id of cases) yield { kind: 'case', id, ...shared };
}

/** A case is known by its intent, too. */
function nameOf({ kind, id, intent }: Named): string {
  return kind === 'case' ? `${kind} ${id} ${intent}` : `${kind} ${id}`;
}

function labelOf({ kind, id, intent }: Named): string {
  return kind === 'case' ? `case ${id} of ${intent}` : id;
}
