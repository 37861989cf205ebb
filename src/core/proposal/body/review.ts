/** What a reviewer has to answer, with the numbers that answer it, and who has to: roles, owners, and how to undo it. */

import { code, table } from '../../../kit/markdown.ts';
import type { Proposal } from '../../../schema/proposal.ts';
import { type Answering, toReject } from '../answering.ts';
import { capital, type Question, questionsOf } from './questions.ts';
import type { ReviewFacts } from './review-facts.ts';

/** What the base says of who has to review. */
export type Reviewing = Omit<ReviewFacts, 'roles'> & {
  readonly answering: Answering;
  /** The changed paths, each with its code owners; any one of them may approve. */
  readonly paths: readonly { readonly path: string; readonly owners: readonly string[] }[];
  /** The required roles, each with those of the changed paths that it owns. */
  readonly roles: readonly { readonly role: string; readonly owner: string; readonly owns: readonly string[] }[];
};

export function reviewSection(proposal: Proposal, reviewing: Reviewing): string {
  const { rollback_target, rollback_release_tuple, rollout_stage } = proposal.release_path;
  return [
    '### Review',
    ...questionsOf(proposal, reviewing).map(questionText),
    ...rolesText(proposal, reviewing),
    ownersSentence(reviewing),
    `Owner of the target: ${code(proposal.owner ?? 'unknown')}. Merging is the release gate: it admits the change to ${code(rollout_stage)}, nothing more.`,
    `Not convinced? ${capital(toReject(reviewing.answering, proposal.tuning_proposal_id))}: it closes this and keeps the search from coming back. To undo later: ${code(rollback_target)} (${code(rollback_release_tuple ?? '')}).`,
  ].join('\n\n');
}

function questionText({ asked, answers }: Question): string {
  return [`**${asked}**`, answers.map((answer) => `- ${answer}`).join('\n')].join('\n\n');
}

/** Each required role: who it is, and whether GitHub waits for them or only asks. */
function rolesText({ release_path }: Proposal, { paths, roles }: Reviewing): readonly string[] {
  if (release_path.requires_reviewers.length === 0) return ['The configuration requires no roles.'];
  const rows = release_path.requires_reviewers.map((role) => {
    const held = roles.find((known) => known.role === role);
    if (held === undefined) return [code(role), 'nobody', 'nothing: the configuration does not say who that is'];
    const { owner, owns } = held;
    const said =
      owns.length === 0
        ? 'none of the changed files: asked for a review, but GitHub does not wait for it'
        : owns.length === paths.length
          ? 'every changed file'
          : owns.map((path) => code(path)).join(', ');
    return [code(role), code(owner), said];
  });
  return [table(['required role', 'who', 'is code owner of'], rows)];
}

function ownersSentence({ paths }: Reviewing): string {
  const groups = new Map<string, string[]>();
  for (const { path, owners } of paths) {
    const named = owners.map((owner) => code(owner)).join(' or ');
    groups.set(named, [...(groups.get(named) ?? []), code(path)]);
  }
  const said = [...groups].map(([owners, files]) => {
    const named = files.join(' and ');
    return owners === '' ? `nobody owns ${named}, so no approval of it is asked for` : `${owners} for ${named}`;
  });
  return `Code owners at the base, any one of whom may approve: ${said.join('; ')}.`;
}
