/** The teams that the configuration writes down, for hosts that do not tell who belongs to them. */
import type { Configuration } from '../../schema/configuration.ts';

export type Rosters = NonNullable<Configuration['teams']>;

/** Whether somebody is written down in a team, `org/team`; null where the team is not. */
export function isInRoster(rosters: Rosters, team: string, login: string): boolean | null {
  const roster = Object.entries(rosters).find(([name]) => name.toLowerCase() === `@${team}`.toLowerCase())?.[1];
  return roster?.some((name) => name.toLowerCase() === `@${login}`.toLowerCase()) ?? null;
}
