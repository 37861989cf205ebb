/** Who has to approve a change by the CODEOWNERS of the base, as the checks of the gate read it. */
import type { HostFacts } from '../../schema/setup-report.ts';
import type { Layer } from '../../schema/tunable-surface.ts';

export type Ownership = {
  /** The CODEOWNERS file of the base that counts, or null. */
  readonly file: string | null;
  /** The changed paths with their owners, as the file writes them; `bots`: whom a line that GitHub skips names. */
  readonly paths: readonly {
    readonly path: string;
    readonly owners: readonly string[];
    readonly bots: readonly string[];
  }[];
  /** The required roles of the base's configuration, each with those of the changed paths that it owns. */
  readonly roles: readonly RequiredRole[];
};

export type RequiredRole = { readonly role: string; readonly owner: string; readonly owns: readonly string[] };

export type OwnerFacts = {
  readonly ownership: Ownership;
  /** Null where no host was asked. */
  readonly host: Pick<HostFacts, 'owners' | 'bots' | 'code_owner_errors'> | null;
};

export type SurfaceOwnerFacts = {
  /** The surfaces whose values change, as the base declares them, each with those who own its pack by CODEOWNERS. */
  readonly surfaces: readonly {
    readonly path: string;
    readonly layer: Layer;
    readonly owner: string;
    readonly pack: string;
    readonly owners: readonly string[];
  }[];
};
