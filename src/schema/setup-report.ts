/** What `autotune doctor --json` prints: what a working setup has, what it lacks, and what the host said about it. */
import * as z from 'zod';
import { ROLES } from './role.ts';

/** What the host said, or why it did not say: a token that may not read an answer is no answer. */
const answer = <Value extends z.ZodType>(value: Value) =>
  z.union([z.strictObject({ known: value }), z.strictObject({ unknown: z.string() })]);

/** What stands between the ledger's branch and somebody who would rewrite it, take it away, or keep it from growing. */
const LedgerRules = z.strictObject({
  branch: z.string(),
  rules: answer(
    z.strictObject({
      blocks_force_pushes: z.boolean(),
      blocks_deletion: z.boolean(),
      /** Kinds of rules that a commit through the API does not meet, so that nothing could be appended. */
      blocks_appends: z.array(z.string()),
    }),
  ),
  /** Whether it is protected in the classic way, too; where that is unknown, more may be blocked than is seen. */
  classic_protection: answer(z.boolean()),
  /** Who may get past these rules. */
  bypasses: answer(z.array(z.string())),
  token_may_bypass: answer(z.boolean()),
});
export type LedgerRules = z.infer<typeof LedgerRules>;

/** What only the host can tell about a repository. */
export const HostFacts = z.strictObject({
  default_branch: answer(z.string()),
  /** Who the token acts as. */
  identity: answer(z.strictObject({ login: z.string(), kind: z.literal(['workflow', 'app', 'user']) })),
  /** What a workflow's own token may do unless the workflow says otherwise. */
  workflow_token: answer(
    z.strictObject({ default: z.literal(['read', 'write']), may_open_pull_requests: z.boolean() }),
  ),
  /** What has to happen before anything reaches the default branch. */
  review_rules: answer(
    z.strictObject({
      pull_request: z.boolean(),
      approvals: z.int().min(0),
      code_owner_review: z.boolean(),
      /** Whether a new commit takes approvals away, and whether the last one needs an approval by somebody else. */
      dismisses_stale: z.boolean(),
      last_push_approval: z.boolean(),
    }),
  ),
  /** Checks that have to succeed before a merge; `app`: the only source that counts, null where any does. */
  required_checks: answer(z.array(z.strictObject({ name: z.string(), app: z.int().nullable() }))),
  /** Whether a merge waits until its checks ran on top of the branch as it is: by strict checks, or in a merge queue. */
  up_to_date: answer(z.boolean()),
  /** Whether the branch is protected in the classic way, too; where that is unknown, more may be required than is seen. */
  classic_protection: answer(z.boolean()),
  /** Who may merge past the rules. */
  bypasses: answer(z.array(z.string())),
  token_may_bypass: answer(z.boolean()),
  ledger: LedgerRules,
  /** What GitHub itself finds wrong in CODEOWNERS. */
  code_owner_errors: answer(z.array(z.strictObject({ line: z.int(), kind: z.string(), message: z.string() }))),
  /** By the owner as CODEOWNERS writes it: the role in this repository. */
  owners: z.record(z.string(), answer(z.literal(ROLES))),
  /** Of these owners, those that are a bot by their account, or an account that autotune writes with. */
  bots: z.array(z.string()),
  workflows: answer(z.array(z.strictObject({ path: z.string(), state: z.string() }))),
  /** Workflow runs for branches of proposals that wait for somebody to approve them. */
  waiting_runs: answer(z.int().min(0)),
});
export type HostFacts = z.infer<typeof HostFacts>;

export const Finding = z.strictObject({
  check: z.string(),
  verdict: z.literal(['pass', 'fail', 'inconclusive']),
  /** What was found, in one sentence. */
  found: z.string(),
  /** What to do; absent where it is fine. */
  fix: z.string().optional(),
});
export type Finding = z.infer<typeof Finding>;

export const SetupReport = z.strictObject({
  findings: z.array(Finding),
  /** Null where no host was asked. */
  host: HostFacts.nullable(),
});
export type SetupReport = z.infer<typeof SetupReport>;
