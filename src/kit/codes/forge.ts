/** What GitHub can answer, or fail to answer. */
export const FORGE = {
  FORGE_SETTINGS: {
    meaning: 'The environment does not say which repository on which GitHub is meant, or with which token.',
    fix: 'Set GITHUB_REPOSITORY (`owner/name`) and GITHUB_TOKEN; on another server than github.com also GITHUB_API_URL, GITHUB_GRAPHQL_URL and GITHUB_SERVER_URL. A workflow sets all but the token.',
  },
  BASE_NOT_ON_DEFAULT: {
    meaning: 'The commit that is checked out is not part of the default branch, which proposals are for.',
    fix: 'Check out a commit of the default branch, and on GitHub push it before the run; the branch of a proposal is for reading it.',
  },
  FORGE_UNAUTHORIZED: {
    meaning: 'GitHub does not accept the token: it is wrong, or it has expired.',
    fix: 'Pass the token of the job that runs now, or a new one.',
  },
  FORGE_FORBIDDEN: {
    meaning: 'The token may not do what was asked.',
    fix: "Give the job's token the permission that the message is about: `contents: write`, `pull-requests: write`, and `checks: write` for the check.",
  },
  PULL_REQUESTS_FORBIDDEN: {
    meaning: 'The repository or its organization does not let workflows open pull requests. The branch was taken back.',
    fix: 'Tick “Allow GitHub Actions to create and approve pull requests” under Settings > Actions > General > Workflow permissions, or use the token of a GitHub App.',
  },
  FORGE_NOT_FOUND: {
    meaning: 'GitHub does not have what was asked for, or does not show it to this token.',
    fix: 'Check the name of the repository and what the token may see; a private repository is hidden, not forbidden.',
  },
  FORGE_REFUSED: {
    meaning: 'GitHub understood what was asked and refused it.',
    fix: "Read GitHub's answer in the message; a rule for the branch, or a limit of the repository, is the usual reason.",
  },
  FORGE_UNREACHABLE: {
    meaning: 'GitHub gave no answer, or one of a server in trouble.',
    fix: 'Run again; what was done before is found and not done twice.',
  },
  FORGE_ANSWER: {
    meaning: 'An answer of GitHub was cut off, or not of the form it has to have.',
    fix: 'Run again; if it stays so, something between here and GitHub answers in its place.',
  },
  RATE_LIMITED: {
    meaning: "GitHub's limit of requests is reached, and lasts longer than a run waits.",
    fix: 'Run again later; what was done before is found and not done twice.',
  },
} as const;
