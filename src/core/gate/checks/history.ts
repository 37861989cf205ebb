/**
 * Whether merged proposals stay: releases are found by them. A change that edits one is held to the checks of a proposal,
 * which refuse that.
 */
import { canonicalJson } from '../../../kit/canonical.ts';
import { excerpt } from '../../../kit/problem.ts';
import type { ContextPack } from '../../../schema/context-pack.ts';
import type { Proposal } from '../../../schema/proposal.ts';
import { currentValue } from '../../packs/bounds.ts';
import { type Check, findings } from '../check.ts';

export type GoneProposal = {
  readonly path: string;
  readonly proposal: Proposal | undefined;
  /** The pack beside it at the base and after the merge. */
  readonly before: ContextPack | undefined;
  readonly after: ContextPack | undefined;
};

const LISTED = 20;

export const checkHistory: Check<{ readonly gone: readonly GoneProposal[] }> = ({ gone }) => {
  const { fail, note } = findings('history');
  const told = gone.slice(0, LISTED).map((one) => {
    const name = excerpt(one.path, 200);
    const place = { path: one.path };
    if (isTakenBack(one)) return note(`${name} goes with its change: the revert will be recorded as one`, place);
    return fail(`${name} was merged and is taken away: releases are found by it, so it stays`, place);
  });
  return gone.length > LISTED ? [...told, fail(`and ${gone.length - LISTED} more such files`)] : told;
};

/** What git's own revert of a merge does: every proposed value is in force, and goes back to what it was. */
function isTakenBack({ proposal, before, after }: GoneProposal): boolean {
  if (proposal === undefined || before === undefined || after === undefined) return false;
  return Object.entries(proposal.candidate_change.patch).every(([path, { from, to }]) => {
    const surface = before.tunable_surfaces.find((declared) => declared.path === path);
    if (surface === undefined) return false;
    const [was, is] = [currentValue(before, surface), currentValue(after, surface)];
    if (was === undefined || is === undefined) return false;
    return canonicalJson(was) === canonicalJson(to) && canonicalJson(is) === canonicalJson(from);
  });
}
