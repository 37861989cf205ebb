/** What the base says of what is changed, as the answers to a reviewer's questions need it. */
import type { Target } from '../../../schema/configuration.ts';
import type { Proposal } from '../../../schema/proposal.ts';
import type { TunableSurface } from '../../../schema/tunable-surface.ts';

export type ReviewFacts = {
  /** Of the target's metric; null where the target sets none. */
  readonly band: Target['band'] | null;
  readonly surfaces: readonly Surface[];
  /** The required roles of the configuration. */
  readonly roles: readonly { readonly role: string; readonly owner: string }[];
};
type Surface = Pick<TunableSurface, 'path' | 'owner'> & { readonly policy_owner_approval?: string | undefined };

/** What was measured of a change: all of a proposal, or what the search set says of a person's. */
export type Measured = Pick<
  Proposal,
  | 'observed_delta'
  | 'intervals'
  | 'baseline'
  | 'heldout'
  | 'together'
  | 'slices'
  | 'considered'
  | 'attribution'
  | 'upper_bounds'
  | 'confidence'
  | 'risky_calls'
> & {
  readonly target: Pick<Proposal['target'], 'metric'>;
  readonly candidate_change: Pick<Proposal['candidate_change'], 'patch'>;
};
