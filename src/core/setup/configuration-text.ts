/** The configuration and the code owners of a new setup: what may be improved, what must not get worse, who decides. */
import type { SetupSettings } from './settings.ts';

export function configurationText({ intent, owner }: SetupSettings): string {
  return `# What autotune may improve in this repository, and what must not get worse.
schema_version: 1
targets:
  - intent: ${intent}
    metric: economics_cents_per_decision
    direction: decrease
    owner: "${owner}"
    min_effect: 0.005 # cents per decision; a smaller saving is not worth a review
    guardrails:
      policy: { min: 1.0 }
      safety: { min: 1.0 }
      utility_delta: { min: -0.02 }
      p95_latency_delta: { max_ms: 0 }
      economics_delta: { max_cents: 0 }
      approval_bypass_rate: { max: 0 }
    max_changed_paths: 1
search: { strategy: auto, max_replays: 2000000, max_minutes: 20, max_cents: 0, seed: 1 }
evidence: { confidence: 0.95, bootstrap: 1000, min_cases: 30 }
heldout: { max_looks: 12 }
replay: { harness: recorded }
proposals: { max_open: 3, max_new_per_run: 1, expires_days: 30 }
reviewers: { domain_owner: "${owner}" }
`;
}

/** The lines that put every path a proposal rests on under review. */
export function ownerLines({ owner }: SetupSettings): readonly string[] {
  return ['/packs/', '/goldens/', '/.github/'].map((path) => `${path.padEnd(16)}${owner}`);
}

export function codeOwnersText(settings: SetupSettings): string {
  return `# Who must approve what. The last matching line wins. A branch rule has to require the review of code owners.
${ownerLines(settings).join('\n')}
`;
}
