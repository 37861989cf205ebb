/** Whether release records that a change alters take steps that there are, each as the ledger has it: no stage is skipped. */
import { excerpt } from '../../../kit/problem.ts';
import type { GateCheck } from '../../../schema/gate-report.ts';
import type { LedgerEvent } from '../../../schema/ledger-event.ts';
import { type Check, findings } from '../check.ts';
import type { Repinned } from '../pins.ts';
import type { RecordStep } from '../record-step.ts';

export type ChangedRecord = {
  readonly path: string;
  readonly intent: string;
  readonly step: RecordStep;
  /** Whether a pack has the intent after the merge. */
  readonly isDeclared: boolean;
};

export type RecordFacts = {
  readonly records: readonly ChangedRecord[];
  /** Released versions that get another content under their name. */
  readonly repinned: readonly Repinned[];
  /** Null where the clone has no ledger. */
  readonly events: readonly LedgerEvent[] | null;
  /** Intents whose kill switch is thrown, at the base or after the merge. */
  readonly killed: ReadonlySet<string>;
};

export const checkReleaseRecords: Check<RecordFacts> = ({ records, repinned, events, killed }) => {
  const rewritten = new Set(repinned.map(({ path }) => path));
  const steps = records.flatMap((record) => {
    const found =
      record.step.kind === 'pinned' && rewritten.has(record.path) ? null : findingOf(record, { events, killed });
    return found === null ? [] : [found];
  });
  return [...repinned.slice(0, LISTED).map(rewrittenOf), ...steps];
};

const LISTED = 20;

function rewrittenOf({ path, name, was, is }: Repinned): GateCheck {
  const now = is === null ? 'that digest is taken away' : `would be ${is}`;
  const reason = `${excerpt(name, 120)} is released as ${was}, and ${now}: what was released keeps its content, so give the change a version of its own`;
  return findings('release_records').fail(reason, { path });
}

function findingOf(
  { path, intent, step, isDeclared }: ChangedRecord,
  { events, killed }: Pick<RecordFacts, 'events' | 'killed'>,
): GateCheck | null {
  const { pass, fail, inconclusive, note } = findings('release_records');
  switch (step.kind) {
    case 'same':
      return null;
    case 'unlawful':
      return fail(`${intent}: ${excerpt(step.reason, 400)}`, { path });
    case 'gone':
      return isDeclared
        ? fail(`the record of ${intent} is taken away, and a pack still has the intent`, { path })
        : note(`the record of ${intent} goes with the intent`, { path });
    case 'pinned':
      return pass(`${intent}: digests that were missing, and nothing else`);
    case 'new':
    case 'by_hand':
    case 'withdrawn':
      return note(`${intent}: ${BY_PEOPLE[step.kind]}`, { path });
    case 'admission':
    case 'carried': {
      const said = `${intent}: ${step.kind === 'carried' ? 'it goes on under another version of its pack' : 'its rollout begins at 0%_shadow'}`;
      if (events === null) return inconclusive(`${said}; ${NO_LEDGER}`, { path });
      const isKnown = events.some(
        (event) =>
          event.kind === 'release_recorded' && event.intent === intent && event.body.release_tuple.id === step.tuple,
      );
      const unknown = `${said}; the ledger knows no merge that it follows`;
      return isKnown ? pass(`${said}, as the ledger recorded it`) : note(unknown, { path });
    }
    case 'promotion':
    case 'finish': {
      const said = `${intent}: ${step.kind === 'finish' ? 'its rollout is over' : `it goes from ${step.from} to ${step.stage}`}`;
      if (killed.has(intent)) return fail(`${said}; ${KILLED}`, { path });
      if (events === null) return inconclusive(`${said}; ${NO_LEDGER}`, { path });
      const wrong = unlessAsked(step, changesOf(intent, events)) ?? harmSince(step, intent, events);
      return wrong === null
        ? pass(`${said}, with the evidence that the ledger has`)
        : fail(`${said}; ${wrong}`, { path });
    }
  }
}

const NO_LEDGER = 'the ledger that has to know it is not in this clone';
const KILLED =
  'its kill switch is thrown, which serves everybody the tuple before: nobody is served more until the switch is lifted, by a change of its own';
const BY_PEOPLE = {
  new: 'its record is new',
  by_hand:
    'what is released, or what it would go back to, is another tuple, without a rollout: nobody asked production',
  withdrawn: 'its rollout ends, and what was released stays',
} as const;

type StageChanged = Extract<LedgerEvent, { readonly kind: 'stage_changed' }>['body'];

function changesOf(intent: string, events: readonly LedgerEvent[]): readonly StageChanged[] {
  return events.flatMap((event) =>
    event.kind === 'stage_changed' && event.intent === intent && event.body.phase !== 'changed' ? [event.body] : [],
  );
}

/** What is wrong with a stage that is entered, or with the end of a rollout, by what was asked for with evidence. */
function unlessAsked(
  step: Extract<RecordStep, { readonly kind: 'promotion' | 'finish' }>,
  changes: readonly StageChanged[],
): string | null {
  const lacking = 'the ledger has no evidence of production for it';
  const ofStep = changes.filter(({ release_tuple, from, to }) =>
    step.kind === 'finish'
      ? release_tuple === step.tuple && to === 'finished'
      : release_tuple === step.release_tuple && from === step.from && to === step.stage,
  );
  const standing = ofStep.slice(ofStep.findLastIndex(({ phase }) => phase === 'withdrawn') + 1);
  const isOlder = (fits: (change: StageChanged) => boolean) => !standing.some(fits) && ofStep.some(fits);
  const isFitting = ({ phase, evidence_digest }: StageChanged) =>
    phase === 'asked' && (step.kind === 'finish' || evidence_digest === step.evidence_digest);
  if (isOlder(isFitting)) {
    const why = ofStep.findLast(({ phase }) => phase === 'withdrawn')?.reason ?? '';
    return `it was withdrawn since: ${excerpt(why, 400)}`;
  }
  const fitting = standing.filter(isFitting);
  if (fitting.length === 0) return lacking;
  if (step.kind === 'finish') return null;
  const isSame = fitting.some(
    ({ approver, approver_verified }) =>
      approver === undefined || (approver === step.approver && approver_verified === step.approver_verified),
  );
  return isSame ? null : 'its approver is not the one that it was asked for with';
}

/** The newest verdict on the candidate, where it came after what was asked for and is to roll back. */
function harmSince(
  step: Extract<RecordStep, { readonly kind: 'promotion' | 'finish' }>,
  intent: string,
  events: readonly LedgerEvent[],
): string | null {
  const tuple = step.kind === 'finish' ? step.tuple : step.release_tuple;
  const asked = events.findLastIndex(
    (event) =>
      event.kind === 'stage_changed' &&
      event.intent === intent &&
      event.body.phase === 'asked' &&
      event.body.release_tuple === tuple,
  );
  const last = events
    .slice(asked + 1)
    .findLast(
      (event) => event.kind === 'release_verdict' && event.intent === intent && event.body.candidate_tuple === tuple,
    );
  return last?.kind === 'release_verdict' && last.body.verdict === 'roll_back'
    ? 'the newest verdict on its production runs is to roll back'
    : null;
}

/** What a change is that touches records and flags alone; null where people did more than a rollout does. */
export function kindOfRecords(records: readonly ChangedRecord[]): 'records' | 'promotion' | null {
  const kinds = new Set(records.map(({ step }) => step.kind));
  kinds.delete('same');
  kinds.delete('pinned');
  const isOnly = (...allowed: readonly RecordStep['kind'][]) =>
    kinds.size > 0 && [...kinds].every((kind) => allowed.includes(kind));
  if (isOnly('promotion', 'finish')) return 'promotion';
  return isOnly('admission', 'carried') ? 'records' : null;
}
