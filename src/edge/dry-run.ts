/** The forge, the ledger and the conversation of a dry run: they answer like the real ones and write nothing at all. */
import type { Conversation } from '../ports/conversation.ts';
import type { Forge, PullRequest, PullRequestText } from '../ports/forge.ts';
import type { Ledger } from '../ports/ledger.ts';

const UNWRITTEN = 'dry-run';

/** Every verb is named, so that one which is added to the port is decided upon here before anything compiles. */
export function dryRunForge(forge: Forge): Forge {
  return {
    name: forge.name,
    base: () => forge.base(),
    uncommitted: (paths) => forge.uncommitted(paths),
    readAt: (commit, path) => forge.readAt(commit, path),
    readAtTip: (path) => forge.readAtTip(path),
    findBranch: (branch) => forge.findBranch(branch),
    listOpen: (kind) => forge.listOpen(kind),
    findPullRequest: (branch) => forge.findPullRequest(branch),
    countCreatedSince: (instant) => forge.countCreatedSince(instant),
    closerOf: (request) => forge.closerOf(request),
    broughtBy: (path, commit) => forge.broughtBy(path, commit),
    checkAtMerge: (brought, name) => forge.checkAtMerge(brought, name),
    notices: () => forge.notices(),
    commitProposal: async () => ({ commit: UNWRITTEN }),
    deleteBranch: async () => 'absent',
    async upsertPullRequest(text) {
      const found = await forge.findPullRequest(text.branch);
      const isOpen = found?.state === 'open';
      return { operation: 'unchanged', request: isOpen ? found : unwritten(text, (await forge.base()).branch) };
    },
    upsertComment: async () => 'unchanged',
    closePullRequest: async () => 'unchanged',
    upsertCheck: async () => 'unchanged',
  };
}

function unwritten({ branch, at }: PullRequestText, base: string): PullRequest {
  return { number: 0, url: null, branch, head: UNWRITTEN, base, state: 'open', createdAt: at, closedAt: null };
}

export function dryRunConversation(conversation: Conversation): Conversation {
  return { ...conversation, react: async () => undefined, reply: async () => 'unchanged' };
}

export function dryRunLedger(ledger: Ledger): Ledger {
  return {
    ref: ledger.ref,
    mayBeginAnew: ledger.mayBeginAnew,
    read: () => ledger.read(),
    lacks: (commits) => ledger.lacks(commits),
    files: () => ledger.files(),
    append: async () => ({ head: UNWRITTEN }),
  };
}
