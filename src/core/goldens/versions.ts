/** The dates that goldens are versioned by. Weeks begin on Monday, in UTC, so that late and doubled runs agree on theirs. */
const DAY_MS = 24 * 60 * 60 * 1000;

/** The Monday of the week that an instant lies in. */
export function weekOf(instant: string): string {
  const at = new Date(instant);
  const daysSinceMonday = (at.getUTCDay() + 6) % 7;
  return dateOf(at.getTime() - daysSinceMonday * DAY_MS);
}

/** The version after one: this week's, or where there is one of it already the next day. */
export function nextVersion(version: string, week: string): string {
  return week > version ? week : dateOf(Date.parse(`${version}T00:00:00Z`) + DAY_MS);
}

function dateOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
