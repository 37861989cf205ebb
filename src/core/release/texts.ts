/** What the pull request of release records says: which tuple is active for which intent, and what it would go back to. */
import { code, inert, table } from '../../kit/markdown.ts';
import { activeTuple, type ReleaseRecord } from '../../schema/release-record.ts';

export type RecordedFile = {
  readonly path: string;
  readonly before: ReleaseRecord;
  readonly after: ReleaseRecord;
};

export type RecordsPage = {
  /** `name@version` of the pack on the base. */
  readonly pin: string;
  readonly files: readonly RecordedFile[];
  /** Ids of the merged proposals that the records learn of. */
  readonly proposals: readonly string[];
};

export function recordsTitle({ pin }: RecordsPage): string {
  return inert(`release: record ${pin.replace('@', ' ')}`, 120);
}

export function recordsBody(page: RecordsPage): string {
  const { pin, files, proposals } = page;
  const rows = files.map(({ before, after }) => [
    code(after.release_tuple.intent),
    code(activeTuple(after).id),
    code(after.rollout.candidate_tuple === undefined ? '100%' : after.rollout.stage),
    code(rollbackOf(before, after)),
  ]);
  const from = proposals.length === 0 ? '' : ` It was merged with ${proposals.map((id) => code(id)).join(', ')}.`;
  return [
    `${code(pin)} is on the base, and the release records do not say so yet.${from} This changes the records and nothing else: no agent runs differently by merging it.`,
    table(['intent', 'active tuple', 'stage', 'goes back to'], rows),
    'Until it is merged, nothing is searched for these intents: a proposal is compared with the tuple that is recorded. Members without a digest could not be verified from this repository.',
  ].join('\n\n');
}

function rollbackOf(before: ReleaseRecord, after: ReleaseRecord): string {
  if (after.rollout.candidate_tuple !== undefined) return after.release_tuple.id;
  return after.previous?.id ?? activeTuple(before).id;
}
