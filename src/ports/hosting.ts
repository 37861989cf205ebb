/** What may be asked of the host of a repository about its settings. It reads; there is no verb that changes one. */
import type { HostFacts } from '../schema/setup-report.ts';

export type Hosting = {
  /**
   * Everything the host tells, given the owners to look up (`@user`, `@org/team`, an e-mail address). What it refuses
   * to tell is `unknown` with the reason; throws only where the host cannot be reached at all.
   */
  facts(owners: readonly string[]): Promise<HostFacts>;
};
