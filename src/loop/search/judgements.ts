/**
 * Whether the search cases have the judgements that the evaluators of a target read. A suite may judge other intents as
 * well, whose cases have one that these lack: their sets are read where that is asked, and only then.
 */
import { checkJudged, type SearchedNames, unaskedIntents } from '../../core/repository/checks/cases.ts';
import { resolveAll } from '../../core/targets/resolve-all.ts';
import type { ResolvedTarget } from '../../core/targets/resolve-target.ts';
import { AutotuneError, isAutotuneError } from '../../kit/errors.ts';
import type { EvaluationContext } from '../opening/target-run.ts';
import type { SearchedSet } from '../replay/audited-sets.ts';
import type { Bench } from '../replay/bench.ts';
import { openBenches } from '../replay/open-benches.ts';

type Asked = Pick<EvaluationContext, 'world' | 'repository' | 'configuration' | 'audited'>;

type Resolved = {
  readonly resolved: ResolvedTarget;
  /** That of the target, and those of the intents it also affects. */
  readonly resolutions: readonly ResolvedTarget[];
  readonly benches: readonly Bench[];
  readonly sets: ReadonlyMap<string, SearchedSet>;
};

/** Throws `JUDGEMENT_UNREAD` or `JUDGEMENT_SCALE`, as `validate` tells them. Of a set that was not read nothing is asked. */
export async function assertJudged(context: Asked, { resolved, resolutions, benches, sets }: Resolved): Promise<void> {
  const searched = new Map<string, SearchedNames>();
  const note = (bench: Bench, set: SearchedSet | undefined) => {
    if (set?.slices == null || set.judgements === null) return;
    searched.set(bench.intent, { path: bench.searchSet.path, slices: set.slices, judgements: set.judgements });
  };
  for (const bench of benches) note(bench, sets.get(bench.intent));
  const suites = new Set(resolutions.map(({ suite }) => suite.id));
  const own = { ...context.repository, suites: context.repository.suites.filter(({ value }) => suites.has(value.id)) };
  for (const intent of unaskedIntents(own, searched)) {
    const bench = await benchOf(context, { ...resolved.target, intent, also_affects: [] });
    if (bench !== null) note(bench, await readOrNot(context, bench));
  }
  const problems = checkJudged(own, searched);
  const [first] = problems;
  if (first === undefined) return;
  const code = first.code === 'JUDGEMENT_SCALE' ? 'JUDGEMENT_SCALE' : 'JUDGEMENT_UNREAD';
  throw new AutotuneError(code, `${first.file}: ${first.message}`, { problems });
}

async function benchOf(
  { world, repository, configuration }: Asked,
  target: ResolvedTarget['target'],
): Promise<Bench | null> {
  const [bench] = await openBenches(world, resolveAll(repository, configuration, target).resolutions);
  return bench ?? null;
}

/** What is wrong with a set that only may have the judgement is told to whoever rests on it. */
async function readOrNot({ audited }: Asked, bench: Bench): Promise<SearchedSet | undefined> {
  try {
    return await audited.searchSetOf(bench);
  } catch (error) {
    if (isAutotuneError(error)) return undefined;
    throw error;
  }
}
