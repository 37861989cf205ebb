/** Whether a set can prove a margin at all: said before anything is searched. */
import { excerpt } from '../../kit/problem.ts';
import { type Configuration, type Guardrails, LEAST_CONFIDENCE, MOST_RESAMPLES } from '../../schema/configuration.ts';
import { atMostOf } from './rate-outlook.ts';

/** The fewest cases that prove a loss of less than `margin` where none of them is lost. */
export function fewestCases(margin: number, confidence: number): number {
  return Math.ceil(Math.log(1 - confidence) / Math.log1p(-margin));
}

/** Fewer groups than this, such as families that moved, tell nothing of how they move. */
export const TELLING = 20;

/** Both sets before anything was replayed. Of the held-out set only its manifest is known: its families count as large. */
export type Sizes = {
  readonly search: { readonly cases: number; readonly families: number };
  readonly heldout: number;
  /** Search cases of each slice, where they were counted. */
  readonly slices?: ReadonlyMap<string, number> | null;
};

/** What bounds count where nothing moves: cases, or families where the search set has too few to learn from. */
function unitsOf({ search, heldout }: Sizes): { readonly units: number; readonly said: string } {
  const cases = search.cases + heldout;
  const families = Math.round((search.families * cases) / Math.max(1, search.cases));
  const said = `${cases} search and held-out cases`;
  if (search.families >= TELLING || families === cases) return { units: cases, said };
  return { units: families, said: `${said} of about ${families} families, each of which counts as one,` };
}

/** Why the margins cannot be proven on such sets, even if no case is lost; null where they can. */
export function underpowered(
  { utility_delta, evidence_coverage_delta, slices }: Guardrails,
  sizes: Sizes,
  confidence: number,
): string | null {
  const margins = { utility_delta, evidence_coverage_delta };
  const { units, said } = unitsOf(sizes);
  for (const [guardrail, declared] of Object.entries(margins)) {
    const margin = -(declared?.min ?? -1);
    if (margin <= 0 || margin >= 1) continue;
    const needed = fewestCases(margin, confidence);
    if (units < needed)
      return `underpowered: ${said} cannot prove a ${guardrail} of at least ${-margin}, even if none is lost; ${needed} are needed at ${printed(confidence)} % confidence`;
  }
  // Every held-out case may be of the slice: what its manifest says of it is their number.
  const weak = weakSlices({ slices }, sizes, confidence, sizes.heldout)[0];
  return weak === undefined ? null : `underpowered: ${weak.reason}`;
}

/**
 * The slices with a margin of their own that cannot be proven, even if no case of them is lost.
 *
 * @param most how many held-out cases each may have; as many as its share of the search set may come to where it is not said
 */
export function weakSlices(
  { slices: declared }: Pick<Guardrails, 'slices'>,
  { search, heldout, slices }: Sizes,
  confidence: number,
  most?: number,
): { readonly slice: string; readonly reason: string }[] {
  return Object.entries(declared ?? {}).flatMap(([slice, { utility_delta }]) => {
    const cases = slices?.get(slice);
    const margin = -utility_delta.min;
    if (cases === undefined || margin <= 0 || margin >= 1) return [];
    const needed = fewestCases(margin, confidence);
    const more = Math.round(most ?? atMostOf(heldout, cases / Math.max(1, search.cases)));
    if (cases + more >= needed) return [];
    const reason = `${cases} search cases of ${excerpt(slice)}, with at most ${more} held-out ones${most === undefined ? ' where these are like them' : ''}, cannot prove a utility_delta of at least ${-margin}, even if none is lost; ${needed} are needed at ${printed(confidence)} % confidence`;
    return [{ slice, reason }];
  });
}

/**
 * Why sets of these sizes can confirm nothing, whatever they hold: each has to have `least` cases by itself; null where
 * they can.
 */
export function tooFewCases(sets: { readonly search: number; readonly heldout: number }, least: number): string | null {
  const short = Object.entries({ search: sets.search, 'held-out': sets.heldout }).find(([, cases]) => cases < least);
  if (short === undefined) return null;
  return `underpowered: the ${short[0]} set has ${short[1]} cases, and evidence.min_cases asks for ${least} in each set; ${least - short[1]} more are needed`;
}

/**
 * Why a held-out set confirms nothing, whatever it holds: where many cases are asked for, those of a few families are few
 * observations; null where they are enough.
 *
 * @param least cases that each set has to have
 */
export function tooFewFamilies(
  { cases, families }: { readonly cases: number; readonly families: number },
  least: number,
): string | null {
  const needed = Math.min(TELLING, least);
  // Fewer cases than are asked for are told as that.
  if (families >= needed || cases < least) return null;
  return `underpowered: the ${cases} held-out cases are of ${families} ${families === 1 ? 'family' : 'families'}, each of which counts as one, and ${needed} families are needed; ${needed - families} more, apart from each other, would do`;
}

/** The fewest resamples of which one lies beyond the bound at the last of so many looks. */
export function fewestResamples(confidence: number, looks = 1): number {
  return Math.ceil(looks / (1 - confidence) - 1e-6);
}

/**
 * Why the resamples cannot resolve the confidence that is asked for at the last look, with what can be done; null where
 * they can.
 */
export function coarseResamples({ bootstrap, confidence }: Configuration['evidence'], looks: number): string | null {
  const needed = fewestResamples(confidence, looks);
  if (bootstrap >= needed) return null;
  const mend =
    needed <= MOST_RESAMPLES ? `raise evidence.bootstrap to ${needed} at least` : mendBeyond(confidence, looks);
  return `${bootstrap} resamples cannot resolve a confidence of ${confidence} shared over ${looks} looks: ${mend}`;
}

/** What to do where even the most resamples are too few: ask for fewer looks, or for less. */
function mendBeyond(confidence: number, looks: number): string {
  const most = Math.floor(MOST_RESAMPLES * (1 - confidence) + 1e-6);
  const highest = (MOST_RESAMPLES - looks) / MOST_RESAMPLES;
  const ways = [
    ...(most < 1 ? [] : [`heldout.max_looks to ${most}`]),
    ...(highest <= LEAST_CONFIDENCE ? [] : [`evidence.confidence to ${highest}`]),
  ];
  const lower = ways.length > 0 ? ways.join(' or ') : 'heldout.max_looks and evidence.confidence';
  return `even ${MOST_RESAMPLES}, the most that evidence.bootstrap may be, cannot; write that, and lower ${lower}`;
}

/** A confidence in per cent, as it is told. */
export function printed(confidence: number): string {
  return String(Math.round(confidence * 1e4) / 100);
}
