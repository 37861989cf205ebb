/** What a verb needs that asks about proposals without a run: the documents as they are, the ledger verified. */

import { loadRepository } from '../documents/load-repository.ts';
import { checkAnchors } from '../ledger/check-anchors.ts';
import { openJournal } from '../ledger/journal.ts';
import type { World } from '../world.ts';
import type { SurveyContext } from './survey-proposals.ts';

/** Throws `LEDGER_BROKEN` or `LEDGER_MISSING` where nothing can be relied on. */
export async function openSurvey(world: World): Promise<SurveyContext> {
  const journal = await openJournal(world.ledger);
  const { repository } = await loadRepository(world.workspace, () => []);
  const [base, now] = [await world.forge.base(), await world.clock.now()];
  const context = { world, journal, repository, base, now };
  await checkAnchors(context);
  return context;
}
