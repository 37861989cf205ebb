/** Every GraphQL document that is sent; a test holds each against GitHub's public schema. */

/** Whose token it is: of a workflow's own token, too, which may not ask the REST API. */
export const VIEWER = 'query Viewer { viewer { login databaseId } }';

/** Commits whole files to the head of a branch if that is still the expected one; signed by GitHub. */
export const CREATE_COMMIT = `mutation CreateCommit($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid } }
}`;

/** Moves or deletes refs that are still where they are said to be. */
export const UPDATE_REFS = `mutation UpdateRefs($input: UpdateRefsInput!) {
  updateRefs(input: $input) { clientMutationId }
}`;

/** Which of some comments a person has minimised, for servers whose REST API does not say. */
export const MINIMIZED = `query Minimized($ids: [ID!]!) {
  nodes(ids: $ids) { ... on IssueComment { id isMinimized } }
}`;
