/** The message of a proposal's commit: a subject a reviewer reads, and the trailer by which the bot knows its own. */

import { inert } from '../../kit/markdown.ts';
import type { Proposal } from '../../schema/proposal.ts';
import { shortPatch } from './body/figures.ts';

/** @param digest of the proposal file's bytes, `sha256:…` */
export function commitMessage(proposal: Proposal, digest: string): string {
  const subject = inert(`tune(${proposal.target.intent}): ${shortPatch(proposal.candidate_change.patch)}`, 100);
  return `${subject}\n\n${proposal.candidate_change.target_pack} -> ${proposal.candidate_pack}\n\nAutotune-Proposal: ${proposal.tuning_proposal_id} ${digest}\n`;
}
