/** `autotune audit`: asks of a repository whether the loop keeps its promises there, from what is written down. It writes nothing. */
import { audit as judge } from '../../core/audit/audit.ts';
import type { AuditFacts, Placement } from '../../core/audit/facts.ts';
import { shippedOf } from '../../core/audit/releases.ts';
import { coverageOf } from '../../core/codeowners/coverage.ts';
import { begunAnewAt } from '../../core/ledger/anchors.ts';
import { CONFIGURATION_PATH } from '../../core/repository/layout.ts';
import type { Repository } from '../../core/repository/repository.ts';
import { AutotuneError, isAutotuneError } from '../../kit/errors.ts';
import type { Hosting } from '../../ports/hosting.ts';
import type { AuditReport } from '../../schema/audit-report.ts';
import type { Configuration } from '../../schema/configuration.ts';
import { readCodeOwners } from '../documents/code-owners.ts';
import { loadRepository } from '../documents/load-repository.ts';
import { type Journal, openJournal } from '../ledger/journal.ts';
import { readProduction } from '../production/production.ts';
import { ownedPathsAt, readWorkflows } from '../setup/owned-paths.ts';
import type { World } from '../world.ts';
import { auditBack } from './back.ts';
import { auditGoldens } from './goldens.ts';
import { auditProposals, textOf } from './proposals.ts';
import { auditRuns } from './runs.ts';

/** Bytes. */
const LARGEST_OWNERS_FILE = 16 * 1024 * 1024;

/**
 * @param hosting null where no host is asked
 * Throws `CONFIG_MISSING` where there is no configuration; a ledger that does not verify is an answer, not an error.
 */
export async function audit(world: World, hosting: Hosting | null): Promise<AuditReport> {
  const { repository, problems } = await loadRepository(world.workspace);
  const [configuration] = repository.configurations;
  if (configuration === undefined) {
    throw new AutotuneError('CONFIG_MISSING', `${CONFIGURATION_PATH} is not there or cannot be read`, { problems });
  }
  const opened = await openOrBroken(world);
  const events = (opened.journal?.events() ?? []).map((event, i): Placement => ({ sequence: i + 1, event }));
  const head = opened.journal?.head() ?? '';
  const owners = await ownersOf(world, repository);
  const base = await world.forge.base();
  const facts: AuditFacts = {
    ...(await recordedFacts({ world, repository, events, head, ...opened }, configuration.value)),
    ledger: {
      ref: world.ledger.ref,
      head: head === '' ? null : head,
      broken: opened.broken,
      begunAnew: begunAnewAt(opened.journal?.events() ?? []),
    },
    events,
    configuration,
    packs: repository.packs,
    suites: repository.suites,
    releases: repository.releases,
    documents: Object.values(repository).flat().length,
    problems: problems
      .filter(({ severity }) => severity === 'error')
      .map(({ file, code, message }) => ({ path: file, message: `${code}: ${message}` })),
    owners,
    production: await productionOf(world, { releases: repository.releases, events }, configuration.value),
    host: hosting === null ? null : await hosting.facts([]),
  };
  world.progress.done();
  return reportOf(facts, base, world.forge.name);
}

type Opened = { readonly journal: Journal | null; readonly broken: string | null };

async function openOrBroken({ ledger }: World): Promise<Opened> {
  try {
    return { journal: await openJournal(ledger), broken: null };
  } catch (error) {
    if (!isAutotuneError(error) || error.code !== 'LEDGER_BROKEN') throw error;
    const [first] = error.problems;
    return { journal: null, broken: first === undefined ? error.message : `${first.file} ${first.message}` };
  }
}

type Recorded = Opened & {
  readonly world: World;
  readonly repository: Repository;
  readonly events: readonly Placement[];
  readonly head: string;
};

type RecordedFacts =
  | ('runs' | 'proposals' | 'sets' | 'splits' | 'replayable')
  | ('replays' | 'leaks' | 'promotionEvidence');

/** What the ledger, the forge and the golden sets hold. Of a ledger that does not verify nothing is read. */
async function recordedFacts(
  { world, repository, events, head, journal }: Recorded,
  configuration: Configuration,
): Promise<Pick<AuditFacts, RecordedFacts>> {
  const now = await world.clock.now();
  const state = journal?.state({ now, activeTuples: new Map() }) ?? { lookedSets: new Map() };
  const { scan, closed, ...sets } = await auditGoldens(world, repository, configuration, state);
  const replays = journal === null ? new Map() : await auditBack({ world, repository, configuration, journal, now });
  const goldens = { ...sets, replays };
  if (journal === null) {
    const nothing = { runs: [], proposals: [], promotionEvidence: new Map() };
    return { ...goldens, ...nothing, leaks: { files: 0, found: [], closed } };
  }
  world.progress.phase(`audit of ${world.ledger.ref}`);
  const { runs, leaks, promotionEvidence } = await auditRuns({ world, repository, events }, scan, head);
  const all = events.map(({ event }) => event);
  const proposals = await auditProposals({ world, repository, events: all, runs, head });
  const leaking = proposals.filter(({ where, document }) => where !== 'run' && scan.finds(textOf(document)));
  const found = [...leaks.found, ...leaking.map(({ evidence }) => evidence)];
  return {
    ...goldens,
    runs,
    proposals,
    promotionEvidence,
    leaks: { files: leaks.files + proposals.length, found, closed },
  };
}

async function ownersOf({ workspace }: World, repository: Repository): Promise<ReadonlyMap<string, readonly string[]>> {
  const file = await readCodeOwners((path) => workspace.read(path, LARGEST_OWNERS_FILE));
  const paths = await ownedPathsAt(workspace, repository, await readWorkflows(workspace));
  return new Map(coverageOf(file, paths, {}).paths.map(({ path, owners }) => [path, owners]));
}

/** Production runs by intent and tuple. The source is only asked where somebody was served what it could tell of. */
async function productionOf(
  world: World,
  { releases, events }: Pick<AuditFacts, 'releases' | 'events'>,
  configuration: Configuration,
): Promise<AuditFacts['production']> {
  if (configuration.experience === undefined) return null;
  const runs = new Map<string, Map<string, number>>();
  if (shippedOf({ releases, events }).length === 0) return runs;
  try {
    await readProduction(world, configuration, ({ intent_id, release_tuple_id }) => {
      const ofIntent = runs.get(intent_id) ?? new Map<string, number>();
      runs.set(intent_id, ofIntent.set(release_tuple_id, (ofIntent.get(release_tuple_id) ?? 0) + 1));
    });
    return runs;
  } catch (error) {
    if (!isAutotuneError(error)) throw error;
    return { unread: `${error.code}: ${error.message}` };
  }
}

function reportOf(
  facts: AuditFacts,
  { branch, commit }: AuditReport['base'],
  forge: AuditReport['forge'],
): AuditReport {
  const answers = judge(facts);
  const tally = { met: 0, not_met: 0, unknown: 0, not_applicable: 0 };
  for (const { answer } of [...answers.definition_of_done, ...answers.failure_modes]) tally[answer] += 1;
  const { ref, head } = facts.ledger;
  return { ledger: { ref, head, events: facts.events.length }, base: { branch, commit }, forge, ...answers, tally };
}
