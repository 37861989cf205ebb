/**
 * What GitHub tells about a repository's settings. Most of it may be read by few tokens, so every answer stands alone:
 * what is refused is unknown with the reason, and nothing else is lost with it.
 */
import * as z from 'zod';
import { excerpt } from '../../kit/problem.ts';
import type { Hosting } from '../../ports/hosting.ts';
import type { Role } from '../../schema/role.ts';
import type { HostFacts } from '../../schema/setup-report.ts';
import type { Environment } from '../git/git.ts';
import { readBranchRules } from './branch-rules.ts';
import { type GitHub, githubClient } from './client.ts';
import { WORKFLOW_LOGIN } from './identity.ts';
import { readLedgerRules } from './ledger-rules.ts';
import { type GitHubRepository, githubRepository } from './repository.ts';
import { type HeldRole, readRole } from './role.ts';
import { githubSettings } from './settings.ts';
import type { Timing } from './timing.ts';
import { type Known, told } from './told.ts';

const TokenPermissions = z.object({
  default_workflow_permissions: z.literal(['read', 'write']),
  can_approve_pull_request_reviews: z.boolean(),
});
const Errors = z.object({ errors: z.array(z.object({ line: z.int(), kind: z.string(), message: z.string() })) });
const Workflows = z.object({ workflows: z.array(z.object({ path: z.string(), state: z.string() })) });
const Runs = z.object({ workflow_runs: z.array(z.object({ head_branch: z.string().nullish() })) });

const PROPOSALS = 'autotune/';

/** Throws `FORGE_SETTINGS` where the environment does not say which repository, or not with which token. */
export function openHosting(environment: Environment, timing?: Timing): Hosting {
  const repository = githubRepository(githubClient(githubSettings(environment, timing)), true);
  return githubHosting(repository);
}

/** Asks one thing after the other; what does not depend on the owners is asked once. */
function githubHosting(repository: GitHubRepository): Hosting {
  let asked: Promise<Omit<HostFacts, 'owners' | 'bots'>> | undefined;
  return {
    async facts(owners) {
      asked ??= settingsOf(repository);
      asked.catch(() => {
        asked = undefined;
      });
      return { ...(await asked), ...(await ownersOf(repository, owners)) };
    },
  };
}

async function settingsOf(repository: GitHubRepository): Promise<Omit<HostFacts, 'owners' | 'bots'>> {
  const { github } = repository;
  const branch = (await repository.about()).default_branch;
  return {
    default_branch: { known: branch },
    identity: await told(() => identityOf(repository)),
    workflow_token: await told(() => workflowToken(github)),
    ...(await readBranchRules(github, branch)),
    ledger: await readLedgerRules(github),
    code_owner_errors: await told(() => codeOwnerErrors(github, branch)),
    workflows: await told(() => workflows(github)),
    waiting_runs: await told(() => waitingRuns(github)),
  };
}

async function identityOf(repository: GitHubRepository): Promise<HostFacts['identity']> {
  const [{ login } = { login: null }] = await repository.identities();
  if (login === null) return { unknown: 'the token does not say whose it is' };
  const kind = login === WORKFLOW_LOGIN ? 'workflow' : login.endsWith('[bot]') ? 'app' : 'user';
  return { known: { login, kind } };
}

async function workflowToken(github: GitHub): Promise<HostFacts['workflow_token']> {
  const answer = await github.read('actions/permissions/workflow', {}, TokenPermissions);
  if (answer === null) return { unknown: 'GitHub does not tell this token: it takes `administration: read`' };
  const { default_workflow_permissions, can_approve_pull_request_reviews } = answer;
  return { known: { default: default_workflow_permissions, may_open_pull_requests: can_approve_pull_request_reviews } };
}

async function codeOwnerErrors(github: GitHub, ref: string): Promise<HostFacts['code_owner_errors']> {
  const answer = await github.read('codeowners/errors', { ref }, Errors);
  if (answer === null) return { unknown: `there is no CODEOWNERS on ${ref} that GitHub could check` };
  const errors = answer.errors.map(({ line, kind, message }) => {
    return { line, kind: excerpt(kind), message: excerpt(message, 200) };
  });
  return { known: errors };
}

async function ownersOf(
  repository: GitHubRepository,
  names: readonly string[],
): Promise<Pick<HostFacts, 'owners' | 'bots'>> {
  const owners: [string, Known<Role>][] = [];
  const bots: string[] = [];
  for (const owner of names) {
    const held = await told(() => heldBy(repository.github, owner));
    owners.push([owner, 'unknown' in held ? held : { known: held.known?.role ?? 'none' }]);
    const found = 'unknown' in held ? null : held.known;
    if (found?.isBot === true || (await isOurs(repository, owner, found?.id ?? null))) bots.push(owner);
  }
  return { owners: Object.fromEntries(owners), bots };
}

async function heldBy(github: GitHub, owner: string): Promise<Known<HeldRole | null>> {
  if (!owner.startsWith('@')) return { unknown: 'whose e-mail address it is cannot be read' };
  if (owner.includes('/')) return { unknown: 'the roles of teams take an App with `members: read`' };
  return { known: await readRole(github, owner.slice(1)) };
}

/** Whether an owner is an account that autotune writes with; a token that does not say whose it is says it of nobody. */
async function isOurs(repository: GitHubRepository, owner: string, id: string | null): Promise<boolean> {
  const accounts = await told(async () => ({ known: await repository.identities() }));
  if ('unknown' in accounts) return false;
  return accounts.known.some((account) => {
    return (
      (id !== null && String(account.id) === id) || `@${account.login ?? ''}`.toLowerCase() === owner.toLowerCase()
    );
  });
}

async function workflows(github: GitHub): Promise<HostFacts['workflows']> {
  const answer = await github.read('actions/workflows', { per_page: 100 }, Workflows);
  if (answer === null) return { unknown: 'Actions are not enabled here' };
  return { known: answer.workflows.map(({ path, state }) => ({ path, state })) };
}

async function waitingRuns(github: GitHub): Promise<HostFacts['waiting_runs']> {
  const answer = await github.read('actions/runs', { status: 'action_required', per_page: 100 }, Runs);
  if (answer === null) return { unknown: 'Actions are not enabled here' };
  return { known: answer.workflow_runs.filter(({ head_branch }) => head_branch?.startsWith(PROPOSALS)).length };
}
