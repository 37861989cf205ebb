/** What the pull request of harvested cases says: which they are, what was taken out of them, and what a person has to look at. */
import { code, inert, plain, table } from '../../kit/markdown.ts';
import type { HarvestedIntent } from '../../schema/harvest-report.ts';

export type HarvestPage = Pick<
  HarvestedIntent,
  'intent' | 'added' | 'needs_person' | 'left_out' | 'over_limit' | 'redacted'
> & {
  readonly version: string;
};

export function harvestTitle({ intent, added }: HarvestPage): string {
  return inert(
    `goldens: ${added.length} corrected production ${added.length === 1 ? 'run' : 'runs'} of ${intent}`,
    120,
  );
}

/** @param digests of the files that the commit changes, by path */
export function harvestMessage(page: HarvestPage, digests: ReadonlyMap<string, string>): string {
  const trailers = [...digests].map(([path, digest]) => `Autotune-Goldens: ${encodeURI(path)} ${digest}`);
  return `${harvestTitle(page)}\n\nNew search cases; the held-out set is as it was.\n\n${trailers.join('\n')}\n`;
}

export function harvestBody(page: HarvestPage): string {
  const { intent, added, needs_person, left_out, over_limit, redacted, version } = page;
  const rows = added.map(({ case_id, recorded, expected }) => [
    code(case_id),
    plain(recorded, 80),
    plain(expected, 80),
  ]);
  const counts = Object.entries(redacted).map(([kind, count]) => `${count} ${plain(kind, 40)}`);
  const rest = [
    needs_person.length > 0 &&
      `${needs_person.length} corrected runs need a person: their corrections do not name what was right.`,
    left_out.length > 0 && `${left_out.length} could not become cases.`,
    over_limit > 0 && `${over_limit} more wait for another week.`,
  ].filter((sentence) => sentence !== false);
  return [
    `${added.length} production runs of ${code(intent)} that operators corrected become search cases, in version ${code(version)} of its goldens. The held-out set is as it was, and shares no family, no question and no recording with them. No agent runs differently by merging this.`,
    table(['case', 'what was decided', 'what was right'], rows),
    `Taken out of them: ${counts.length === 0 ? 'nothing' : counts.join(', ')}. Each case reproduces the decision record of its run all the same. Names of people have no form that could be found: read the cases for those before you merge.`,
    ...(rest.length === 0 ? [] : [`${rest.join(' ')} \`autotune goldens harvest --dry-run\` lists them.`]),
  ].join('\n\n');
}
