/** What can be wrong with a call: the command line, the inputs of the Action, the event, and the repository it is made in. */
export const CALLING = {
  USAGE: {
    meaning: 'The command line is not understood.',
    fix: 'Run `autotune --help` for the verbs, or `autotune VERB --help` for the options of one.',
  },
  INPUT_INVALID: {
    meaning: 'An input of the GitHub Action is not understood.',
    fix: 'Write the named inputs in the form that is said; docs/reference/action.md lists them all.',
  },
  HEAD_MOVED: {
    meaning: 'The change that was to be judged has other commits by now than those of the event.',
    fix: 'Nothing is to be done: the newer commits have a run of their own. Start this one again where they have none.',
  },
  EVENT_UNSUPPORTED: {
    meaning: 'The event that started the workflow has no verb of its own, and none was named.',
    fix: 'Name the verb in the input `command`, or start the workflow by one of the named events.',
  },
  REPO_NOT_FOUND: {
    meaning: 'The directory is not inside a git working tree, or git itself is missing.',
    fix: 'Name the root of a git checkout that has at least one commit: `--repo DIR` at a terminal, the input `working-directory` in a workflow.',
  },
  REF_NOT_FOUND: {
    meaning: 'A branch, tag or commit that was named is not in this clone.',
    fix: 'Check the name, and fetch it with all of its history: `git fetch --unshallow`, or `fetch-depth: 0` in a workflow. A branch below `autotune/` that is gone was that of a proposal that is closed: `autotune status` and `autotune rejections` say what became of it.',
  },
  INIT_REFUSED: {
    meaning: 'A file of a new setup could not be created; none was left behind, and nothing was overwritten.',
    fix: 'Clear the named place, or let it be written to, and run `autotune init` again.',
  },
  CONFIG_MISSING: {
    meaning: 'A file that every run needs is not there.',
    fix: 'Create the named file; docs/formats.md shows its shape.',
  },
  DOCUMENTS_INVALID: {
    meaning: 'One or more documents of the repository have problems; all of them are listed.',
    fix: 'Fix the listed places, then run `autotune validate` until it is silent.',
  },
  WORKTREE_DIRTY: {
    meaning: 'Files that a run reads differ from the commit that a proposal would be built on.',
    fix: 'Commit or stash the listed files, or look first with `--dry-run`.',
  },
  PERSON_UNKNOWN: {
    meaning: 'A decision is recorded with the person who took it, and git does not say who that is.',
    fix: 'Set `git config user.name` and `git config user.email`.',
  },
  GIT_FAILED: {
    meaning: 'A git command failed.',
    fix: 'Read the message of git in the details; the repository was left as it was.',
  },
  SCRATCH_UNREADABLE: {
    meaning: 'Numbers that a search had put aside in a temporary file could not be read again; nothing was decided.',
    fix: 'Run again. If it comes back, look after the disk of the folder for temporary files, or name another one in TMPDIR.',
  },
  INTERNAL: {
    meaning: 'A defect in autotune itself.',
    fix: 'Please report it with the printed stack; nothing was half-written.',
  },
} as const;
