/** Whether repeating the run that a proposal comes from gives this proposal, figure by figure and byte by byte. */
import { excerpt } from '../../../kit/problem.ts';
import type { TypedPatch } from '../../../schema/tunable-surface.ts';
import { printedValue } from '../../packs/printed-value.ts';
import { type Check, type Claim, findings, placeIn } from '../check.ts';
import { differences, writtenField } from '../differences.ts';

export type Rederived =
  /** The run came to a proposal for the same change: both without when and after what they were written. */
  | { readonly kind: 'proposal'; readonly found: unknown; readonly expected: unknown; readonly isWrittenSo: boolean }
  | { readonly kind: 'other_change'; readonly patch: TypedPatch }
  /** What steers the search at the base, or what was rejected before, is not what the run had: it would be another run. */
  | { readonly kind: 'other_run'; readonly runId: string }
  | { readonly kind: 'nothing'; readonly reason: string }
  /** It rests on a look at a held-out set that was never recorded; the gate makes none. */
  | { readonly kind: 'unrecorded_look'; readonly set: string }
  /** `isUnknown`: what it takes to tell is not here, which is nobody's forgery. */
  | { readonly kind: 'failed'; readonly code: string; readonly message: string; readonly isUnknown: boolean }
  | { readonly kind: 'not_replayed'; readonly reason: string };

export type RederivedFacts = { readonly claim: Claim; readonly rederived: Rederived };

const LISTED = 20;

export const checkRederived: Check<RederivedFacts> = ({ claim, rederived }) => {
  const { pass, fail, inconclusive } = findings('rederived');
  const path = { path: claim.path };
  switch (rederived.kind) {
    case 'not_replayed':
      return [inconclusive(`not replayed: ${rederived.reason}`, path)];
    case 'failed': {
      const reason = `${rederived.code}: ${excerpt(rederived.message, 400)}`;
      return [rederived.isUnknown ? inconclusive(reason, path) : fail(reason, path)];
    }
    case 'unrecorded_look':
      return [fail(`the ledger has no look of this run at ${rederived.set}, and the proposal claims one`, path)];
    case 'nothing':
      return [fail(`repeating the run gives no proposal: ${excerpt(rederived.reason, 400)}`, path)];
    case 'other_run': {
      const why =
        'the search, evidence or looks that the base allows, the rejections before it, or the producer that it names, are not those it had';
      return [fail(`the run that it names cannot be repeated, it would be ${rederived.runId}: ${why}`, path)];
    }
    case 'other_change':
      return [fail(`repeating the run gives another change: ${written(rederived.patch)}`, path)];
    case 'proposal': {
      const differing = differences(rederived.found, rederived.expected);
      const told = differing.slice(0, LISTED).map(({ field, found, expected }) => {
        const reason = `${writtenField(field)} is ${found} in the proposal; replaying gives ${expected}`;
        return fail(reason, placeIn(claim, field));
      });
      if (differing.length > LISTED) told.push(fail(`and ${differing.length - LISTED} more fields`, path));
      if (told.length > 0) return told;
      if (!rederived.isWrittenSo)
        return [fail('the file says the same and is not written as autotune writes it', path)];
      return [pass('repeating the run gives this proposal, byte for byte, and its guardrails hold')];
    }
  }
};

function written(patch: TypedPatch): string {
  return Object.entries(patch)
    .map(([path, { from, to }]) => `${path} ${excerpt(printedValue(from))} → ${excerpt(printedValue(to))}`)
    .join(', ');
}
