import { describe, expect, it } from 'vitest';
import { openHosting } from '../../src/edge/github/hosting.ts';
import type { HostFacts } from '../../src/schema/setup-report.ts';
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

async function factsFor(
  {
    permissions,
    owners = [],
  }: { permissions?: Readonly<Record<string, 'read' | 'write'>>; owners?: readonly string[] },
  prepare: (shop: Awaited<ReturnType<typeof githubShop>>) => void = () => {},
): Promise<HostFacts> {
  const shop = await githubShop();
  prepare(shop);
  const token = await shop.world.mintToken({
    app: 'autotune-app',
    permissions: permissions ?? { metadata: 'read', contents: 'read', actions: 'read', administration: 'read' },
  });
  const environment = {
    GITHUB_API_URL: shop.world.apiUrl,
    GITHUB_GRAPHQL_URL: shop.world.graphqlUrl,
    GITHUB_SERVER_URL: shop.world.serverUrl,
    GITHUB_REPOSITORY: shop.world.repository,
    GITHUB_TOKEN: token,
  };
  return openHosting(environment, QUICK).facts(owners);
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
      review_rules: { known: { pull_request: true, approvals: 2, code_owner_review: true } },
      waiting_runs: { known: 0 },
    });
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

  it('takes a refusal for no answer, and loses nothing else with it', async () => {
    const facts = await factsFor({ permissions: { metadata: 'read', contents: 'read' } });
    expect(facts.workflow_token).toHaveProperty('unknown');
    expect(facts.workflows).toHaveProperty('unknown');
    expect(facts.waiting_runs).toHaveProperty('unknown');
    expect(facts.default_branch).toEqual({ known: 'main' });
    expect(facts.review_rules).toEqual({ known: { pull_request: false, approvals: 0, code_owner_review: false } });
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
