/**
 * Checks of what documents name of the cases of golden sets: slices with a margin, and judgements by name. `validate`
 * asks it of sets that it has read without a problem; a run asks the same of what its targets rest on.
 */
import { nearest } from '../../../kit/nearest.ts';
import { excerpt, type Problem } from '../../../kit/problem.ts';
import { activeTuple } from '../../../schema/release-record.ts';
import { weakSlices } from '../../guardrails/power.ts';
import { emptySlices, noCaseOf } from '../../guardrails/slices.ts';
import { problemAt, type Repository } from '../repository.ts';
import { areRead, type UnreadDocument } from '../unread.ts';

/** Of the search set of an intent: where it stands, and what its cases are sliced and judged by. */
export type SearchedNames = {
  readonly path: string;
  readonly slices: ReadonlyMap<string, number>;
  /** Name of a judgement to the first line that has it, and the first where it is beyond 0..1. */
  readonly judgements: ReadonlyMap<string, { readonly line: number; readonly beyond: number | null }>;
};

/** By intent. */
type Searched = ReadonlyMap<string, SearchedNames>;

export function checkCases(
  repository: Repository,
  searched: Searched,
  unread: readonly UnreadDocument[] = [],
): Problem[] {
  return [
    ...checkSlices(repository, searched),
    ...checkPower(repository, searched),
    ...checkJudged(repository, searched, unread),
    ...checkJudgements(repository, searched),
  ];
}

/** What evaluators cannot read of the cases. A run asks it of the suites of each target, once their sets are read. */
export function checkJudged(
  repository: Repository,
  searched: Searched,
  unread: readonly UnreadDocument[] = [],
): Problem[] {
  return [
    // A record that cannot be read may have another intent judged by the suite, whose cases have the judgement.
    ...(areRead(unread, 'release') ? checkJudges(repository, searched) : []),
    ...checkScales(repository, searched),
  ];
}

/** Intents whose cases alone can tell whether a judgement is read that none of those searched has. */
export function unaskedIntents(repository: Repository, searched: Searched): readonly string[] {
  const unasked = repository.suites.flatMap(({ value: { id, evaluators } }) => {
    const intents = intentsOf(repository, id);
    const sets = intents.flatMap((intent) => searched.get(intent) ?? []);
    const isMissing = evaluators.some((evaluator) => {
      return evaluator.kind === 'judgement' && !sets.some(({ judgements }) => judgements.has(evaluator.name));
    });
    return isMissing && sets.length > 0 ? intents.filter((intent) => !searched.has(intent)) : [];
  });
  return [...new Set(unasked)];
}

/** Slices of so few cases that their margin cannot be proven where the held-out cases are like the search cases. */
function checkPower({ configurations, manifests }: Repository, searched: Searched): Problem[] {
  return configurations.flatMap((configuration) =>
    configuration.value.targets.flatMap(({ intent, guardrails }, i) => {
      const sets = manifests.find(({ value }) => value.intent === intent)?.value.sets;
      const slices = searched.get(intent)?.slices;
      if (sets === undefined || slices === undefined) return [];
      const sizes = { search: { ...sets.search, families: sets.search.cases }, heldout: sets.test.cases, slices };
      return weakSlices(guardrails, sizes, configuration.value.evidence.confidence).map(({ slice, reason }) => {
        const place = ['targets', i, 'guardrails', 'slices', slice];
        return problemAt(configuration, place, 'SLICE_UNDERPOWERED', reason, { severity: 'warning' });
      });
    }),
  );
}

function checkSlices({ configurations }: Repository, searched: Searched): Problem[] {
  return configurations.flatMap((configuration) =>
    configuration.value.targets.flatMap(({ intent, also_affects, guardrails }, i) =>
      [intent, ...(also_affects ?? [])].flatMap((name) => {
        const known = searched.get(name)?.slices;
        return (known === undefined ? [] : emptySlices(guardrails, known)).map((slice) => {
          const place = ['targets', i, 'guardrails', 'slices', slice];
          const message = noCaseOf(slice, name);
          return problemAt(configuration, place, 'SLICE_UNKNOWN', message, closestOf(slice, known?.keys() ?? []));
        });
      }),
    ),
  );
}

/** Evaluators that read a judgement which no case of any intent has that their suite judges. */
function checkJudges(repository: Repository, searched: Searched): Problem[] {
  return repository.suites.flatMap((suite) => {
    const intents = intentsOf(repository, suite.value.id);
    const sets = intents.flatMap((intent) => searched.get(intent) ?? []);
    if (sets.length === 0 || sets.length < intents.length) return [];
    const known = new Set(sets.flatMap(({ judgements }) => [...judgements.keys()]));
    return suite.value.evaluators.flatMap((evaluator, i) => {
      if (evaluator.kind !== 'judgement' || known.has(evaluator.name)) return [];
      const message = `no search case of ${intents.join(' and ')} has the judgement that ${evaluator.id} reads`;
      const place = ['evaluators', i, 'name'];
      return [problemAt(suite, place, 'JUDGEMENT_UNREAD', message, closestOf(evaluator.name, known))];
    });
  });
}

/** Judgements of cases that no evaluator of their suite reads: lawful, and mostly a slip of the pen. */
function checkJudgements(repository: Repository, searched: Searched): Problem[] {
  return repository.suites.flatMap(({ value: { id, evaluators } }) => {
    const read = evaluators.flatMap((evaluator) => (evaluator.kind === 'judgement' ? [evaluator.name] : []));
    return intentsOf(repository, id).flatMap((intent) => {
      const set = searched.get(intent);
      const unread = [...(set?.judgements ?? [])].filter(([name]) => !read.includes(name));
      return unread.map(([name, { line }]): Problem => {
        const message = `no evaluator of ${id} reads this judgement, which stands in this case first`;
        const about = {
          severity: 'warning',
          code: 'JUDGEMENT_UNREAD',
          file: set?.path ?? '',
          line,
          column: 1,
        } as const;
        return { ...about, message, found: excerpt(name), ...closestOf(name, read) };
      });
    });
  });
}

/** Judgements on a scale of their own, of evaluators that take them as they are: no bound would hold for such numbers. */
function checkScales(repository: Repository, searched: Searched): Problem[] {
  return repository.suites.flatMap(({ value: { id, evaluators } }) =>
    intentsOf(repository, id).flatMap((intent) =>
      evaluators.flatMap((evaluator): Problem[] => {
        if (evaluator.kind !== 'judgement' || evaluator.min !== undefined || !SHARES.has(evaluator.dimension))
          return [];
        const set = searched.get(intent);
        const line = set?.judgements.get(evaluator.name)?.beyond ?? null;
        if (set === undefined || line === null) return [];
        const about = { severity: 'error', code: 'JUDGEMENT_SCALE', file: set.path, line, column: 1 } as const;
        const message = `${excerpt(evaluator.name)} is judged beyond 0..1, and ${evaluator.id} of ${id} takes it as it is`;
        return [{ ...about, message, expected: `0..1, or \`min\` in ${evaluator.id}` }];
      }),
    ),
  );
}

/** Dimensions whose scores are shares of 1. */
const SHARES = new Set<string>(['policy', 'safety', 'utility']);

/** The intents whose active release is judged by a suite. */
function intentsOf({ releases }: Repository, suite: string): string[] {
  return releases.flatMap(({ value }) => (activeTuple(value).evals === suite ? [value.release_tuple.intent] : []));
}

function closestOf(name: string, known: Iterable<string>): { expected?: string } {
  const closest = nearest(name, [...known]).map((each) => excerpt(each));
  return closest.length === 0 ? {} : { expected: closest.join(' | ') };
}
