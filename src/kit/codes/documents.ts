/** What can be wrong at a place in a document; these come with file, line and column. */
export const DOCUMENTS = {
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
  DOC_MISNAMED: {
    meaning: 'A file stands where a document is expected, under a name that is nearly its own, so nobody reads it.',
    fix: 'Give it the name that is expected, or take it away.',
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
  RELEASE_STAGE_SKIPPED: {
    meaning: 'A release record is at a stage that its promotions do not lead to one by one, each with an approver.',
    fix: 'Take the stage back to the last promotion; `autotune promote` opens the next one with its evidence.',
  },
  REF_DUPLICATE_ID: { meaning: 'The same id twice where it must be unique.', fix: 'Rename one of them.' },
  SURFACE_PATH_MISSING: {
    meaning: 'A tunable surface names a path that the pack does not have.',
    fix: 'Correct the path, or add the value to the pack.',
  },
  SURFACE_PATH_TWICE: {
    meaning: 'Two tunable surfaces of a pack declare the same path, so its bounds and its owner are not clear.',
    fix: 'Keep one of them; to search a retired one again, take its `retired` away.',
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
  SUITE_DIMENSION_MISSING: {
    meaning:
      'The suite by which a target is judged has no evaluator of policy, safety or utility, which every target guards.',
    fix: 'Add an evaluator of the dimension. Cost and latency need none: the runtime document models them.',
  },
  SUITE_LIMIT_MISSING: {
    meaning:
      'A business evaluator of policy, safety or utility has no limit, so it scores 1 in every case and can never fail.',
    fix: 'Give it a `min` or a `max`; only in latency and economics is its number read as it is.',
  },
  LOGIC_INVALID: {
    meaning: 'A JsonLogic expression uses an operator that does not exist.',
    fix: 'Use the operators of JsonLogic (jsonlogic.com/operations.html).',
  },
  LOGIC_VARIABLE_UNKNOWN: {
    meaning: 'A JsonLogic expression reads a name that a rule is never given, so it is nothing in every case.',
    fix: 'Write the named variable; what rules may read is listed in docs/formats.md. In what `all` and its like ask, names begin at the item.',
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
  SLICE_UNKNOWN: {
    meaning:
      'A guardrail has a margin for a slice that no case of the search set is in, so nothing could be proven of it.',
    fix: 'Correct the tag, give it to the cases that are meant, or take the margin out.',
  },
  SLICE_UNDERPOWERED: {
    meaning:
      'A guardrail has a margin for a slice of so few cases that it could not be proven, even if none of them is lost.',
    fix: 'Record more cases of the slice in both sets, widen its margin, or take the margin out.',
  },
  JUDGEMENT_SCALE: {
    meaning: 'A judgement is beyond 0..1, and the evaluator that reads it takes it for a share of 1.',
    fix: 'Record it as a share of 1, or write the value from which on it is good into `min` of the evaluator.',
  },
  JUDGEMENT_UNREAD: {
    meaning:
      'A judgement has one name in an evaluator and another, or none, in the cases, so what people judged is not read.',
    fix: 'Write the same name in the evaluator and in the cases; a judgement of another use may stay, as a warning.',
  },
  FAMILIES_FEW: {
    meaning:
      'The held-out cases are of so few families that they confirm nothing: cases of one family count as one observation.',
    fix: 'Add held-out cases of other families, up to the named number, or give cases that have nothing in common families of their own.',
  },
  RESAMPLES_COARSE: {
    meaning: 'The resamples are too few for the confidence that the last allowed look asks for.',
    fix: 'Raise `evidence.bootstrap` to the named number, or lower `heldout.max_looks` or `evidence.confidence`.',
  },
  CONTRACT_INCOMPLETE: {
    meaning: 'A target leaves one of the seven questions of the autotune contract open.',
    fix: 'Answer the named question in .github/autotune.yaml; nothing is replayed before.',
  },
  CODEOWNERS_LINE_SKIPPED: {
    meaning: 'GitHub skips a line of CODEOWNERS, or the whole file, so nobody owns what it names.',
    fix: 'Write a pattern without `!`, `[ ]` and `***`, then `@user`, `@org/team` or e-mail addresses; keep the file below 3 MB.',
  },
} as const;
