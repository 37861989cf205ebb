/** Holds the ledger against the proposals that cite it, merged and open, before anything rests on it. */
import { type Anchor, anchorsToKeep, assertAnchored, begunAnew } from '../../core/ledger/anchors.ts';
import type { Repository } from '../../core/repository/repository.ts';
import { canonicalJson } from '../../kit/canonical.ts';
import type { Proposal } from '../../schema/proposal.ts';
import type { World } from '../world.ts';
import type { Fact, Journal } from './journal.ts';
import { readProposal } from './read-proposal.ts';

export type AnchorContext = {
  readonly world: World;
  readonly journal: Journal;
  readonly repository: Repository;
  readonly now: string;
};

/**
 * Throws `LEDGER_MISSING` or `LEDGER_BROKEN` where the ledger is not the one that was cited. Where somebody asked for
 * it, a missing one is begun anew instead, with a note of what is lost.
 */
export async function checkAnchors(context: AnchorContext): Promise<void> {
  const { world, journal } = context;
  const anchors = [...citedByBase(context.repository, journal.ref), ...(await citedByOpen(context))];
  let lacking = await lackingOf(context, anchors);
  // Somebody may have recorded and proposed since the ledger was read.
  if (lacking.length > 0) {
    await journal.refresh();
    lacking = await lackingOf(context, anchors);
  }
  const isMissing = journal.head() === '';
  if (lacking.length > 0 && isMissing && world.ledger.mayBeginAnew) return beginAnew(context, lacking);
  assertAnchored(journal.ref, isMissing ? null : journal.head(), lacking);
}

async function lackingOf({ world, journal }: AnchorContext, anchors: readonly Anchor[]): Promise<readonly Anchor[]> {
  const kept = anchorsToKeep(anchors, journal.events());
  if (kept.length === 0) return [];
  const lacks = new Set(await world.ledger.lacks([...new Set(kept.map(({ head }) => head))]));
  return kept.filter(({ head }) => lacks.has(head));
}

/** What the proposals of a tree cite of a ledger. */
export function citedByBase({ proposals }: Repository, ref: string): readonly Anchor[] {
  return proposals.flatMap(({ path, value }) => anchorOf(value, path, ref));
}

async function citedByOpen({ world, journal }: AnchorContext): Promise<readonly Anchor[]> {
  const requests = await world.forge.listOpen();
  const found = await Promise.all(
    requests.map(async ({ branch }) => {
      const head = await world.forge.findBranch(branch);
      if (head === null || head.proposal === null) return [];
      const proposal = await readProposal(world, head.commit, head.proposal.path);
      return proposal === null ? [] : anchorOf(proposal, branch, journal.ref);
    }),
  );
  return found.flat();
}

function anchorOf({ ledger }: Proposal, citedBy: string, ref: string): readonly Anchor[] {
  return ledger === undefined || ledger.ref !== ref ? [] : [{ head: ledger.head, citedBy }];
}

async function beginAnew({ journal, now }: AnchorContext, lacking: readonly Anchor[]): Promise<void> {
  const body = begunAnew(lacking);
  const entry = {
    schema_version: 1,
    kind: 'note',
    at: now,
    actor: { id: 'autotune', login: 'autotune', role: 'bot' },
    intent: 'ledger',
    risk_class: 'read_only',
    body,
  } as const;
  const isSame: Fact['isSame'] = (event) => event.kind === 'note' && canonicalJson(event.body) === canonicalJson(body);
  await journal.record([{ entry, isSame }]);
}
