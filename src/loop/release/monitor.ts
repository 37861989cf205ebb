/**
 * `autotune monitor`: what production says of each release, beside what was predicted. A changed verdict is one event of
 * the ledger; the merged pull request carries one comment that is kept current. Harm withdraws a promotion
 * that is open, and opens the pull request of a rollback.
 */
import { type Asked, assess } from '../../core/monitor/assess.ts';
import { calibrationOf } from '../../core/monitor/calibration.ts';
import { monitorComment } from '../../core/monitor/comment.ts';
import { watchedOf, watchRelease } from '../../core/monitor/watch.ts';
import { branchName } from '../../core/packs/identity.ts';
import { CONFIGURATION_PATH } from '../../core/repository/layout.ts';
import { AutotuneError } from '../../kit/errors.ts';
import type { Configuration } from '../../schema/configuration.ts';
import type { LedgerEntry } from '../../schema/ledger-event.ts';
import type { MonitorReport } from '../../schema/monitor-report.ts';
import type { Proposal } from '../../schema/proposal.ts';
import type { ReleaseVerdict } from '../../schema/release-verdict.ts';
import { entryFor } from '../ledger/entry.ts';
import type { Fact } from '../ledger/journal.ts';
import { packOf } from '../ledger/read-proposal.ts';
import { readRun } from '../ledger/run-records.ts';
import { readProduction } from '../production/production.ts';
import { openSurvey } from '../proposals/open-survey.ts';
import type { SurveyContext } from '../proposals/survey-proposals.ts';
import type { World } from '../world.ts';
import { askedOf, type Followed, harmOf } from './assess-release.ts';
import { type MonitorOptions, rollBackFor } from './monitor-rollback.ts';
import { withdrawPromotion } from './promotion-rounds.ts';

/** Judges every release, or those of one intent. Throws like `readProduction`, `openSurvey` and, at a `roll_back`, `rollBackFor`. */
export async function monitor(world: World, options: MonitorOptions): Promise<MonitorReport> {
  const context = await openSurvey(world);
  const configuration = context.repository.configurations[0]?.value;
  if (configuration === undefined) {
    throw new AutotuneError('CONFIG_MISSING', `${CONFIGURATION_PATH} is not there or cannot be read`);
  }
  const followed = followedOf(context, options.intent);
  // With nothing to follow, no source of runs need be there.
  const runs = followed.length === 0 ? 0 : await readFollowed(world, configuration, followed);
  const judged: MonitorReport['releases'] = [];
  for (const { record, watch } of followed) {
    const told = askedOf(context, configuration, { record, watch });
    const { proposal } = told;
    const asked = { ...told, generator: proposal === null ? null : await generatorOf(context, proposal) };
    const verdict = assess(asked);
    const { intent } = watch.watched;
    const recorded = await context.journal.record([verdictFact(context, intent, verdict)]);
    if (verdict.verdict === 'roll_back') await withdrawPromotion(context, record, harmOf(verdict));
    const comment = await sayOn(context, asked, verdict);
    judged.push({ ...verdict, intent, recorded, comment });
  }
  // Every verdict is told before the first of them leads to anything.
  const releases: MonitorReport['releases'] = [];
  for (const release of judged) releases.push({ ...release, ...(await rollBackFor(context, release, options)) });
  return { runs, releases, calibration: calibrationOf(context.journal.events()) };
}

async function readFollowed(
  world: World,
  configuration: Configuration,
  followed: readonly Followed[],
): Promise<number> {
  world.progress.phase('production runs');
  const runs = await readProduction(world, configuration, (run) => {
    for (const { watch } of followed) watch.add(run);
  });
  world.progress.done();
  return runs;
}

function followedOf({ repository }: SurveyContext, only: string | undefined): Followed[] {
  const followed = repository.releases.flatMap(({ value }) => {
    const watched = watchedOf(value);
    if (watched === null || (only !== undefined && watched.intent !== only)) return [];
    return [{ record: value, watch: watchRelease(watched) }];
  });
  if (only !== undefined && followed.length === 0) {
    throw new AutotuneError('USAGE', `there is no release of ${only} with one before it to compare with`);
  }
  return followed.sort((a, b) => (a.watch.watched.intent < b.watch.watched.intent ? -1 : 1));
}

/** Null where the record of the run is not there to tell. */
async function generatorOf({ journal, world }: SurveyContext, { run_id, candidate_id, target }: Proposal) {
  if (run_id === undefined || candidate_id === undefined) return null;
  const { intent, metric } = target;
  const started = journal.events().findLast((event) => event.kind === 'run_started' && event.body.run_id === run_id);
  if (started?.kind !== 'run_started') return null;
  const run = { ...started.body, intent, metric, at: started.at };
  const { candidates } = await readRun({ forge: world.forge, head: journal.head() }, run);
  return candidates.find((candidate) => candidate.candidate_id === candidate_id)?.generator ?? null;
}

/** In the ledger once, unless another verdict came between. */
function verdictFact({ repository, now }: SurveyContext, intent: string, body: ReleaseVerdict): Fact {
  const declared = packOf(repository, intent)?.value.intents.find(({ id }) => id === intent);
  const entry: LedgerEntry = {
    ...entryFor({ intent, risk_class: declared?.risk_class ?? 'destructive' }, now),
    kind: 'release_verdict',
    body,
  };
  return {
    entry,
    isSame: (event, position, all) => {
      const isOf = (other: typeof event) =>
        other.kind === 'release_verdict' &&
        other.intent === intent &&
        other.body.candidate_tuple === body.candidate_tuple &&
        other.body.baseline_tuple === body.baseline_tuple;
      const isLast = isOf(event) && !all.slice(position + 1).some(isOf);
      return isLast && event.kind === 'release_verdict' && event.body.verdict === body.verdict;
    },
  };
}

/** On the merged pull request of the proposal, in the words for its own intent; others are in the report. */
async function sayOn(
  { world, now }: SurveyContext,
  { proposal, watch }: Asked,
  verdict: ReleaseVerdict,
): Promise<MonitorReport['releases'][number]['comment']> {
  const { intent } = watch.watched;
  if (proposal?.fingerprint === undefined || proposal.target.intent !== intent) return 'none';
  const request = await world.forge.findPullRequest(branchName(intent, proposal.fingerprint));
  if (request === null || request.state !== 'merged') return 'none';
  const text = monitorComment(verdict, intent, proposal.target.metric);
  return world.forge.upsertComment(request, { kind: 'monitor', text, at: now });
}
