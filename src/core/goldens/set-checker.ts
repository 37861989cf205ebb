/**
 * Checks of a set that span its lines: ids, families, copies, intent, tuples, stamps, count. It is fed case by case and
 * keeps short keys per case and family, never the cases.
 */
import { excerpt, type Problem } from '../../kit/problem.ts';
import { type GoldenCase, tagsOf } from '../../schema/golden-case.ts';
import type { WrittenManifest } from '../../schema/goldens-manifest.ts';
import { copyMark } from './marks.ts';

export type SetChecker = {
  /** Problems of this case with respect to its set. */
  add(golden: GoldenCase, line: number): Problem[];
  /** Problems of the set as a whole, once every case was added. */
  end(): Problem[];
  /** Family, and case id, to the first line it stands in. */
  readonly families: ReadonlyMap<string, number>;
  readonly ids: ReadonlyMap<string, number>;
  /** What is asked and recorded, as a mark, to the first case of it. */
  readonly contents: ReadonlyMap<string, Original>;
  /** Cases by what they are sliced by. */
  readonly slices: ReadonlyMap<string, number>;
  /** By name. */
  readonly judgements: ReadonlyMap<string, JudgementSeen>;
  readonly cases: number;
};

/** The first line that has a judgement, and the first where it is no share of 1; null where there is none. */
export type JudgementSeen = { readonly line: number; readonly beyond: number | null };

/** The first case of its content: where it stands, and its family. */
export type Original = { readonly line: number; readonly family: string };

/** @param isStampNeeded whether a case without its baseline digest is a problem */
export function openSetChecker(
  file: string,
  manifest: Pick<WrittenManifest, 'intent' | 'tuples'>,
  riskClass: string | undefined,
  isStampNeeded: boolean,
): SetChecker {
  const ids = new Map<string, number>();
  const families = new Map<string, number>();
  const contents = new Map<string, Original>();
  const slices = new Map<string, number>();
  const judgements = new Map<string, JudgementSeen>();
  let cases = 0;
  let unstamped = 0;
  let firstUnstamped: number | undefined;
  return {
    families,
    ids,
    contents,
    slices,
    judgements,
    end() {
      if (!isStampNeeded || firstUnstamped === undefined) return [];
      const message = `${unstamped} of ${cases} cases are not stamped, this one first`;
      return [
        {
          severity: 'error',
          code: 'UNSTAMPED',
          file,
          line: firstUnstamped,
          column: 1,
          message,
          expected: 'autotune goldens stamp',
        },
      ];
    },
    get cases() {
      return cases;
    },
    add(golden, line) {
      cases++;
      const problems: Problem[] = [];
      const tell = (code: string, message: string, expected?: string) =>
        problems.push({
          severity: 'error',
          code,
          file,
          line,
          column: 1,
          message,
          ...(expected === undefined ? {} : { expected }),
        });
      const first = ids.get(golden.case_id);
      if (first !== undefined) tell('REF_DUPLICATE_ID', `case_id ${golden.case_id} stands in line ${first} already`);
      ids.set(golden.case_id, first ?? line);
      for (const slice of new Set(tagsOf(golden))) slices.set(slice, (slices.get(slice) ?? 0) + 1);
      if (!families.has(golden.family)) families.set(golden.family, line);
      for (const [name, judged] of Object.entries(golden.judgements)) noteJudgement(judgements, name, { judged, line });
      const mark = copyMark(golden);
      const original = contents.get(mark);
      if (original === undefined) contents.set(mark, { line, family: golden.family });
      else if (first === undefined && original.family !== golden.family) {
        tell(
          'CASE_COPIED',
          `the case asks and recorded the same as line ${original.line}, of another family`,
          'the family of that line',
        );
      }
      if (golden.intent !== manifest.intent) {
        tell('CASE_INTENT_MISMATCH', `the case is of ${golden.intent}`, manifest.intent);
      } else if (riskClass !== undefined && golden.risk_class !== riskClass) {
        tell('CASE_INTENT_MISMATCH', `the case has the risk class ${golden.risk_class}`, riskClass);
      }
      if (!Object.hasOwn(manifest.tuples, golden.release_tuple_id)) {
        tell(
          'CASE_TUPLE_UNKNOWN',
          `${golden.release_tuple_id} is not among the tuples`,
          Object.keys(manifest.tuples).join(' | '),
        );
      }
      if (golden.baseline === undefined) {
        firstUnstamped ??= line;
        unstamped++;
      }
      return problems;
    },
  };
}

function noteJudgement(
  seen: Map<string, JudgementSeen>,
  name: string,
  { judged, line }: { readonly judged: number; readonly line: number },
): void {
  const known = seen.get(name);
  const isBeyond = judged < 0 || judged > 1;
  if (known === undefined || (isBeyond && known.beyond === null)) {
    seen.set(name, { line: known?.line ?? line, beyond: isBeyond ? line : null });
  }
}

/** What a set is told apart by. */
export type SetNames = Pick<SetChecker, 'families' | 'ids' | 'contents'>;

/**
 * Families and cases of the search set that the held-out set has too, copies under other names included: one problem
 * each, naming the held-out line only by number.
 */
export function overlapProblems(file: string, search: SetNames, heldout: SetNames): Problem[] {
  const families = [...search.families].flatMap(([family, line]) => {
    const there = heldout.families.get(family);
    if (there === undefined) return [];
    const message = `the family of this case has cases in the held-out set too (line ${there} there)`;
    return [overlap(file, line, message, family)];
  });
  const cases = [...search.ids].flatMap(([id, line]) => {
    const there = heldout.ids.get(id);
    return there === undefined
      ? []
      : [overlap(file, line, `this case is in the held-out set too (line ${there} there)`, id)];
  });
  const copies = [...search.contents].flatMap(([mark, { line, family }]) => {
    const there = heldout.contents.get(mark);
    if (there === undefined || heldout.families.has(family)) return [];
    const message = `a copy of this case is in the held-out set too, under another name (line ${there.line} there)`;
    return [overlap(file, line, message, family)];
  });
  return [...families, ...cases, ...copies];
}

function overlap(file: string, line: number, message: string, found: string): Problem {
  return { severity: 'error', code: 'SETS_OVERLAP', file, line, column: 1, message, found: excerpt(found) };
}
