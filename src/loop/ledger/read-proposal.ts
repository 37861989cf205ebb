/** Where a proposal's document stands, and the document as a commit or the record of its run has it. */
import type { Repository } from '../../core/repository/repository.ts';
import { readOnce } from '../../kit/schema-problems.ts';
import { Proposal } from '../../schema/proposal.ts';
import { SelectedProposal } from '../../schema/run-record.ts';
import type { World } from '../world.ts';
import type { Journal } from './journal.ts';

/** Where a proposal's document stands in the tree. */
export function proposalPath(packPath: string, id: string): string {
  return packPath.replace(/pack\.yaml$/, `proposals/${id}.json`);
}

/** The pack of an intent, if there is one. */
export function packOf({ packs }: Repository, intent: string | null): Repository['packs'][number] | undefined {
  return packs.find(({ value }) => value.intents.some(({ id }) => id === intent));
}

/** The proposal that a commit of ours carries, or null. */
export async function readProposal({ forge }: World, commit: string, path: string): Promise<Proposal | null> {
  const text = await forge.readAt(commit, path);
  if (text === null) return null;
  const document = parseOrNull(text);
  return isProposal(document) ? document : null;
}

/**
 * The document is taken as it stands, not as the schema gives it: keys keep the order they were written in, so that a run
 * which finds its proposal there records the same bytes as one that writes it.
 */
function isProposal(document: unknown): document is Proposal {
  return readOnce(Proposal, document).success;
}

/** The proposal as the last run that came to it recorded it on the ledger branch, or null. */
export async function readRecorded({ forge }: World, journal: Journal, id: string): Promise<Proposal | null> {
  const run = journal.events().findLast(({ kind, body }) => kind === 'run_finished' && body.proposal_id === id);
  if (run?.kind !== 'run_finished') return null;
  const text = await forge.readAt(journal.head(), `runs/${run.body.run_id}/selected-proposal.json`);
  const recorded = text === null ? null : parseOrNull(text);
  return isSelected(recorded) ? recorded.proposal : null;
}

function isSelected(recorded: unknown): recorded is SelectedProposal {
  return readOnce(SelectedProposal, recorded).success;
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
