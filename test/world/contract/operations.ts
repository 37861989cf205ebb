/** The operations of GitHub's REST interface that the test bed knows; asking for any other is a breach of contract. */
export const OPERATIONS: readonly string[] = `
  actions/get-github-actions-default-workflow-permissions-repository actions/list-repo-workflows
  actions/list-workflow-runs-for-repo
  apps/create-installation-access-token apps/get-authenticated apps/get-repo-installation
  apps/list-repos-accessible-to-installation
  checks/create checks/list-for-ref checks/update
  git/create-blob git/create-commit git/create-ref git/create-tree git/delete-ref git/get-blob git/get-commit
  git/get-ref git/get-tree git/list-matching-refs git/update-ref
  issues/add-labels issues/create issues/create-comment issues/create-label issues/delete-comment issues/get
  issues/get-comment issues/get-label issues/list-comments issues/list-events-for-timeline issues/list-for-repo
  issues/list-labels-on-issue issues/remove-label issues/update issues/update-comment
  meta/get
  pulls/create pulls/get pulls/list pulls/list-commits pulls/list-files pulls/list-requested-reviewers
  pulls/list-reviews pulls/request-reviewers pulls/update
  rate-limit/get
  reactions/create-for-issue-comment reactions/delete-for-issue-comment reactions/list-for-issue-comment
  repos/codeowners-errors repos/compare-commits repos/create-commit-status repos/get repos/get-branch
  repos/get-branch-protection repos/get-branch-rules repos/get-collaborator-permission-level repos/get-combined-status-for-ref repos/get-commit repos/get-repo-ruleset
  repos/get-content repos/list-commits repos/list-pull-requests-associated-with-commit
  teams/get-membership-for-user-in-org teams/list-members-in-org
  users/get-authenticated users/get-by-username
`
  .trim()
  .split(/\s+/);
