/**
 * What lets a job be done without what it is there for. A check that is required counts as done where its job was skipped,
 * and one that may go wrong is green whatever it found; neither shows in the name of the check.
 */

export type Mapping = Readonly<Record<string, unknown>>;

/** Of the pull requests that a workflow hears of. */
export type Filters = {
  readonly hasPaths: boolean;
  /** Patterns of the branches that they are for; null where nothing is said. */
  readonly branches: readonly string[] | null;
  readonly ignored: readonly string[] | null;
};

/** Sentences without their ends; none for a job that runs this step, and ends as it does, whenever its workflow starts. */
export function escapesOf(job: Mapping, step: Mapping): readonly string[] {
  const waits = job['needs'] !== undefined && !isAlways(job['if']);
  return [
    ...(isCondition(job['if']) ? ['its job has an `if:`, and counts as done where that skips it'] : []),
    ...(waits ? ['its job waits for others (`needs:`), and counts as done where one of them skips it'] : []),
    ...(isTolerant(job) ? ['its job has `continue-on-error`'] : []),
    ...(isCondition(step['if']) ? ['its step has an `if:`, and the job succeeds without it'] : []),
    ...(isTolerant(step) ? ['its step has `continue-on-error`, and the job succeeds whatever it finds'] : []),
  ];
}

const ALWAYS = new Set(['true', 'always()', '!cancelled()']);

function isAlways(condition: unknown): boolean {
  return ALWAYS.has(bare(condition));
}

/** What GitHub takes where nothing is said is `success()`. */
function isCondition(condition: unknown): boolean {
  return condition !== undefined && bare(condition) !== 'success()' && !isAlways(condition);
}

function bare(condition: unknown): string {
  return String(condition)
    .replace(/^\s*\$\{\{(.*)\}\}\s*$/s, '$1')
    .trim();
}

/** What is an expression may come out either way. */
function isTolerant(owner: Mapping): boolean {
  const said = owner['continue-on-error'];
  return said !== undefined && bare(said) !== 'false';
}

/** @param events what is said of each of them */
export function filtersOf(events: readonly Mapping[]): Filters {
  const listed = (key: string) => {
    const found = events.flatMap((event) => (event[key] === undefined ? [] : [event[key]].flat().map(String)));
    return events.some((event) => event[key] !== undefined) ? found : null;
  };
  return {
    hasPaths: events.some((event) => event['paths'] !== undefined || event['paths-ignore'] !== undefined),
    branches: listed('branches'),
    ignored: listed('branches-ignore'),
  };
}

/** Whether pull requests for this branch are left out. */
export function leavesOut({ branches, ignored }: Filters, branch: string): boolean {
  return (branches !== null && !isMatched(branches, branch)) || (ignored !== null && isMatched(ignored, branch));
}

const NEVER = /(?!)/;

/** The last pattern that fits decides; one that begins with `!` takes out again. */
function isMatched(patterns: readonly string[], branch: string): boolean {
  const last = patterns.findLast((pattern) => expressionOf(pattern.replace(/^!/, '')).test(branch));
  return last !== undefined && !last.startsWith('!');
}

/** More of them than anybody writes would take time that grows with each; such a pattern fits nothing. */
const MOST_WILDCARDS = 3;

/** As GitHub's filter patterns are: `*` within a folder, `**` across, `?` and `+` of the character before, `[]` of many. */
function expressionOf(pattern: string): RegExp {
  if ((pattern.match(/\*+|[?+]/g) ?? []).length > MOST_WILDCARDS) return NEVER;
  const source = pattern.replace(/\*+|[.^$(){}|\\]/g, (found) => {
    if (found === '*') return '[^/]*';
    return found.startsWith('*') ? '.*' : `\\${found}`;
  });
  try {
    return new RegExp(`^${source}$`);
  } catch {
    return NEVER;
  }
}
