/** What the base says of what is changed, as the answers to a reviewer's questions need it. */
import type { Target } from '../../../schema/configuration.ts';
import type { TunableSurface } from '../../../schema/tunable-surface.ts';

export type ReviewFacts = {
  /** Of the target's metric; null where the target sets none. */
  readonly band: Target['band'] | null;
  readonly surfaces: readonly Surface[];
  /** The required roles of the configuration. */
  readonly roles: readonly { readonly role: string; readonly owner: string }[];
};
type Surface = Pick<TunableSurface, 'path' | 'owner'> & { readonly policy_owner_approval?: string | undefined };
