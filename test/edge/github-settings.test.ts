import { describe, expect, it } from 'vitest';
import { githubSettings } from '../../src/edge/github/settings.ts';

const LEAST = { GITHUB_REPOSITORY: 'acme/support-agent', GITHUB_TOKEN: 'ghs_1' };
const ENTERPRISE = {
  ...LEAST,
  GITHUB_API_URL: 'https://git.acme.example/api/v3/',
  GITHUB_GRAPHQL_URL: 'https://git.acme.example/api/graphql',
  GITHUB_SERVER_URL: 'https://git.acme.example',
};

describe('the settings of GitHub', () => {
  it('are those of the public server where nothing is said', () => {
    expect(githubSettings(LEAST)).toMatchObject({
      apiUrl: 'https://api.github.com',
      graphqlUrl: 'https://api.github.com/graphql',
      serverUrl: 'https://github.com',
      owner: 'acme',
      repo: 'support-agent',
      token: 'ghs_1',
      aliases: [],
      proxy: null,
    });
  });

  it.each([
    ['an enterprise server', ENTERPRISE, 'https://git.acme.example/api/v3'],
    [
      'a tenant of ghe.com',
      {
        ...LEAST,
        GITHUB_API_URL: 'https://api.octo.ghe.com',
        GITHUB_GRAPHQL_URL: 'https://api.octo.ghe.com/graphql',
        GITHUB_SERVER_URL: 'https://octo.ghe.com',
      },
      'https://api.octo.ghe.com',
    ],
  ])('are those of %s, each as it is said', (_, environment, apiUrl) => {
    const { GITHUB_GRAPHQL_URL: graphqlUrl, GITHUB_SERVER_URL: serverUrl } = environment;
    expect(githubSettings(environment)).toMatchObject({ apiUrl, graphqlUrl, serverUrl });
  });

  it.each([
    ['no repository', { GITHUB_REPOSITORY: undefined }],
    ['a repository without an owner', { GITHUB_REPOSITORY: 'support-agent' }],
    ['a repository that leads elsewhere', { GITHUB_REPOSITORY: 'acme/../../x' }],
    ['a repository that is the folder above', { GITHUB_REPOSITORY: 'acme/..' }],
    ['a repository that looks like an option', { GITHUB_REPOSITORY: '-o/x' }],
    ['no token', { GITHUB_TOKEN: '' }],
    ['a token with a line feed', { GITHUB_TOKEN: 'a\nX-Evil: 1' }],
    ['half of another server', { GITHUB_API_URL: 'https://git.acme.example/api/v3' }],
    ['an address with a password', { ...ENTERPRISE, GITHUB_SERVER_URL: 'https://a:b@git.acme.example' }],
    ['an address of another kind', { ...ENTERPRISE, GITHUB_SERVER_URL: 'file:///etc' }],
    ['an alias that is no login', { AUTOTUNE_BOT_ALIASES: 'my app' }],
  ])('are refused with %s', (_, more) => {
    const made = () => githubSettings({ ...LEAST, ...more });
    expect(made).toThrow(expect.objectContaining({ code: 'FORGE_SETTINGS' }));
  });

  it('never tell the token', () => {
    const environment = { ...LEAST, GITHUB_TOKEN: 'se cret' };
    expect(() => githubSettings(environment)).not.toThrow(/se cret/);
  });

  it('read aliases as logins and numbers', () => {
    const { aliases } = githubSettings({ ...LEAST, AUTOTUNE_BOT_ALIASES: ' my-app[bot], 41898282,,ada ' });
    expect(aliases).toEqual([
      { id: null, login: 'my-app[bot]' },
      { id: 41898282, login: null },
      { id: null, login: 'ada' },
    ]);
  });

  it('name the proxy in either spelling', () => {
    const environment = { ...LEAST, https_proxy: 'http://p:1', HTTP_PROXY: 'http://q:2', NO_PROXY: 'localhost' };
    const proxy = { httpProxy: 'http://q:2', httpsProxy: 'http://p:1', noProxy: 'localhost' };
    expect(githubSettings(environment).proxy).toEqual(proxy);
  });
});
