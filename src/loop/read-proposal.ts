/** Where a proposal's document stands, and the document as a commit has it. */
import type { Repository } from '../core/repository/repository.ts';
import { Proposal } from '../schema/proposal.ts';
import type { World } from './world.ts';

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
  const parsed = Proposal.safeParse(parseOrNull(text));
  return parsed.success ? parsed.data : null;
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
