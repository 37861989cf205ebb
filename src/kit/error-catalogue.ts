/**
 * Every code a user can meet, with its meaning and its fix. docs/errors.md is generated from this table and a test
 * binds the two; a code never changes its meaning.
 */
export const ERROR_CATALOGUE = {
  USAGE: {
    meaning: 'The command line is not understood.',
    fix: 'Run `autotune --help` for the verbs and their options.',
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
    fix: 'Pass `--repo DIR` with the root of a git checkout that has at least one commit.',
  },
  REF_NOT_FOUND: {
    meaning: 'A branch, tag or commit that was named is not in this clone.',
    fix: 'Check the name, and fetch it with all of its history: `git fetch --unshallow`, or `fetch-depth: 0` in a workflow.',
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
  UNSTAMPED: {
    meaning: 'Golden cases carry no digest of the decision record that replaying them must reproduce.',
    fix: 'Run `autotune goldens stamp`, review the change and commit it.',
  },
  AUDIT_DIVERGED: {
    meaning: 'Replaying a case under the configuration it was recorded under does not reproduce its decision record.',
    fix: 'Find out what changed at the named step (a case, a policy, the runtime model); re-record, or stamp again once the new record is known to be right.',
  },
  TRANSCRIPT_TAMPERED: {
    meaning: "A recorded tool transcript's hash chain is broken.",
    fix: 'Restore the recorded case from its source; a transcript is never edited by hand.',
  },
  BASELINE_UNREPLAYABLE: {
    meaning: 'The recording cannot answer for the configuration that is active now.',
    fix: 'Record the goldens deeper, or under the active configuration, and stamp them.',
  },
  SET_DIGEST_MISMATCH: {
    meaning: 'A golden set is not the file that its manifest pins.',
    fix: 'Restore the file, or run `autotune goldens stamp` if the change is meant, and commit both.',
  },
  SETS_OVERLAP: {
    meaning: 'A family has cases in both the search set and the held-out set, or a case stands in both.',
    fix: 'Move every case of the named family into one of the two sets, once, and stamp.',
  },
  SELF_TEST_FAILED: {
    meaning:
      'The run does not pass its own test: no change was taken for one, a planted loss was not refused, or an evaluator answered differently the second time.',
    fix: 'Trust no figure of this run. Look first for an evaluator that answers by chance, clock or order; if there is none, please report it with the message.',
  },
  HELDOUT_EXHAUSTED: {
    meaning: 'The held-out set of this version was looked at as often as the configuration allows.',
    fix: 'Refresh the held-out set before the next run: new families in its test set, a new version in its manifest, then `autotune goldens stamp`.',
  },
  HELDOUT_REUSED: {
    meaning:
      'The held-out set has cases of an earlier version in it. The looks at that version count for it, and none is left.',
    fix: 'Take the listed lines out of the test set and put families in their place that no candidate has met; then `autotune goldens stamp`.',
  },
  HELDOUT_ABSENT: {
    meaning: 'The manifest pins a held-out set that is not in this checkout.',
    fix: 'Check out `goldens/<intent>/test.jsonl*` as well, or restore it; without it only `autotune search` works.',
  },
  PLAN_INVALID: {
    meaning: 'The file that `--plan` names is not a plan that this version can follow.',
    fix: 'Hand over the file that `autotune search --out FILE` of the same version wrote, as it is.',
  },
  PLAN_DIFFERS: {
    meaning:
      'The plan that was handed over is not the one that this run comes to, so nothing of it met a held-out set.',
    fix: 'Search again on the commit, configuration and ledger of now; if the plan still differs, find out who changed it on its way.',
  },
  HELDOUT_SEALED: {
    meaning: 'The held-out set is sealed, and no identity to open it was given: it was not checked.',
    fix: 'Set AUTOTUNE_HELDOUT_IDENTITY in the environment of the gate, and only there; docs/sealing.md shows how.',
  },
  IDENTITY_REFUSED: {
    meaning: 'The identity that was given does not open the sealed set.',
    fix: 'Put an identity of one of the recipients in the manifest into AUTOTUNE_HELDOUT_IDENTITY: a line that begins with AGE-SECRET-KEY-1.',
  },
  SEAL_DAMAGED: {
    meaning: 'A sealed set is not whole age data: it was cut off or altered.',
    fix: 'Restore the file from git, or seal the set again from its source.',
  },
  SEAL_CONFLICT: {
    meaning: 'The manifest and the files disagree on whether the held-out set is sealed, or it stands there both ways.',
    fix: 'Keep the one that the manifest means and remove the other; `autotune goldens seal` finishes a sealing that was cut short.',
  },
  UNSEAL_REFUSED: {
    meaning: 'Held-out cases would be printed where a log keeps them.',
    fix: 'Run `autotune goldens unseal` at a terminal of your own.',
  },
  EXPERIENCE_MISSING: {
    meaning: 'No source of production runs is configured, and what was asked for is told from them alone.',
    fix: 'Add `experience: { files: … }` or `experience: { command: { run: […] } }` to the configuration.',
  },
  ROLLBACK_REFUSED: {
    meaning:
      'What is active cannot be taken back as it was: the pack or a member of the tuple before is another one by now.',
    fix: 'Throw the kill switch if it is urgent, and restore the pack by a pull request of your own; the next run records it.',
  },
  QUERY_FORBIDDEN: {
    meaning: 'The configuration names a command for production runs, and nobody allowed this process to start it.',
    fix: 'Set the environment variable AUTOTUNE_ALLOW_QUERY to `true` where the command may run, or use `experience: { files: … }`.',
  },
  QUERY_FAILED: {
    meaning: 'The command for production runs could not be started, failed, took too long or printed too much.',
    fix: 'Run the command by itself; raise `experience.command.timeout_s` or `max_mb` where the limit is what ended it.',
  },
  LEDGER_BROKEN: {
    meaning: 'The ledger branch does not verify: an event was changed, removed, reordered or does not parse.',
    fix: 'Inspect `git log autotune/ledger`, restore the last good commit; nothing is decided on a broken ledger.',
  },
  LEDGER_BUSY: {
    meaning: 'Other writers moved the ledger branch again and again while this run tried to append.',
    fix: 'Run again; nothing was lost.',
  },
  FORGE_SETTINGS: {
    meaning: 'The environment does not say which repository on which GitHub is meant, or with which token.',
    fix: 'Set GITHUB_REPOSITORY (`owner/name`) and GITHUB_TOKEN; on another server than github.com also GITHUB_API_URL, GITHUB_GRAPHQL_URL and GITHUB_SERVER_URL. A workflow sets all but the token.',
  },
  BASE_NOT_ON_DEFAULT: {
    meaning: 'The commit that is checked out is not part of the default branch, which proposals are for.',
    fix: 'Check out a commit of the default branch, and push it before the run.',
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
  LEDGER_MISSING: {
    meaning: 'Proposals cite a ledger branch that is not there: what was rejected would be proposed again.',
    fix: 'Restore the branch `autotune/ledger`, or fetch it. To begin a new one and forget all rejections, run once with `recreate-ledger: true` (AUTOTUNE_RECREATE_LEDGER=true).',
  },
  ID_UNKNOWN: {
    meaning: 'No proposal, candidate or search case of that id is in the ledger.',
    fix: 'Use one of the named ids, or the first characters of one. Cases of the held-out set are never told.',
  },
  ID_AMBIGUOUS: {
    meaning: 'Several proposals, candidates or cases begin with that id, or a case of that id is in several intents.',
    fix: 'Write more of the id, or name the intent with `--intent`.',
  },
  PERSON_UNKNOWN: {
    meaning: 'A decision is recorded with the person who took it, and git does not say who that is.',
    fix: 'Set `git config user.name` and `git config user.email`.',
  },
  PROPOSAL_MERGED: {
    meaning: 'A proposal that was merged cannot be rejected: what it changed is the baseline now.',
    fix: 'Undo the change on the base by a pull request of its own.',
  },
  PROPOSAL_UNREADABLE: {
    meaning: 'What a proposal changes is not known: neither its branch nor the record of its run has its document.',
    fix: 'Restore the branch as autotune wrote it, or close the pull request by hand: the same change then stays away for a while.',
  },
  TRACES_MISSING: {
    meaning: 'Corrected production runs cannot become cases, since no folder of their recorded traces is configured.',
    fix: 'Write `experience.traces` into .github/autotune.yaml; docs/goldens.md shows the form of a trace.',
  },
  RUN_UNREADABLE: {
    meaning: 'The record of a run on the ledger branch is not one that this version can read.',
    fix: 'Use the version that wrote it, or name another intent with `--intent`.',
  },
  COMMAND_IMPOSSIBLE: {
    meaning: 'A command of a comment cannot be carried out as things stand.',
    fix: 'The reply says what stands in the way; give the command again once it does not.',
  },
  GIT_FAILED: {
    meaning: 'A git command failed.',
    fix: 'Read the message of git in the details; the repository was left as it was.',
  },
  INTERNAL: {
    meaning: 'A defect in autotune itself.',
    fix: 'Please report it with the printed stack; nothing was half-written.',
  },
  DOC_SYNTAX: { meaning: 'The text is not valid YAML or JSON.', fix: 'Correct the text at the named place.' },
  DOC_TOO_LARGE: {
    meaning: 'A document or a line is larger than autotune reads.',
    fix: 'Split the case or the document; the limit is printed.',
  },
  DOC_UNKNOWN_KEY: {
    meaning: 'A key that the document does not have.',
    fix: 'Remove it or correct its spelling; documents are read strictly.',
  },
  DOC_DUPLICATE_KEY: {
    meaning: 'The same key twice in one mapping.',
    fix: 'Keep one of the two; which one was meant cannot be guessed.',
  },
  DOC_YAML_FEATURE: {
    meaning: 'An alias, anchor, merge key, tag or second document: features that hide what a file says.',
    fix: 'Write the value out in full.',
  },
  DOC_VERSION: {
    meaning: 'A schema_version that this autotune does not read.',
    fix: 'Write `schema_version: 1`.',
  },
  DOC_SHAPE: {
    meaning: 'A value of the wrong type or form, or a required key that is missing.',
    fix: 'Write the value in the expected form.',
  },
  DOC_LINK: {
    meaning:
      'A symbolic link where a document, a set or a folder of them is expected. It is not followed: it could lead outside the repository.',
    fix: 'Put the file itself there, or remove the link.',
  },
  REF_UNPINNED: {
    meaning: 'A name without its version where a pinned one is needed.',
    fix: 'Write `name@x.y.z`.',
  },
  REF_UNRESOLVED: {
    meaning: 'A document names another that is not there.',
    fix: 'Correct the name or add the document.',
  },
  REF_DIGEST_MISMATCH: {
    meaning: 'A pinned document is not what it was when its release was stamped: it changed without a new version.',
    fix: 'Restore it, or give it a new version and record that; stamp again only what was never released.',
  },
  REF_FLAGS_STALE: {
    meaning: 'A file of flags does not serve what the release records of its pack say, or was edited by hand.',
    fix: 'Run `autotune flags --write` and commit the file; a kill switch that is thrown stays thrown.',
  },
  REF_FLAGS_KILLED: {
    meaning: 'The kill switch of an intent is thrown: everybody is served the tuple before, whatever the stage says.',
    fix: 'Roll the release back, or lift the switch with `autotune flags --intent ID --kill off --write`.',
  },
  REF_DUPLICATE_ID: { meaning: 'The same id twice where it must be unique.', fix: 'Rename one of them.' },
  SURFACE_PATH_MISSING: {
    meaning: 'A tunable surface names a path that the pack does not have.',
    fix: 'Correct the path, or add the value to the pack.',
  },
  SURFACE_VALUE_OUT_OF_BOUNDS: {
    meaning: 'The current value of a tunable surface lies outside its own bounds or off its step.',
    fix: 'Widen the bounds or change the value.',
  },
  SURFACE_VALUE_FORM: {
    meaning: 'The current value is written in a form that a patch could not restore exactly.',
    fix: 'Write plain decimal numbers, and strings without escapes.',
  },
  SURFACE_LAYER_MISMATCH: {
    meaning: "A surface's path does not belong to its layer and field.",
    fix: 'The last part of the path is the field, and the first the section of the layer.',
  },
  INTENT_READS_MISSING: {
    meaning: 'An intent reads a subtree that the pack does not have.',
    fix: 'Correct the path in `reads`.',
  },
  INTENT_READS_OVERLAP: {
    meaning: 'A tunable surface is read by several intents, so a change for one of them would reach the others.',
    fix: 'Name every such intent in the target (`also_affects`), or give each intent a subtree of its own.',
  },
  SUITE_KIND_UNSUPPORTED: {
    meaning: 'An evaluator of a kind that this version does not run.',
    fix: 'Use rule, replay, business, judgement or human.',
  },
  SUITE_ONE_KIND: {
    meaning: 'An evaluator suite of a single kind: a candidate could learn one judge instead of the task.',
    fix: 'Mix rule, replay, business, judgement and human evaluators.',
  },
  LOGIC_INVALID: {
    meaning: 'A JsonLogic expression uses an operator that does not exist.',
    fix: 'Use the operators of JsonLogic (jsonlogic.com/operations.html).',
  },
  SET_COUNT_MISMATCH: {
    meaning: 'A golden set has another number of cases than its manifest says.',
    fix: 'Run `autotune goldens stamp` if the change is meant, and commit both.',
  },
  CASE_INTENT_MISMATCH: {
    meaning: 'A case of another intent or risk class than the set it stands in.',
    fix: 'Move the case into the set of its intent.',
  },
  CASE_TUPLE_UNKNOWN: {
    meaning: 'A case was recorded under a release tuple that the manifest does not describe.',
    fix: "Add the tuple's effective configuration to the manifest's `tuples`.",
  },
  RESAMPLES_COARSE: {
    meaning: 'The resamples are too few for the confidence that the last allowed look asks for.',
    fix: 'Raise `evidence.bootstrap` to the named number, or lower `heldout.max_looks`.',
  },
  CONTRACT_INCOMPLETE: {
    meaning: 'A target leaves one of the seven questions of the autotune contract open.',
    fix: 'Answer the named question in .github/autotune.yaml; nothing is replayed before.',
  },
  CODEOWNERS_LINE_SKIPPED: {
    meaning: 'GitHub skips a line of CODEOWNERS, or the whole file, so nobody owns what it names.',
    fix: 'Write a pattern without `!`, `[ ]` and `***`, then `@user`, `@org/team` or e-mail addresses; keep the file below 3 MB.',
  },
} as const satisfies Record<string, { meaning: string; fix: string }>;

export type ErrorCode = keyof typeof ERROR_CATALOGUE;
