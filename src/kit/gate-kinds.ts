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
