/**
 * Do proposals hold on tables of recorded retrieval, and what do they capture? `node bench/hold.ts SEEDS TABLE.json.gz...`
 * decides on sets of 200 + 200 questions, and of 400 + 400 where a table has three times as many.
 */
import { basename } from 'node:path';
import { decideEach, type Sharing, TO_EACH_ITS_OWN } from './decide.ts';
import { openTable, type Table } from './table-sets.ts';

const MARGIN = 0.02;

export type Held = {
  readonly seeds: number;
  readonly proposed: number;
  readonly held: number;
  /** Of the saving of the best lawful candidate; no proposal counts as 0, and where nothing is lawful it is null. */
  readonly captured: number | null;
};

/** What comes of sets of `half` + `half` questions, drawn once a seed, under each way to share the error of a look. */
export function holdEach(table: Table, half: number, seeds: number, sharings: readonly Sharing[]): Held[] {
  const best = Math.max(0, ...table.truth.filter(({ isLawful }) => isLawful).map(({ saving }) => saving));
  const counts = sharings.map(() => ({ proposed: 0, held: 0, saved: 0 }));
  for (let seed = 1; seed <= seeds; seed++) {
    decideEach(table.sets(half, seed), MARGIN, sharings).forEach((position, i) => {
      const [picked, count] = [table.truth[position ?? -1], counts[i]];
      if (picked === undefined || count === undefined) return;
      count.proposed++;
      if (picked.isLawful) count.held++;
      count.saved += picked.saving;
    });
  }
  return counts.map(({ proposed, held, saved }) => {
    return { seeds, proposed, held, captured: best <= 0 ? null : saved / seeds / best };
  });
}

if (process.argv[1]?.endsWith('hold.ts')) {
  const [seeds = '12', ...paths] = process.argv.slice(2);
  for (const path of paths) {
    const table = openTable(path, MARGIN);
    for (const half of table.questions >= 1200 ? [200, 400] : [200]) {
      const [held] = holdEach(table, half, Number(seeds), [TO_EACH_ITS_OWN]);
      console.log(JSON.stringify({ table: basename(path, '.json.gz'), cases: `${half} + ${half}`, ...held }));
    }
  }
}
