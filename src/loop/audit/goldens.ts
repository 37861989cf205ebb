/**
 * The golden sets as an audit finds them: whether each reproduces its records, whether the two of an intent are apart,
 * and the words of held-out cases, kept for looking for them elsewhere and for nothing else.
 */
import type { AuditedSet, SplitFacts } from '../../core/audit/facts.ts';
import { type LeakScan, openLeakScan } from '../../core/audit/leaks.ts';
import { openMarks, type SetMarks } from '../../core/goldens/marks.ts';
import { closedCodeAmong } from '../../core/goldens/seal.ts';
import { overlapProblems } from '../../core/goldens/set-checker.ts';
import type { LedgerState } from '../../core/ledger/fold.ts';
import type { Repository } from '../../core/repository/repository.ts';
import { resolveTarget } from '../../core/targets/resolve-target.ts';
import { isAutotuneError } from '../../kit/errors.ts';
import type { Configuration } from '../../schema/configuration.ts';
import type { GoldenCase } from '../../schema/golden-case.ts';
import { auditSet } from '../replay/audit-set.ts';
import { type Bench, openBench } from '../replay/bench.ts';
import { findSet } from '../replay/read-set.ts';
import type { VerifiedSet } from '../replay/verify-set.ts';
import type { World } from '../world.ts';

export type GoldenFacts = {
  readonly sets: readonly AuditedSet[];
  readonly splits: readonly SplitFacts[];
  readonly replayable: ReadonlyMap<string, readonly string[]>;
  readonly scan: LeakScan;
  /** Held-out sets whose words the scan does not know. */
  readonly closed: readonly string[];
};

type Read = AuditedSet & { readonly verified: VerifiedSet | null };

/** Reads every set of the checkout once, the held-out ones first. Of these nothing is told but counts. */
export async function auditGoldens(
  { workspace, progress }: Pick<World, 'workspace' | 'progress'>,
  repository: Repository,
  configuration: Configuration,
  { lookedSets }: Pick<LedgerState, 'lookedSets'>,
): Promise<GoldenFacts> {
  const scan = openLeakScan();
  const benches = await benchesOf(workspace, repository, configuration);
  const heldout = new Map<string, Read>();
  for (const bench of benches) {
    progress.phase(`audit of ${bench.heldoutSet.name}`);
    heldout.set(bench.intent, await readSet(workspace, bench, 'test', (golden) => scan.keep(golden)));
  }
  const sets = [...heldout.values()];
  const splits: SplitFacts[] = [];
  for (const bench of benches) {
    progress.phase(`audit of ${bench.searchSet.name}`);
    const marks = openMarks();
    const search = await readSet(workspace, bench, 'search', (golden, line) => {
      scan.release(golden);
      marks.add(golden, line);
    });
    sets.push(search);
    const looked = lookedSets.get(bench.heldoutSet.sha256);
    splits.push(splitOf(search, heldout.get(bench.intent), looked, marks));
  }
  return {
    sets,
    splits,
    replayable: new Map(benches.map(({ intent, recorded }) => [intent, [...recorded.keys()]])),
    scan,
    closed: [...heldout.values()].flatMap(({ verified, path }) => (verified === null ? [path] : [])),
  };
}

/** One bench an intent that has goldens; an intent without a target of its own is read as any target would. */
async function benchesOf(
  workspace: World['workspace'],
  repository: Repository,
  configuration: Configuration,
): Promise<readonly Bench[]> {
  const benches: Bench[] = [];
  for (const { value } of repository.manifests) {
    const { intent } = value;
    const target = configuration.targets.find((each) => each.intent === intent) ?? configuration.targets[0];
    if (target === undefined) continue;
    const resolution = resolveTarget(repository, configuration, { ...target, intent });
    if ('missing' in resolution) continue;
    const search = (await findSet(workspace, intent, 'search').catch(() => null)) ?? `goldens/${intent}/search.jsonl`;
    const heldout = (await findSet(workspace, intent, 'test').catch(() => null)) ?? `goldens/${intent}/test.jsonl`;
    benches.push(openBench(resolution.resolved, { search, heldout }));
  }
  return benches;
}

async function readSet(
  workspace: World['workspace'],
  bench: Bench,
  role: AuditedSet['role'],
  visit: (golden: GoldenCase, line: number) => void,
): Promise<Read> {
  const recorded = new Map<string, number>();
  const { path } = role === 'search' ? bench.searchSet : bench.heldoutSet;
  const set = { intent: bench.intent, role, path, recorded };
  try {
    const verified = await auditSet(workspace, bench, role, {
      also(golden, line) {
        recorded.set(golden.release_tuple_id, (recorded.get(golden.release_tuple_id) ?? 0) + 1);
        visit(golden, line);
      },
    });
    return { ...set, state: 'reproduced', detail: '', cases: verified.cases, verified };
  } catch (error) {
    if (!isAutotuneError(error)) throw error;
    const state = closedCodeAmong(new Set([error.code])) === null ? 'broken' : 'closed';
    return { ...set, state, detail: `${error.code}: ${error.message}`, cases: 0, verified: null };
  }
}

function splitOf(
  search: Read,
  heldout: Read | undefined,
  looked:
    | { readonly marks: Parameters<SetMarks['reusedFrom']>[0] | null; readonly looks: readonly unknown[] }
    | undefined,
  marks: SetMarks,
): SplitFacts {
  const isBoth = search.verified !== null && heldout?.verified != null;
  return {
    intent: search.intent,
    path: search.path,
    shared: isBoth ? overlapProblems(search.path, search.verified, heldout.verified).length : null,
    marked: looked?.marks == null ? null : marks.reusedFrom(looked.marks).lines.length,
    looks: looked?.looks.length ?? 0,
  };
}
