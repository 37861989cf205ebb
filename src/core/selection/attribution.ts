/**
 * Which part of the selected change earns its improvement: main and pairwise effects over the evaluated table, and the
 * next smaller change. It reads what was evaluated on the same cases and estimates nothing that was not.
 */
import { canonicalJson } from '../../kit/canonical.ts';
import type { Attribution, SmallerChange } from '../../schema/attribution.ts';
import type { Considered } from '../../schema/proposal.ts';
import { LAYERS, type TypedPatch } from '../../schema/tunable-surface.ts';
import type { Judged } from './judged.ts';

type Effect = Attribution['pairs'][number]['interaction'];

/** The evaluated configurations by what they change; the baseline is the one that changes nothing. */
type Table = { readonly entries: ReadonlyMap<string, Judged>; deltaAt(key: string): number | undefined };

/**
 * @param judged every candidate that was evaluated; those seen on other cases than the winner are left out
 * @param considered what became of each of them
 * @param sign -1 where the metric is to decrease
 */
export function attribute(
  judged: readonly Judged[],
  winner: Judged,
  considered: readonly Considered[],
  { metric, sign }: { readonly metric: string; readonly sign: 1 | -1 },
): Attribution {
  const deltaOf = (entry: Judged) => entry.delta.metrics[metric]?.delta ?? undefined;
  const whole = deltaOf(winner) ?? 0;
  const comparable = judged.filter(
    (entry) => deltaOf(entry) !== undefined && entry.delta.counts.total === winner.delta.counts.total,
  );
  const entries = new Map(comparable.map((entry) => [keyOf(entry.candidate.patch), entry]));
  const table: Table = {
    entries,
    deltaAt: (key) => {
      const entry = entries.get(key);
      return entry === undefined ? (key === '' ? 0 : undefined) : deltaOf(entry);
    },
  };
  const said = new Map(considered.map((entry) => [entry.candidate_id, entry]));
  const smaller = (entry: Judged) => smallerChange(entry, said.get(entry.candidate.candidate_id), metric, whole);
  const { patch } = winner.candidate;
  const paths = Object.keys(patch);
  const alone = (path: string) => {
    const entry = entries.get(keyOf(only(patch, [path])));
    return paths.length === 1 || entry === undefined ? null : smaller(entry);
  };
  return {
    paths: paths.map((path) => ({ path, main_effect: effectOf(table, patch, [path], whole), alone: alone(path) })),
    pairs: paths.flatMap((path, i) =>
      paths.slice(i + 1).map((other): Attribution['pairs'][number] => {
        return { paths: [path, other], interaction: effectOf(table, patch, [path, other], whole) };
      }),
    ),
    next_smaller: nextSmaller(comparable.filter((entry) => isSmaller(entry, winner)).map(smaller), sign),
  };
}

/**
 * The effect of one path, or the interaction of two: what their change does beyond what its parts do, averaged over
 * every setting of the other paths in which all of it was evaluated.
 */
function effectOf({ entries, deltaAt }: Table, patch: TypedPatch, paths: readonly string[], whole: number): Effect {
  const [first = '', second] = paths;
  let sum = 0;
  let settings = 0;
  for (const { candidate } of entries.values()) {
    if (!paths.every((path) => isSameTo(candidate.patch[path], patch[path]))) continue;
    const at = (...left: readonly string[]) => deltaAt(keyOf(without(candidate.patch, left)));
    const parts = second === undefined ? [at(), at(first)] : [at(), at(first), at(second), at(first, second)];
    const [all, minusFirst, minusSecond = 0, neither = 0] = parts;
    if (all === undefined || minusFirst === undefined || parts.includes(undefined)) continue;
    sum += all - minusFirst - minusSecond + neither;
    settings++;
  }
  if (settings === 0) return { delta: null, share: null, settings };
  return { delta: sum / settings, share: whole === 0 ? 0 : sum / settings / whole, settings };
}

function keyOf(patch: TypedPatch): string {
  return Object.entries(patch)
    .map(([path, { to }]) => `${path}=${canonicalJson(to)}`)
    .sort()
    .join('\n');
}

type Change = TypedPatch[string] | undefined;

function isSameTo(a: Change, b: Change): boolean {
  return a !== undefined && b !== undefined && canonicalJson(a.to) === canonicalJson(b.to);
}

function only(patch: TypedPatch, paths: readonly string[]): TypedPatch {
  return Object.fromEntries(Object.entries(patch).filter(([path]) => paths.includes(path)));
}

function without(patch: TypedPatch, paths: readonly string[]): TypedPatch {
  return Object.fromEntries(Object.entries(patch).filter(([path]) => !paths.includes(path)));
}

function smallerChange(
  { candidate, delta }: Judged,
  said: Considered | undefined,
  metric: string,
  whole: number,
): SmallerChange {
  const seen = delta.metrics[metric];
  const observed = seen?.delta ?? 0;
  return {
    candidate_id: candidate.candidate_id,
    patch: candidate.patch,
    delta: observed,
    ...(seen?.interval === undefined ? {} : { interval: seen.interval }),
    share: whole === 0 ? 0 : observed / whole,
    utility: delta.metrics['utility']?.delta ?? null,
    changed: delta.counts.changed,
    verdict: verdictOf(said),
    reason: said?.reason ?? 'it was not judged',
  };
}

/** Not known to be lawful is not lawful. */
function verdictOf(said: Considered | undefined): SmallerChange['verdict'] {
  switch (said?.verdict) {
    case 'lawful':
    case 'no_improvement':
    case 'refused':
      return said.verdict;
    case 'heldout_refused':
      return 'refused';
    default:
      return 'inconclusive';
  }
}

/** Fewer paths, an earlier layer, or the same paths with no step larger and one smaller. */
function isSmaller({ candidate }: Judged, winner: Judged): boolean {
  const [ours, theirs] = [candidate.patch, winner.candidate.patch];
  const [count, most] = [Object.keys(ours).length, Object.keys(theirs).length];
  if (Object.keys(ours).some((path) => theirs[path] === undefined)) return false;
  if (count !== most) return count < most;
  const layers = LAYERS.indexOf(candidate.layer) - LAYERS.indexOf(winner.candidate.layer);
  if (layers !== 0) return layers < 0;
  return keyOf(ours) !== keyOf(theirs) && Object.keys(ours).every((path) => isWithin(ours[path], theirs[path]));
}

/** Whether a step goes the same way and no further. */
function isWithin(step: Change, other: Change): boolean {
  if (step === undefined || other === undefined) return false;
  if (isSameTo(step, other)) return true;
  const { from, to } = step;
  const further = other.to;
  if (typeof from !== 'number' || typeof to !== 'number' || typeof further !== 'number') return false;
  return Math.sign(to - from) === Math.sign(further - from) && Math.abs(to - from) < Math.abs(further - from);
}

/** Lawful before all others, then what gains most; a change for the worse is no alternative. */
function nextSmaller(changes: readonly SmallerChange[], sign: 1 | -1): SmallerChange | null {
  const rank = ({ verdict }: SmallerChange) => (verdict === 'lawful' ? 0 : 1);
  const [best] = changes
    .filter(({ delta }) => sign * delta > 0)
    .sort((a, b) => rank(a) - rank(b) || sign * (b.delta - a.delta) || (a.candidate_id < b.candidate_id ? -1 : 1));
  return best ?? null;
}
