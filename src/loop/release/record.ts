/** `autotune record`: what a run does about merges, by itself and without a search. */
import type { RecordReport } from '../../schema/record-report.ts';
import { type OpenOptions, openRun } from '../opening/open-run.ts';
import { tendProposals } from '../proposals/tend-proposals.ts';
import type { World } from '../world.ts';
import { type PublishedRecords, recordReleases } from './record-releases.ts';

/** Brings proposals, ledger and release records up to what the base says. Throws what stops a run for all targets. */
export async function record(world: World, options: Omit<OpenOptions, 'intent'>): Promise<RecordReport> {
  const { context } = await openRun(world, options);
  try {
    const { journal } = context;
    const before = journal.events().length;
    await tendProposals(context);
    const published = await recordReleases(context);
    const fresh = journal.events().slice(before);
    return {
      recorded: fresh.flatMap((event) => {
        if (event.kind !== 'release_recorded') return [];
        const { proposal_id, admission, release_tuple, stage } = event.body;
        return [{ proposal_id, intent: event.intent, admission, release_tuple: release_tuple.id, stage }];
      }),
      rolled_back: fresh.flatMap((event) =>
        event.kind === 'rolled_back'
          ? [{ proposal_id: event.body.proposal_id, intent: event.intent, reason: event.body.reason }]
          : [],
      ),
      records: published.map(shown),
    };
  } finally {
    context.audited.close();
    world.progress.done();
  }
}

function shown({ pack, branch, result, request }: PublishedRecords): RecordReport['records'][number] {
  const url = request?.url ?? null;
  const linked = request === null || url === null ? {} : { pull_request: { number: request.number, url } };
  return { pack, branch, result, ...linked };
}
