/**
 * What stands between a pull request and a branch, from rulesets and from classic protection together: GitHub holds a
 * merge against both. What a token may not read of it is unknown by itself, and hides nothing else.
 */
import { z } from 'zod';
import { excerpt } from '../../kit/problem.ts';
import type { HostFacts } from '../../schema/setup-report.ts';
import type { GitHub } from './client.ts';
import { type Known, told } from './told.ts';

const Check = z.object({ context: z.string(), integration_id: z.int().nullish() });
const Rule = z.object({
  type: z.string(),
  ruleset_id: z.int().optional(),
  parameters: z
    .object({
      required_approving_review_count: z.int().optional(),
      require_code_owner_review: z.boolean().optional(),
      dismiss_stale_reviews_on_push: z.boolean().optional(),
      require_last_push_approval: z.boolean().optional(),
      strict_required_status_checks_policy: z.boolean().optional(),
      required_status_checks: z.array(Check).optional(),
    })
    .optional(),
});
export type Rule = z.infer<typeof Rule>;
const Ruleset = z.object({
  name: z.string(),
  bypass_actors: z
    .array(z.object({ actor_id: z.int().nullish(), actor_type: z.string(), bypass_mode: z.string().optional() }))
    .optional(),
  current_user_can_bypass: z.string().optional(),
});
type Ruleset = z.infer<typeof Ruleset>;
const Branch = z.object({ protected: z.boolean() });
const Allowed = z.array(z.object({ login: z.string().optional(), slug: z.string().optional() })).optional();
const Protection = z.object({
  required_status_checks: z
    .object({
      strict: z.boolean().optional(),
      checks: z.array(z.object({ context: z.string(), app_id: z.int().nullish() })).optional(),
    })
    .optional(),
  enforce_admins: z.object({ enabled: z.boolean() }).optional(),
  allow_force_pushes: z.object({ enabled: z.boolean() }).optional(),
  allow_deletions: z.object({ enabled: z.boolean() }).optional(),
  required_pull_request_reviews: z
    .object({
      required_approving_review_count: z.int().optional(),
      require_code_owner_reviews: z.boolean().optional(),
      dismiss_stale_reviews: z.boolean().optional(),
      require_last_push_approval: z.boolean().optional(),
      bypass_pull_request_allowances: z.object({ users: Allowed, teams: Allowed, apps: Allowed }).optional(),
    })
    .optional(),
});
export type Protection = z.infer<typeof Protection>;

export type BranchRules = Pick<
  HostFacts,
  'review_rules' | 'required_checks' | 'up_to_date' | 'classic_protection' | 'bypasses' | 'token_may_bypass'
>;

/** The rules that say who reviews and what is checked. */
const GATING = ['pull_request', 'required_status_checks'];

/** Asks one thing after the other. */
export async function readBranchRules(github: GitHub, branch: string): Promise<BranchRules> {
  const rules = await told(() => listRules(github, branch));
  if ('unknown' in rules) {
    const parts = { review_rules: rules, required_checks: rules, up_to_date: rules, classic_protection: rules };
    return { ...parts, bypasses: rules, token_may_bypass: rules };
  }
  const classic = await told(() => classicProtection(github, branch, rules.known.length > 0));
  const protection = 'known' in classic ? classic.known : null;
  const rulesets = await told(() => readRulesets(github, rules.known, GATING));
  return {
    review_rules: { known: reviewRules(rules.known, protection) },
    required_checks: { known: requiredChecks(rules.known, protection) },
    up_to_date: { known: isUpToDate(rules.known, protection) },
    classic_protection: 'known' in classic ? { known: protection !== null } : classic,
    bypasses: bypassesOf(rulesets, classic),
    token_may_bypass: 'unknown' in rulesets ? rulesets : tokenMayBypass(rulesets.known),
  };
}

export async function listRules(github: GitHub, branch: string): Promise<Known<readonly Rule[]>> {
  const rules: Rule[] = [];
  for await (const rule of github.list('rules/branches/{branch}', { branch }, Rule)) rules.push(rule);
  return { known: rules };
}

/** Null where there is none. GitHub hides it from some tokens by an answer that says there is none. */
export async function classicProtection(
  github: GitHub,
  branch: string,
  hasRules: boolean,
): Promise<Known<Protection | null>> {
  const isProtected = (await github.read('branches/{branch}', { branch }, Branch))?.protected === true;
  if (!isProtected) return { known: null };
  const protection = await told(async () => ({
    known: await github.read('branches/{branch}/protection', { branch }, Protection),
  }));
  if ('known' in protection && (protection.known !== null || hasRules)) return protection;
  return { unknown: `${excerpt(branch)} is protected in the classic way, which this token may not read` };
}

/** The rulesets that rules of some types come from; one that cannot be seen makes them all unknown. */
export async function readRulesets(
  github: GitHub,
  rules: readonly Rule[],
  types: readonly string[],
): Promise<Known<readonly Ruleset[]>> {
  const gating = rules.filter(({ type }) => types.includes(type));
  const rulesets: Ruleset[] = [];
  for (const id of new Set(gating.flatMap(({ ruleset_id }) => ruleset_id ?? []))) {
    const query = { ruleset_id: id, includes_parents: true };
    const ruleset = await github.read('rulesets/{ruleset_id}', query, Ruleset);
    if (ruleset === null) return { unknown: `GitHub does not tell this token about ruleset ${id}` };
    rulesets.push(ruleset);
  }
  return { known: rulesets };
}

type ReviewRules = Extract<HostFacts['review_rules'], { known: unknown }>['known'];

function reviewRules(rules: readonly Rule[], protection: Protection | null): ReviewRules {
  const reviews = rules.filter(({ type }) => type === 'pull_request').map(({ parameters }) => parameters ?? {});
  const classic = protection?.required_pull_request_reviews;
  const counts = [...reviews, classic ?? {}].map((review) => review.required_approving_review_count ?? 0);
  return {
    pull_request: reviews.length > 0 || classic !== undefined,
    approvals: Math.max(0, ...counts),
    code_owner_review:
      reviews.some((review) => review.require_code_owner_review === true) ||
      classic?.require_code_owner_reviews === true,
    dismisses_stale:
      reviews.some((review) => review.dismiss_stale_reviews_on_push === true) ||
      classic?.dismiss_stale_reviews === true,
    last_push_approval: [...reviews, classic ?? {}].some((review) => review.require_last_push_approval === true),
  };
}

function requiredChecks(rules: readonly Rule[], protection: Protection | null) {
  const byRules = rules.flatMap(({ parameters }) => parameters?.required_status_checks ?? []);
  const classic = protection?.required_status_checks?.checks ?? [];
  return [
    ...byRules.map(({ context, integration_id }) => ({ name: excerpt(context), app: integration_id ?? null })),
    ...classic.map(({ context, app_id }) => ({ name: excerpt(context), app: app_id ?? null })),
  ];
}

function isUpToDate(rules: readonly Rule[], protection: Protection | null): boolean {
  const byRules = rules.some(
    ({ type, parameters }) => type === 'merge_queue' || parameters?.strict_required_status_checks_policy === true,
  );
  return byRules || protection?.required_status_checks?.strict === true;
}

/** Who may get past the rules. GitHub shows the list of a ruleset only to who may change it. */
export function bypassesOf(rulesets: Known<readonly Ruleset[]>, classic: Known<Protection | null>): Known<string[]> {
  if ('unknown' in rulesets) return rulesets;
  const hidden = rulesets.known.find(({ bypass_actors }) => bypass_actors === undefined);
  if (hidden !== undefined) {
    return { unknown: `who may bypass the ruleset ${excerpt(hidden.name)} is shown only to who may change it` };
  }
  if ('unknown' in classic) return classic;
  const byRules = rulesets.known.flatMap(({ bypass_actors = [] }) =>
    bypass_actors.map(({ actor_id, actor_type, bypass_mode }) => {
      const id = actor_id === undefined || actor_id === null ? '' : ` ${actor_id}`;
      return excerpt(`${actor_type}${id}${bypass_mode === undefined ? '' : ` (${bypass_mode})`}`);
    }),
  );
  return { known: [...byRules, ...classicBypasses(classic.known)] };
}

function classicBypasses(protection: Protection | null): readonly string[] {
  if (protection === null) return [];
  const {
    users = [],
    teams = [],
    apps = [],
  } = protection.required_pull_request_reviews?.bypass_pull_request_allowances ?? {};
  const named = [...users, ...teams, ...apps].map(({ login, slug }) => excerpt(login ?? slug ?? 'somebody'));
  return protection.enforce_admins?.enabled === true ? named : ['administrators', ...named];
}

export function tokenMayBypass(rulesets: readonly Ruleset[]): Known<boolean> {
  const said = rulesets.map(({ current_user_can_bypass: may }) => may);
  if (said.some((may) => may !== undefined && may !== 'never')) return { known: true };
  return said.includes(undefined)
    ? { unknown: 'GitHub does not say whether this token may bypass them' }
    : { known: false };
}
