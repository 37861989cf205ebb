/** What the gate judged, in words that stand the same on a terminal and on a page. */
export const GATE_KINDS = {
  proposal: 'a proposal of autotune',
  rollback: 'a released change taken back',
  records: 'release records that follow a merge',
  promotion: 'the next stage of a rollout',
  goldens: 'search cases added to those that stay',
  human: 'a change by a person',
  none: 'nothing that the gate judges',
} as const;

/** Why one base and set have another baseline beside another change: both sides of a difference are of the same pairs. */
export const PAIRED_BASELINE =
  'baseline: the mean over what could be scored before and after this change, case by case; another change leaves other pairs, and so another baseline of the same set';
