/** What a search will be of: which candidates there are, and whether all of them meet every case, before any is replayed. */
import { type Generation, type GenerationInput, generate } from '../../core/candidates/generate.ts';
import { type ClosedSurface, searchSpaceOf } from '../../core/candidates/search-space.ts';
import { isRaceable } from '../../core/racing/laws.ts';
import type { ResolvedTarget } from '../../core/targets/resolve-target.ts';
import type { Bench } from '../replay/bench.ts';

/** What will be searched, and which declared surfaces will not. */
export type SearchPlan = {
  readonly generation: Generation;
  readonly closed: readonly ClosedSurface[];
  /** Whether replays are spent by a race, or every candidate meets every case. */
  readonly isRace: boolean;
};

/** A race takes up to this many candidates, however few replays are allowed: most are out after one. */
const MOST_RACED = 20_000;

/** Which candidates there are, without replaying any. */
export function openSearch(
  resolved: ResolvedTarget,
  benches: readonly Bench[],
  cases: number,
  deadEnds: GenerationInput['deadEnds'],
): SearchPlan {
  const { target, configuration, pack, baselineTuple, suite } = resolved;
  const { open, closed } = searchSpaceOf(
    pack.value,
    benches.map(({ intent }) => intent),
  );
  const [primary] = benches;
  if (primary === undefined)
    return {
      generation: { candidates: [], skipped: [], generator: 'grid', strategy: 'exhaustive' },
      closed,
      isRace: false,
    };
  const { strategy, max_replays } = configuration.search;
  const fitting = Math.max(1, Math.floor(max_replays / Math.max(1, cases)));
  const isWanted = strategy === 'race' || (strategy === 'auto' && isRaceable(target.metric));
  const generation = generate({
    space: { surfaces: open, maxChangedPaths: target.max_changed_paths },
    searchSet: primary.searchSet,
    intent: target.intent,
    baselineTuple,
    evaluatorSuite: suite.id,
    deadEnds,
    most: isWanted ? Math.max(fitting, MOST_RACED) : fitting,
  });
  const isRace = strategy === 'race' || (isWanted && generation.candidates.length > fitting);
  const how = generation.strategy === 'exhaustive' ? 'race' : `race, ${generation.strategy}`;
  return { generation: isRace ? { ...generation, strategy: how } : generation, closed, isRace };
}
