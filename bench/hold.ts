/**
 * Do proposals hold on tables of recorded retrieval, and what do they capture? `node bench/hold.ts SEEDS TABLE.json.gz...`
 * decides on sets of 200 + 200 questions, and of 400 + 400 where a table has three times as many. `--ceiling` adds what
 * somebody would capture who knows the truth, asks about every candidate by itself, and opens what its own bound proves.
 * `--times 2` allows each line twice the error.
 */
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { decideEach, provenAlone, type Sharing, TO_EACH_ITS_OWN } from './decide.ts';
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
  const best = bestOf(table);
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

function bestOf({ truth }: Table): number {
  return Math.max(0, ...truth.filter(({ isLawful }) => isLawful).map(({ saving }) => saving));
}

/** The share of the best lawful saving that lawful candidates reach which prove themselves, the best of each draw. */
function ceilingOf(table: Table, half: number, seeds: number): number | null {
  const best = bestOf(table);
  let saved = 0;
  for (let seed = 1; seed <= seeds; seed++) {
    const proven = provenAlone(table.sets(half, seed), MARGIN).flatMap((position) => table.truth[position] ?? []);
    saved += Math.max(0, ...proven.filter(({ isLawful }) => isLawful).map(({ saving }) => saving));
  }
  return best <= 0 ? null : saved / seeds / best;
}

if (process.argv[1]?.endsWith('hold.ts')) {
  const options = { ceiling: { type: 'boolean' }, times: { type: 'string', default: '1' } } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const [seeds = '12', ...paths] = positionals;
  const sharing = { shares: TO_EACH_ITS_OWN.shares.map((share) => share * Number(values.times)) };
  for (const path of paths) {
    const table = openTable(path, MARGIN);
    for (const half of table.questions >= 1200 ? [200, 400] : [200]) {
      const [held] = holdEach(table, half, Number(seeds), [sharing]);
      const ceiling = values.ceiling ? { ceiling: ceilingOf(table, half, Number(seeds)) } : {};
      console.log(
        JSON.stringify({ table: basename(path, '.json.gz'), cases: `${half} + ${half}`, ...held, ...ceiling }),
      );
    }
  }
}
