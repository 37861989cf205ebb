/** Which limits of the configuration a change loosens: the next change is judged by them, so each is named. */
import { excerpt } from '../../../kit/problem.ts';
import type { Configuration } from '../../../schema/configuration.ts';
import { RISK_CLASSES } from '../../../schema/ids.ts';
import { type Check, findings } from '../check.ts';

/** Each with its limits of a rollout in full, those that hold without a word of it included. */
export type ConfigurationFacts = {
  readonly before: Configuration;
  /** Null where the merge leaves none that can be read, which is told elsewhere. */
  readonly after: Configuration | null;
  readonly path: string;
};

const LISTED = 40;
const RISKS: readonly string[] = RISK_CLASSES;
/** Beside every key that begins with `min`: a smaller value asks for less. */
const FLOORS = new Set(['confidence', 'bootstrap', 'window_days']);
/** Beside every key that begins with `max`: a larger value allows more. */
const CEILINGS = new Set(['expires_days', 'unnamed_up_to']);

export const checkLoosened: Check<ConfigurationFacts> = ({ before, after, path }) => {
  if (after === null) return [];
  const { note } = findings('loosened');
  const now = limitsOf(after);
  const stays = ({ intent }: { readonly intent: string }) => after.targets.some((target) => target.intent === intent);
  const gone = before.targets
    .filter((target) => !stays(target))
    .map(({ intent, metric }) => {
      const what = `the target of ${excerpt(intent, 120)} (${excerpt(metric, 80)})`;
      return note(`${what} is taken away, with every limit that it set`, { path });
    });
  const loosened = [...limitsOf({ ...before, targets: before.targets.filter(stays) })]
    .filter(([name, was]) => isLooser(name, was, now.get(name)))
    .map(([name, was]) => {
      const change = `${excerpt(String(was), 80)} → ${excerpt(String(now.get(name) ?? 'nothing'), 80)}`;
      return note(`${excerpt(name, 200)} is loosened: ${change}`, { path });
    });
  const known = limitsOf(before);
  const called = [...now]
    .filter(([name]) => ROSTER.test(name) && !known.has(name))
    .map(([name, is]) => note(`${excerpt(name, 200)} is loosened: nothing → ${excerpt(String(is), 80)}`, { path }));
  const told = [...called, ...gone, ...loosened];
  return told.length > LISTED ? [...told.slice(0, LISTED), note(`and ${told.length - LISTED} more limits`)] : told;
};

type Limit = string | number;
type Limits = ReadonlyMap<string, Limit>;

function limitsOf({ targets, evidence, heldout, proposals, reviewers, teams = {}, rollout }: Configuration): Limits {
  const byIntent = Object.fromEntries(
    targets.map(({ intent, also_affects = [], metric, ...limits }) => {
      const also = Object.fromEntries(also_affects.map((name) => [name, 'guarded']));
      return [intent, { target: metric, ...limits, also_affects: also }];
    }),
  );
  const rosters = Object.fromEntries(Object.entries(teams).map(([team, users]) => [team, [...users].sort().join(' ')]));
  const limits = { targets: byIntent, evidence, heldout, proposals, reviewers, teams: rosters, rollout };
  return new Map(leavesOf(limits, ''));
}

function leavesOf(value: unknown, name: string): readonly (readonly [string, Limit])[] {
  if (typeof value === 'string' || typeof value === 'number') return [[name, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => leavesOf(member, name === '' ? key : `${name}.${key}`));
}

/** Who is written down in a team answers for what the team owns, where a host does not tell who is in it. */
const ROSTER = /^teams\./;
/** Who answers for something: another name there asks somebody else. */
const ANSWERS = /^(?:reviewers|teams)\.|\.owner$/;

/** What is stated by name alone (a target, an intent that is also guarded) is loosened by taking it away. */
function isLooser(name: string, was: Limit, now: Limit | undefined): boolean {
  const key = name.slice(name.lastIndexOf('.') + 1);
  const isFloor = key.startsWith('min') || FLOORS.has(key);
  const isCeiling = key.startsWith('max') || CEILINGS.has(key);
  if (now === undefined) return isFloor || isCeiling || typeof was === 'string';
  if (ANSWERS.test(name)) return now !== was;
  if (isFloor) return rankOf(now) < rankOf(was);
  return isCeiling && rankOf(now) > rankOf(was);
}

function rankOf(limit: Limit): number {
  return typeof limit === 'number' ? limit : RISKS.indexOf(limit);
}
