/** The runs of a ledger as an audit finds them: what each wrote, whether its inputs are still what it says, and leaks. */
import type { AuditedRun, Input, Placement, Started } from '../../core/audit/facts.ts';
import type { LeakScan } from '../../core/audit/leaks.ts';
import { coveringDeadEnd } from '../../core/candidates/dead-ends.ts';
import { fold } from '../../core/ledger/fold.ts';
import type { Repository } from '../../core/repository/repository.ts';
import { digestOf } from '../../kit/canonical.ts';
import { readDocument } from '../../kit/schema-problems.ts';
import type { Candidate } from '../../schema/candidate.ts';
import { ContextPack } from '../../schema/context-pack.ts';
import { EvaluatorSuite } from '../../schema/evaluator-suite.ts';
import { GoldensManifest } from '../../schema/goldens-manifest.ts';
import type { TuningTarget } from '../../schema/tuning-target.ts';
import type { World } from '../world.ts';
import { collectFiles, type WrittenFiles, type WrittenRun } from './files.ts';

export type RunFacts = Omit<WrittenFiles, 'written'> & { readonly runs: readonly AuditedRun[] };

type Place = { readonly world: World; readonly repository: Repository; readonly events: readonly Placement[] };

/** Reads the whole ledger once. */
export async function auditRuns(place: Place, scan: LeakScan, head: string): Promise<RunFacts> {
  const { written, ...found } = await collectFiles(place.world.ledger, scan, head);
  const runs: AuditedRun[] = [];
  const at = inputsAt(place);
  for (const { sequence, event } of place.events) {
    if (event.kind !== 'run_started') continue;
    runs.push(await auditedRun(place, { sequence, event }, written.get(event.body.run_id), at));
  }
  return { runs, ...found };
}

async function auditedRun(
  { events }: Place,
  start: Placement<Started>,
  written: WrittenRun | undefined,
  at: ReturnType<typeof inputsAt>,
): Promise<AuditedRun> {
  const { run_id } = start.event.body;
  const { target = null, candidates = null, selected = null, decided = new Set<string>() } = written ?? {};
  const finish = events.flatMap(({ sequence, event }) =>
    event.kind === 'run_finished' && event.body.run_id === run_id ? [{ sequence, event }] : [],
  );
  const inputs = await at(start, target?.value ?? null);
  const revived = revivedIn(events, start, target?.value ?? null, candidates ?? []);
  return { run_id, start, finish: finish.at(-1) ?? null, target, candidates, decided, selected, revived, ...inputs };
}

/** Candidates that a rejection, made before a run began, covers under the tuple that the run started from. */
function revivedIn(
  events: readonly Placement[],
  { sequence, event: { at, intent } }: Placement<Started>,
  target: TuningTarget | null,
  candidates: readonly Candidate[],
): string[] {
  const before = events.slice(0, sequence - 1).map(({ event }) => event);
  const active = target?.release_tuple_id;
  const activeTuples = new Map(active === undefined ? [] : [[intent, active]]);
  // A run reads the rejections once, when it begins: what was recorded at a later instant it need not know.
  const deadEnds = fold(before, { now: at, activeTuples }).deadEnds.filter(
    (end) => end.intent === intent && Date.parse(end.at) <= Date.parse(at),
  );
  return candidates.flatMap(({ candidate_id, fingerprint, patch }) =>
    coveringDeadEnd(deadEnds, fingerprint, patch) === null ? [] : [candidate_id],
  );
}

/** Reads what a run names at the commit that it names; the same file at the same commit once. */
function inputsAt({ world, repository }: Place) {
  const texts = new Map<string, Promise<string | null>>();
  const read = (commit: string, path: string) => {
    const known = texts.get(`${commit}:${path}`);
    // What is not there and what cannot be read are told alike: nothing can be said of it.
    const text = known ?? world.forge.readAt(commit, path).catch(() => null);
    texts.set(`${commit}:${path}`, text);
    return text;
  };
  const pathOf = (documents: readonly { path: string; name: string }[], pinned: string) =>
    documents.find(({ name }) => name === pinned.slice(0, pinned.lastIndexOf('@')))?.path ?? null;
  const packs = repository.packs.map(({ path, value }) => ({ path, name: value.pack_meta.id }));
  const suites = repository.suites.map(({ path, value: { id } }) => ({ path, name: id.slice(0, id.lastIndexOf('@')) }));

  return async ({ event: { body } }: Placement<Started>, target: TuningTarget | null) => {
    const commit = body.base_commit;
    const document = async <Value>(path: string | null, parse: (path: string, text: string) => Value | null) => {
      const text = path === null ? null : await read(commit, path);
      return path === null || text === null ? null : parse(path, text);
    };
    const pack = await document(
      pathOf(packs, body.pack),
      (path, text) => readDocument(path, text, ContextPack, 'yaml').document,
    );
    if (target === null) return { pack, inputs: [] };
    const suite = await document(
      pathOf(suites, target.baseline_tuple.evals),
      (path, text) => readDocument(path, text, EvaluatorSuite, 'yaml').document,
    );
    const manifest = await document(
      `goldens/${target.intent}/manifest.yaml`,
      (path, text) => readDocument(path, text, GoldensManifest, 'yaml').document,
    );
    const { digests } = target;
    const inputs: Input[] = [
      { name: body.pack, isSame: pack === null ? null : digestOf(pack) === digests?.pack },
      {
        name: target.baseline_tuple.evals,
        isSame: suite === null ? null : digestOf(suite) === digests?.evaluator_suite,
      },
      { name: body.search_set, isSame: manifest === null ? null : manifest.sets.search.sha256 === digests?.search_set },
      {
        name: body.heldout_test_set,
        isSame: manifest === null ? null : manifest.sets.test.sha256 === digests?.heldout_test_set,
      },
    ];
    return { pack, inputs };
  };
}
