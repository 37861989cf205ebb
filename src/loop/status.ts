/** `autotune status`: what the ledger and the checkout say about targets, releases, held-out sets, proposals and rejections. It writes nothing. */
import { confidenceAtLook } from '../core/guardrails/confirm.ts';
import { type LedgerState, lineOf } from '../core/ledger/fold.ts';
import { lastRuns, targetKey } from '../core/ledger/last-runs.ts';
import { spentBy } from '../core/ledger/looks.ts';
import { shortPatch } from '../core/proposal/body/figures.ts';
import { CONFIGURATION_PATH } from '../core/repository/layout.ts';
import type { Repository } from '../core/repository/repository.ts';
import { AutotuneError } from '../kit/errors.ts';
import type { Configuration } from '../schema/configuration.ts';
import type { StatusReport } from '../schema/status-report.ts';
import { loadRepository } from './documents/load-repository.ts';
import { openJournal } from './ledger/journal.ts';
import type { SurveyedProposal } from './ledger/proposal-state.ts';
import { listRejections, todayOf } from './proposals/rejections.ts';
import { surveyProposals } from './proposals/survey-proposals.ts';
import { releasedOf } from './release/released.ts';
import { refreshOf } from './run/heldout-budget.ts';
import type { World } from './world.ts';

/** Tells where everything stands, or of one intent only. Throws `LEDGER_BROKEN` where nothing can be relied on. */
export async function status(world: World, only?: string): Promise<StatusReport> {
  const journal = await openJournal(world.ledger);
  const { repository, problems } = await loadRepository(world.workspace, () => []);
  const configuration = repository.configurations[0]?.value;
  if (configuration === undefined) {
    throw new AutotuneError('CONFIG_MISSING', `${CONFIGURATION_PATH} is not there or cannot be read`, { problems });
  }
  const now = await world.clock.now();
  const state = journal.state(todayOf(repository, now));
  const isMeant = ({ intent }: { intent: string }) => only === undefined || intent === only;
  const targets = configuration.targets.filter(isMeant);
  if (targets.length === 0) throw new AutotuneError('USAGE', `${CONFIGURATION_PATH} has no target for ${only}`);
  const events = journal.events();
  const runs = lastRuns(events);
  const latest = events.at(-1);
  const base = await world.forge.base();
  const released = await releasedOf({ world, journal, repository, now });
  const surveyed = await surveyProposals({ world, journal, repository, base, now });
  return {
    ledger: {
      ref: journal.ref,
      head: journal.head() || null,
      events: events.length,
      last_hash: latest?.hash ?? null,
      last_at: latest?.at ?? null,
    },
    targets: targets.map(({ intent, metric }) => {
      return { intent, metric, last_run: runs.get(targetKey(intent, metric)) ?? null };
    }),
    released: released.filter(isMeant),
    heldout: heldoutOf(repository, configuration, state).filter(isMeant),
    proposals: surveyed.flatMap((proposal) => proposalStatus(proposal, now)).filter(isMeant),
    ...listRejections({ journal, repository, now }, only),
  };
}

function heldoutOf(
  { manifests }: Repository,
  { heldout: { max_looks }, evidence }: Configuration,
  { lookedSets }: LedgerState,
): StatusReport['heldout'] {
  return manifests.map(({ value: { intent, version, sets } }) => {
    const set_digest = sets.test.sha256;
    const name = `goldens/${intent}/test@${version}`;
    const looks = lookedSets.get(set_digest)?.looks ?? [];
    const made = Math.max(0, ...looks.map(({ look }) => look));
    const remaining = Math.max(0, max_looks - made);
    const carried = looks.at(-1)?.carried ?? { looks: 0, cases: 0 };
    const others = [...lookedSets.values()].filter((set) => set.line === lineOf(name) && set.set_digest !== set_digest);
    return {
      intent,
      set: name,
      set_digest,
      max_looks,
      remaining,
      spent: spentBy(looks),
      ...(carried.looks === 0 ? {} : { carried }),
      next_confidence: remaining === 0 ? null : confidenceAtLook(evidence.confidence, made + 1),
      ...(remaining === 0 ? { refresh: refreshOf(intent) } : {}),
      earlier: others.map((set) => {
        return { set: set.heldout_test_set, set_digest: set.set_digest, looks: set.looks.length };
      }),
    };
  });
}

const STATE_OF = {
  open: 'open',
  held: 'held',
  merged: 'merged',
  expired: 'expired',
  closed_by_person: 'closed',
  unfinished: 'closed',
  over: 'closed',
} as const;

function proposalStatus(
  { named, fate, ledger, document, request }: SurveyedProposal,
  now: string,
): StatusReport['proposals'] {
  if (named === null) return [];
  const { proposal_id, intent, branch, commit } = named;
  const isGone = fate.kind === 'closed_by_person' && fate.cause === 'branch_deleted';
  const url = request?.url ?? null;
  return [
    {
      ...{ proposal_id, intent, state: isGone ? 'branch_gone' : STATE_OF[fate.kind], branch, commit },
      at: ledger?.at ?? request?.createdAt ?? now,
      ...(request === null || url === null ? {} : { pull_request: { number: request.number, url } }),
      ...(document === null ? {} : { change: shortPatch(document.candidate_change.patch) }),
      ...(document?.expires_at === undefined ? {} : { expires_at: document.expires_at }),
    },
  ];
}
