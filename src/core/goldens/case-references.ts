/**
 * What a case names that its own recording, or the tool manifest, does not have. A run would replay it as it is: a decision
 * that cites what was never recorded is never taken, and nobody learns why.
 */
import { nearest } from '../../kit/nearest.ts';
import { excerpt, type Problem } from '../../kit/problem.ts';
import type { GoldenCase } from '../../schema/golden-case.ts';
import type { ToolManifest } from '../../schema/tool-manifest.ts';

export type CasePlace = { readonly file: string; readonly line: number };

type Dead = Pick<Problem, 'code' | 'severity' | 'message' | 'found' | 'expected'>;

/** Cites beyond this many in one set are counted, not listed. */
const LISTED = 10;

export type RecordedNames = {
  /** References of this case into its recording that lead nowhere. */
  add(golden: GoldenCase, place: CasePlace): Problem[];
  /** What is told of cites that were not listed. */
  rest(file: string): Problem[];
};

/**
 * An item that no hop reaches is an error. A cite is a warning: a decision may rest on what the agent should have found
 * and did not, and then abstaining is what was recorded. So may required evidence, of which nothing is told.
 */
export function openRecordedNames(): RecordedNames {
  let cites = 0;
  return {
    add(golden, place) {
      const unrecorded = unrecordedCites(golden);
      const listed = unrecorded.slice(0, Math.max(0, LISTED - cites));
      cites += unrecorded.length;
      return [...unreachedItems(golden, place), ...listed.map((one) => ({ ...one, ...place, column: 1 }))];
    },
    rest(file) {
      if (cites <= LISTED) return [];
      const message = `and ${cites - LISTED} more cites of what was not recorded`;
      return [{ code: 'CASE_REFERENCE_DEAD', severity: 'warning', file, line: 0, column: 0, message }];
    },
  };
}

/** Items of a case that no hop reaches, which is an error: to replay they are as good as never recorded. */
export function unreachedItems({ evidence }: GoldenCase, place: CasePlace): Problem[] {
  return Object.entries(evidence).flatMap(([bucket, { items, recorded_hops }]) => {
    const beyond = items.find(({ hop }) => hop > recorded_hops);
    if (beyond === undefined) return [];
    const message = `an item of ${excerpt(bucket)} is of hop ${beyond.hop}, and ${recorded_hops} were recorded: it is never retrieved`;
    return [
      { code: 'CASE_REFERENCE_DEAD', severity: 'error', ...place, column: 1, message, found: excerpt(beyond.ref) },
    ];
  });
}

function unrecordedCites({ evidence, memory, plans, decisions }: GoldenCase): Dead[] {
  // Few names are cited, and mostly early items: looking for each costs less than a set of all that was recorded.
  const buckets = Object.values(evidence);
  const isRecorded = (name: string) =>
    buckets.some(({ items }) => items.some(({ ref, doc }) => ref === name || doc === name)) ||
    memory.some(({ ref }) => ref === name) ||
    plans.some(({ calls }) => calls.some(({ call_id }) => call_id === name));
  const cited = new Set(decisions.flatMap(({ cites }) => cites));
  const message = 'a decision cites what was not recorded, so it is never taken';
  return [...cited]
    .filter((name) => !isRecorded(name))
    .map((name) => ({ code: 'CASE_REFERENCE_DEAD', severity: 'warning', message, found: excerpt(name) }));
}

export type ToolNames = {
  /** Tools of this case that the manifest lacks, or has with another risk class; each is told once. */
  add(golden: GoldenCase, place: CasePlace): Problem[];
};

/** Tools are told as warnings: a manifest may have changed since the case was recorded. */
export function openToolNames({ id, tools }: ToolManifest): ToolNames {
  const classes = new Map(tools.map((tool) => [tool.id, tool.risk_class]));
  const told = new Set<string>();
  return {
    add({ plans, expected }, place) {
      const called = plans.flatMap((plan) => plan.calls);
      const other = called.flatMap(({ tool, risk_class }) => {
        const declared = classes.get(tool);
        if (declared === undefined || declared === risk_class) return [];
        return [{ tool, message: `${tool} was called as ${risk_class}, and ${id} has it as ${declared}` }];
      });
      const unknown = [...called.map(({ tool }) => tool), ...expected.forbidden_tools]
        .filter((tool) => !classes.has(tool))
        .map((tool) => ({ tool, message: `${id} has no such tool` }));
      return [...other, ...unknown].flatMap(({ tool, message }) => {
        if (told.has(tool)) return [];
        told.add(tool);
        const expected = nearest(tool, [...classes.keys()], 3).join(' | ');
        const dead = { code: 'CASE_TOOL_UNKNOWN', severity: 'warning', message, found: excerpt(tool) } as const;
        return [{ ...dead, ...place, column: 1, ...(classes.has(tool) || expected === '' ? {} : { expected }) }];
      });
    },
  };
}
