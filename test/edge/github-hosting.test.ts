import { describe, expect, it } from 'vitest';
import { openHosting } from '../../src/edge/github/hosting.ts';
import type { HostFacts } from '../../src/schema/setup-report.ts';
import { addWorkflowRun } from '../world/seeds.ts';
import type { World } from '../world/world.ts';
import { githubShop, QUICK } from './github-shop.ts';

const RULE = {
  type: 'pull_request',
  ruleset_source_type: 'Repository',
  ruleset_source: 'acme/support-agent',
  ruleset_id: 7,
  parameters: {
    required_approving_review_count: 2,
    require_code_owner_review: true,
    dismiss_stale_reviews_on_push: true,
    require_last_push_approval: false,
    required_review_thread_resolution: false,
  },
};

const CHECKS = {
  ...RULE,
  type: 'required_status_checks',
  parameters: {
    strict_required_status_checks_policy: false,
    required_status_checks: [{ context: 'autotune gate', integration_id: 15368 }],
  },
};
const RULESET = {
  id: 7,
  name: 'main',
  source: 'acme/support-agent',
  enforcement: 'active',
  current_user_can_bypass: 'never',
  bypass_actors: [
    { actor_id: 424242, actor_type: 'Integration', bypass_mode: 'always' },
    { actor_id: null, actor_type: 'OrganizationAdmin', bypass_mode: 'pull_request' },
  ],
};
const PROTECTION = {
  enforce_admins: { url: 'https://example.com/enforce', enabled: false },
  required_status_checks: {
    strict: true,
    contexts: ['autotune gate'],
    checks: [{ context: 'autotune gate', app_id: null }],
  },
  required_pull_request_reviews: {
    url: 'https://example.com/reviews',
    required_approving_review_count: 1,
    require_code_owner_reviews: true,
    dismiss_stale_reviews: true,
    bypass_pull_request_allowances: { users: [{ login: 'mara' }], teams: [], apps: [] },
  },
};

const environmentOf = (world: World) => ({
  GITHUB_API_URL: world.apiUrl,
  GITHUB_GRAPHQL_URL: world.graphqlUrl,
  GITHUB_SERVER_URL: world.serverUrl,
  GITHUB_REPOSITORY: world.repository,
});

async function factsFor(
  {
    permissions,
    person,
    owners = [],
  }: { permissions?: Readonly<Record<string, 'read' | 'write'>>; person?: string; owners?: readonly string[] },
  prepare: (shop: Awaited<ReturnType<typeof githubShop>>) => void | Promise<void> = () => {},
): Promise<HostFacts> {
  const shop = await githubShop();
  await prepare(shop);
  const granted = permissions ?? { metadata: 'read', contents: 'read', actions: 'read', administration: 'read' };
  const token =
    person === undefined
      ? await shop.world.mintToken({ app: 'autotune-app', permissions: granted })
      : shop.world.person(person).token;
  return openHosting({ ...environmentOf(shop.world), GITHUB_TOKEN: token }, QUICK).facts(owners);
}

describe('GitHub as a host', () => {
  it('tells the settings of a repository to a token that may read them', async () => {
    const facts = await factsFor({}, ({ world: { settings } }) => {
      settings.rules = [RULE];
      settings.actionsMayCreatePulls = true;
      settings.defaultWorkflowPermissions = 'read';
    });
    expect(facts).toMatchObject({
      default_branch: { known: 'main' },
      identity: { known: { login: 'autotune-app[bot]', kind: 'app' } },
      workflow_token: { known: { default: 'read', may_open_pull_requests: true } },
      review_rules: {
        known: {
          pull_request: true,
          approvals: 2,
          code_owner_review: true,
          dismisses_stale: true,
          last_push_approval: false,
        },
      },
      waiting_runs: { known: 0 },
    });
  });

  it('counts the runs that wait for somebody to approve them, and no others', async () => {
    const facts = await factsFor({}, async ({ world }) => {
      for (const conclusion of ['action_required', 'success', null, 'action_required'] as const) {
        await addWorkflowRun(world, { branch: 'autotune/x/1', sha: 'a'.repeat(40), conclusion });
      }
    });
    expect(facts.waiting_runs).toEqual({ known: 2 });
  });

  it('tells the role of people, and says that it cannot tell that of teams and addresses', async () => {
    const owners = ['@wren', '@rhea', '@nobody-here', '@acme/domain', 'ann@example.com'];
    const { owners: roles } = await factsFor({ owners });
    expect(roles).toMatchObject({
      '@wren': { known: 'write' },
      '@rhea': { known: 'read' },
      '@nobody-here': { known: 'none' },
      '@acme/domain': { unknown: expect.stringContaining('members: read') },
      'ann@example.com': { unknown: expect.any(String) },
    });
  });

  it('tells owners that are bots, or an account that autotune writes with, from people', async () => {
    const shop = await githubShop();
    const token = shop.world.person('mara').token;
    const wren = String(shop.world.state.accounts.get('wren')?.id);
    const hosting = openHosting(
      { ...environmentOf(shop.world), GITHUB_TOKEN: token, AUTOTUNE_BOT_ALIASES: `${wren},old-robot` },
      QUICK,
    );
    const { bots } = await hosting.facts([
      '@Mara',
      '@wren',
      '@ada',
      '@Old-Robot',
      '@autotune-app[bot]',
      '@acme/domain',
    ]);
    expect(bots).toEqual(['@Mara', '@wren', '@Old-Robot', '@autotune-app[bot]']);
  });

  it('takes a refusal for no answer, and loses nothing else with it', async () => {
    const facts = await factsFor({ permissions: { metadata: 'read', contents: 'read' } });
    expect(facts.workflow_token).toHaveProperty('unknown');
    expect(facts.workflows).toHaveProperty('unknown');
    expect(facts.waiting_runs).toHaveProperty('unknown');
    expect(facts.default_branch).toEqual({ known: 'main' });
    expect(facts.review_rules).toMatchObject({
      known: { pull_request: false, approvals: 0, code_owner_review: false },
    });
  });

  it('tells required checks and who may bypass the rules to those who may change them, and to others that it does not', async () => {
    const prepare = ({ world: { settings } }: Awaited<ReturnType<typeof githubShop>>) => {
      settings.rules = [RULE, CHECKS];
      settings.rulesets = [RULESET];
    };
    const toAdministrator = await factsFor({ person: 'ada' }, prepare);
    expect(toAdministrator).toMatchObject({
      required_checks: { known: [{ name: 'autotune gate', app: 15368 }] },
      up_to_date: { known: false },
      bypasses: { known: ['Integration 424242 (always)', 'OrganizationAdmin (pull_request)'] },
      token_may_bypass: { known: false },
    });
    const toWorkflow = await factsFor({ permissions: { metadata: 'read', contents: 'read' } }, prepare);
    expect(toWorkflow).toMatchObject({
      required_checks: { known: [{ name: 'autotune gate', app: 15368 }] },
      bypasses: { unknown: expect.stringContaining('shown only to who may change it') },
      token_may_bypass: { known: false },
    });
  });

  it.each([
    ['strict checks', { ...CHECKS, parameters: { ...CHECKS.parameters, strict_required_status_checks_policy: true } }],
    ['a merge queue', { ...RULE, type: 'merge_queue', parameters: {} }],
  ])('knows by %s that what is merged was judged on the newest base', async (_, rule) => {
    const facts = await factsFor({ person: 'ada' }, ({ world: { settings } }) => {
      settings.rules = [RULE, rule];
    });
    expect(facts.up_to_date).toEqual({ known: true });
  });

  it('puts classic protection and rulesets together, and says where the first may not be read', async () => {
    const prepare = ({ world: { settings } }: Awaited<ReturnType<typeof githubShop>>) => {
      settings.protection = PROTECTION;
    };
    expect(await factsFor({ person: 'ada' }, prepare)).toMatchObject({
      classic_protection: { known: true },
      review_rules: { known: { pull_request: true, approvals: 1, code_owner_review: true, dismisses_stale: true } },
      required_checks: { known: [{ name: 'autotune gate', app: null }] },
      up_to_date: { known: true },
      bypasses: { known: ['administrators', 'mara'] },
    });
    expect(await factsFor({ permissions: { metadata: 'read', contents: 'read' } }, prepare)).toMatchObject({
      classic_protection: { unknown: expect.stringContaining('protected in the classic way') },
      review_rules: { known: { pull_request: false } },
      bypasses: { unknown: expect.any(String) },
    });
  });

  describe('of the branch of the ledger', () => {
    const LEDGER = 'autotune/ledger';
    const rule = (type: string) => ({ ...RULE, type, parameters: undefined });
    const ofLedger = async (caller: Parameters<typeof factsFor>[0], prepare?: Parameters<typeof factsFor>[1]) =>
      (await factsFor(caller, prepare)).ledger;
    const guarded = ({ world: { settings } }: Awaited<ReturnType<typeof githubShop>>) => {
      settings.rulesOf = { [LEDGER]: [rule('non_fast_forward'), rule('deletion')] };
      settings.rulesets = [{ ...RULESET, name: 'ledger' }];
    };

    it('knows that nothing guards it, whatever guards the default branch', async () => {
      const rules = { known: { blocks_force_pushes: false, blocks_deletion: false, blocks_appends: [] } };
      const none = { branch: LEDGER, rules, classic_protection: { known: false }, bypasses: { known: [] } };
      expect(
        await ofLedger({ person: 'ada' }, ({ world: { settings } }) => {
          settings.rules = [RULE, rule('non_fast_forward')];
          settings.rulesets = [RULESET];
        }),
      ).toMatchObject(none);
    });

    it('knows its ruleset, and who is exempt where it may be told', async () => {
      const rules = { known: { blocks_force_pushes: true, blocks_deletion: true, blocks_appends: [] } };
      expect(await ofLedger({ person: 'ada' }, guarded)).toMatchObject({
        rules,
        bypasses: { known: ['Integration 424242 (always)', 'OrganizationAdmin (pull_request)'] },
        token_may_bypass: { known: false },
      });
      expect(await ofLedger({ permissions: { metadata: 'read', contents: 'read' } }, guarded)).toMatchObject({
        rules,
        bypasses: { unknown: expect.stringContaining('ruleset ledger is shown only to who may change it') },
        token_may_bypass: { known: false },
      });
    });

    it('knows rules that a commit through the API does not meet', async () => {
      expect(
        await ofLedger({ person: 'ada' }, ({ world: { settings } }) => {
          settings.rulesOf = { [LEDGER]: [RULE, rule('update'), rule('required_signatures')] };
          settings.rulesets = [RULESET];
        }),
      ).toMatchObject({ rules: { known: { blocks_appends: ['pull_request', 'update'] } } });
    });

    it('knows classic protection, which forbids both unless it says otherwise, and says where that may not be read', async () => {
      const { required_pull_request_reviews: _, required_status_checks: __, ...plain } = PROTECTION;
      const classic = (more: Record<string, unknown>) => async (shop: Awaited<ReturnType<typeof githubShop>>) => {
        await shop.world.person('ada').push(LEDGER, { 'a.txt': 'a\n' });
        shop.world.settings.protectionOf = { [LEDGER]: { ...plain, ...more } };
      };
      expect(await ofLedger({ person: 'ada' }, classic({}))).toMatchObject({
        classic_protection: { known: true },
        rules: { known: { blocks_force_pushes: true, blocks_deletion: true, blocks_appends: [] } },
        bypasses: { known: ['administrators'] },
      });
      expect(await ofLedger({ person: 'ada' }, classic({ allow_deletions: { enabled: true } }))).toMatchObject({
        rules: { known: { blocks_force_pushes: true, blocks_deletion: false, blocks_appends: [] } },
      });
      expect(await ofLedger({ permissions: { metadata: 'read', contents: 'read' } }, classic({}))).toMatchObject({
        classic_protection: { unknown: expect.stringContaining('autotune/ledger is protected in the classic way') },
        rules: { known: { blocks_force_pushes: false } },
        bypasses: { unknown: expect.any(String) },
      });
    });
  });

  it('fails where GitHub cannot be reached, instead of knowing nothing', async () => {
    const shop = await githubShop();
    const environment = {
      GITHUB_API_URL: 'http://127.0.0.1:9',
      GITHUB_GRAPHQL_URL: 'http://127.0.0.1:9/graphql',
      GITHUB_SERVER_URL: 'http://127.0.0.1:9',
      GITHUB_REPOSITORY: shop.world.repository,
      GITHUB_TOKEN: shop.world.token,
    };
    await expect(openHosting(environment, QUICK).facts([])).rejects.toMatchObject({ code: 'FORGE_UNREACHABLE' });
  });
});
