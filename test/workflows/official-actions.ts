/** What the pinned actions take and give, as their action.yml says at the pinned versions: a wrong input is silently ignored by the runner. */
type Named = Readonly<Record<string, { readonly description: string; readonly required?: boolean }>>;
type Described = {
  readonly name: string;
  readonly description: string;
  readonly inputs: Named;
  readonly outputs: Named;
};

const named = (names: string): Named =>
  Object.fromEntries(names.split(' ').map((name) => [name, { description: name, required: false }]));

export const OFFICIAL: Readonly<Record<string, Described>> = {
  'actions/checkout': {
    name: 'Checkout',
    description: '',
    inputs: named(
      'repository ref token ssh-key ssh-known-hosts ssh-strict ssh-user persist-credentials path clean filter ' +
        'sparse-checkout sparse-checkout-cone-mode fetch-depth fetch-tags show-progress lfs submodules ' +
        'set-safe-directory github-server-url',
    ),
    outputs: named('ref commit'),
  },
  'actions/create-github-app-token': {
    name: 'Create a GitHub App token',
    description: '',
    inputs: named(
      'app-id private-key owner repositories skip-token-revoke github-api-url permission-contents ' +
        'permission-pull-requests permission-checks permission-members',
    ),
    outputs: named('token installation-id app-slug'),
  },
  'actions/setup-node': {
    name: 'Setup Node.js environment',
    description: '',
    inputs: named(
      'node-version node-version-file architecture check-latest registry-url scope token cache ' +
        'package-manager-cache cache-dependency-path mirror mirror-token',
    ),
    outputs: named('cache-hit node-version'),
  },
  'actions/upload-artifact': {
    name: 'Upload a Build Artifact',
    description: '',
    inputs: named(
      'name path if-no-files-found retention-days compression-level overwrite include-hidden-files archive',
    ),
    outputs: named('artifact-id artifact-url artifact-digest'),
  },
  'actions/download-artifact': {
    name: 'Download a Build Artifact',
    description: '',
    inputs: named('name artifact-ids path pattern merge-multiple github-token repository run-id'),
    outputs: named('download-path'),
  },
};
