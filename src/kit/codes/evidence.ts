/** What can be wrong with the evidence a decision rests on: recordings, golden sets, plans, seals and production runs. */
export const EVIDENCE = {
  UNSTAMPED: {
    meaning: 'Golden cases carry no digest of the decision record that replaying them must reproduce.',
    fix: 'Run `autotune goldens stamp`, review the change and commit it.',
  },
  MANIFEST_UNSTAMPED: {
    meaning: 'A goldens manifest does not say yet how many cases its sets have, or by which digests they are known.',
    fix: 'Run `autotune goldens stamp`, review the change and commit it.',
  },
  AUDIT_DIVERGED: {
    meaning: 'Replaying a case under the configuration it was recorded under does not reproduce its decision record.',
    fix: 'Find out what changed at the named step (a case, a policy, the runtime model); re-record, or stamp again once the new record is known to be right.',
  },
  CASE_REFERENCE_DEAD: {
    meaning: 'A golden case cites what its recording does not have, or has an item of a hop beyond those recorded.',
    fix: 'Name what was recorded, or record it: replay never takes such a decision and never retrieves such an item.',
  },
  CASE_TOOL_UNKNOWN: {
    meaning:
      'A golden case calls or forbids a tool that the tool manifest does not have, or has with another risk class.',
    fix: 'Correct the name, or declare the tool; where the manifest has changed since the case was recorded, record it anew.',
  },
  TRANSCRIPT_TAMPERED: {
    meaning: "A recorded tool transcript's hash chain is broken.",
    fix: 'Restore the recorded case from its source; a transcript is never edited by hand.',
  },
  BASELINE_UNREPLAYABLE: {
    meaning:
      'The recording cannot answer for the configuration that is active now, or an evaluator cannot judge what it answers.',
    fix: 'Record the goldens deeper, or under the active configuration, and stamp them. Where the message names an evaluator or a rule, correct that instead.',
  },
  SET_DIGEST_MISMATCH: {
    meaning: 'A golden set is not the file that its manifest pins.',
    fix: 'Restore the file, or run `autotune goldens stamp` if the change is meant, and commit both.',
  },
  SET_AMBIGUOUS: {
    meaning: 'A golden set stands there twice, gzipped and not, and nobody can say which of the two is meant.',
    fix: 'Keep the file that the manifest pins and remove the other; then `autotune validate`.',
  },
  SETS_OVERLAP: {
    meaning:
      'A family has cases in both the search set and the held-out set, or a case stands in both, be it under another name.',
    fix: 'Move every case of the named family into one of the two sets, once, and stamp.',
  },
  CASE_COPIED: {
    meaning:
      'Two cases of different families ask the same and rest on the same recording, so they are one observation, not two.',
    fix: 'Take one of the two out, or give both the same family, and stamp.',
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
  SHARD_INVALID: {
    meaning:
      'A shard of replays is not what `autotune replay` wrote: cut off, altered, of another form, or with what is no number in place of one.',
    fix: 'Run the job that wrote the named shard again, hand all shards over as they are, and search again.',
  },
  SHARDS_INCOMPLETE: {
    meaning: 'The shards that were handed over are not one split of a search, each of them once.',
    fix: 'Hand over the files that `autotune replay --shard 1/N` to `N/N` wrote, one each, and no others.',
  },
  SHARD_DIFFERS: {
    meaning:
      'A shard was replayed for another state of the repository or the ledger, or by a program or evaluators that come to other results.',
    fix: 'Run the replays again on the commit, configuration and ledger of now; where a result differs, look for an evaluator that answers by chance, clock or machine.',
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
  QUERY_FORBIDDEN: {
    meaning: 'The configuration names a command for production runs, and nobody allowed this process to start it.',
    fix: 'Set the environment variable AUTOTUNE_ALLOW_QUERY to `true` where the command may run, or use `experience: { files: … }`.',
  },
  QUERY_FAILED: {
    meaning: 'The command for production runs could not be started, failed, took too long or printed too much.',
    fix: 'Run the command by itself; raise `experience.command.timeout_s` or `max_mb` where the limit is what ended it.',
  },
  TRACES_MISSING: {
    meaning: 'Corrected production runs cannot become cases, since no folder of their recorded traces is configured.',
    fix: 'Write `experience.traces` into .github/autotune.yaml; docs/goldens.md shows the form of a trace.',
  },
} as const;
