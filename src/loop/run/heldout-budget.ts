/**
 * The budget of looks at a held-out set: which number the next one has, whether there is one left, and its event, which
 * is written before anything is looked at. A set that has cases of an earlier one has spent that one's looks, too.
 */
import type { Reuse, SetMarks } from '../../core/goldens/marks.ts';
import { type LookedSet, lineOf } from '../../core/ledger/fold.ts';
import { type CarriedLooks, type NumberedLook, numberLook } from '../../core/ledger/looks.ts';
import { AutotuneError } from '../../kit/errors.ts';
import type { LedgerEntry } from '../../schema/ledger-event.ts';
import { eventOf } from '../ledger/entry.ts';
import type { Fact } from '../ledger/journal.ts';
import type { Evaluation } from '../opening/target-run.ts';
import type { Bench } from '../replay/bench.ts';

/** Lines of reused cases that an error lists. */
const LISTED = 50;

/** The number of a look by the looks at this very set, before the set is read. */
export function numberedLook(run: Evaluation, { heldoutSet }: Bench, fingerprint: string): NumberedLook {
  const made = run.state.lookedSets.get(heldoutSet.sha256)?.looks ?? [];
  return numberLook(made, fingerprint, run.configuration.evidence.confidence);
}

/** Why a dry run ends here, or null. Throws `HELDOUT_EXHAUSTED` where the set's looks are used up. */
export function closedReason(
  run: Evaluation,
  { intent, heldoutSet }: Bench,
  { number, isNew }: NumberedLook,
): string | null {
  const { max_looks } = run.configuration.heldout;
  if (isNew && number > max_looks) {
    const message = `${heldoutSet.name} was looked at ${number - 1} times, and ${max_looks} are allowed; ${refreshOf(intent)}`;
    throw new AutotuneError('HELDOUT_EXHAUSTED', message);
  }
  return run.isDryRun && isNew ? `a dry run does not look at ${heldoutSet.name}` : null;
}

/** How a held-out set is refreshed, in words to type. */
export function refreshOf(intent: string): string {
  return `to refresh it, put new families into goldens/${intent}/test.jsonl and a new version into its manifest, then run "autotune goldens stamp --intent ${intent}"`;
}

/**
 * The number of a look once the set was read: looks at earlier sets of which it has cases count too, all of them, since
 * each has told something about those cases. Throws `HELDOUT_REUSED` where none is left for that reason.
 */
export function withEarlierVersions(
  run: Evaluation,
  { heldoutSet }: Bench,
  fingerprint: string,
  marks: SetMarks,
): NumberedLook {
  const { evidence, heldout } = run.configuration;
  const made = run.state.lookedSets.get(heldoutSet.sha256)?.looks ?? [];
  const others = [...run.state.lookedSets.values()].filter(
    (set) => set.line === lineOf(heldoutSet.name) && set.set_digest !== heldoutSet.sha256,
  );
  const reused = others.flatMap((set) => {
    const reuse = reuseOf(set, marks);
    return reuse.cases > 0 ? [{ set, reuse }] : [];
  });
  const carried: CarriedLooks = {
    looks: reused.reduce((sum, { set }) => sum + set.looks.length, 0),
    cases: Math.max(0, ...reused.map(({ reuse }) => reuse.cases)),
  };
  const numbered = numberLook(made, fingerprint, evidence.confidence, carried);
  if (numbered.isNew && numbered.number > heldout.max_looks) {
    const names = reused.map(
      ({ set, reuse }) => `${reuse.cases} of ${set.heldout_test_set} (${set.looks.length} looks)`,
    );
    const lines = [...new Set(reused.flatMap(({ reuse }) => reuse.lines))].sort((a, b) => a - b);
    throw new AutotuneError(
      'HELDOUT_REUSED',
      `${heldoutSet.name} has cases of earlier sets in it: ${names.join(', ')}; with their looks ${numbered.number - 1} were made, and ${heldout.max_looks} are allowed`,
      { problems: lines.slice(0, LISTED).map((line) => reusedLine(heldoutSet.path, line)) },
    );
  }
  return numbered;
}

/** What left no marks cannot be shown to be another set. */
function reuseOf({ marks: earlier }: LookedSet, marks: SetMarks): Reuse {
  return earlier === null ? { lines: [], cases: marks.kept().cases } : marks.reusedFrom(earlier);
}

function reusedLine(file: string, line: number) {
  const message = 'this case stood in an earlier version of the set';
  return { severity: 'error', code: 'HELDOUT_REUSED', file, line, column: 1, message } as const;
}

/** What is written of a look. */
export type LookRecord = {
  /** Of the steps in order and the rules they are asked under. */
  readonly fingerprint: string;
  /** Steps that may be asked. */
  readonly candidates: number;
  readonly numbered: NumberedLook;
  readonly marks: SetMarks;
};

/** Writes a look to the ledger, before it is made. */
export async function recordLook(
  run: Evaluation,
  { heldoutSet }: Bench,
  { fingerprint, candidates, numbered, marks }: LookRecord,
): Promise<void> {
  const isMarked = run.state.lookedSets.get(heldoutSet.sha256)?.marks != null;
  const entry: LedgerEntry = {
    ...eventOf(run),
    kind: 'heldout_look',
    body: {
      run_id: run.runId,
      fingerprint,
      candidates,
      heldout_test_set: heldoutSet.name,
      set_digest: heldoutSet.sha256,
      look: numbered.number,
      max_looks: run.configuration.heldout.max_looks,
      confidence: numbered.confidence,
      ...(isMarked ? {} : { marks: marks.kept() }),
      ...(numbered.carried.looks === 0 ? {} : { carried: numbered.carried }),
    },
  };
  const isSame: Fact['isSame'] = ({ kind, body }) =>
    kind === 'heldout_look' && body.fingerprint === fingerprint && body.set_digest === heldoutSet.sha256;
  await run.journal.record([{ entry, isSame }]);
}
