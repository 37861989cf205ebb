/** What is said of rejections in the same words by the terminal, the job's summary and a pull request. */

const REACH: Readonly<Record<string, string>> = { exact: 'exact', direction: 'by direction', surface: 'by surface' };

/** Why a rejection holds no longer. */
export const LAPSED = {
  unrejected: 'it was taken back',
  expired: 'it expired',
  baseline_changed: 'the baseline changed',
} as const;

/** `skipped 14 candidates: 1 exact, 13 by direction`; empty where none was. */
export function skippedSentence(skipped: readonly { readonly scope: string; readonly candidates: number }[]): string {
  const total = skipped.reduce((sum, { candidates }) => sum + candidates, 0);
  if (total === 0) return '';
  const parts = Object.entries(REACH).flatMap(([scope, words]) => {
    const count = skipped.reduce((sum, by) => sum + (by.scope === scope ? by.candidates : 0), 0);
    return count === 0 ? [] : [`${count} ${words}`];
  });
  return `skipped ${total} ${total === 1 ? 'candidate' : 'candidates'}: ${parts.join(', ')}`;
}
