/** What the terminal says of a release's pull requests: nobody is sent to a branch that is gone. */
import { describe, expect, it } from 'vitest';
import { promotionText } from '../src/door/promotion-text.ts';
import { recordText, rollbackText } from '../src/door/record-text.ts';
import type { PromotionReport } from '../src/schema/promotion-report.ts';

const paint = (_: string, text: string) => text;
const branch = 'autotune/bench.answer/release-0123456789ab';
type Line = PromotionReport['promotions'][number];

describe('what the terminal says of a release', () => {
  const line = (more: Partial<Line>) =>
    promotionText(
      {
        promotions: [
          {
            ...{ intent: 'bench.answer', decision: 'promote', reason: 'fine', stage: '0%_shadow', next: '1%_internal' },
            ...{ evidence: null, evidence_digest: null, branch, result: 'created', ...more },
          },
        ],
      },
      paint,
    );
  const records = (result: 'created' | 'closed') =>
    recordText({ recorded: [], rolled_back: [], records: [{ pack: 'packs/a.yaml', branch, result }] }, paint);

  it('shows how to look at a branch that is there', () => {
    expect(line({})).toContain(`created: git show ${branch}`);
    expect(records('created')).toContain(`git show ${branch}`);
  });

  it('names one that was closed, and what can be done', () => {
    const closed = line({ result: 'closed', asked_again: '2026-05-23T01:00:00Z' });
    expect(closed).toContain(`closed: ${branch}; it is asked for again from 2026-05-23T01:00:00Z on, or at once with`);
    expect(records('closed')).toContain('was closed by a person: reopen it, or write them by hand');
    const asked = { intent: 'bench.answer', proposal_id: 'at_1', restores: 'release.bench.answer@1', branch } as const;
    const texts = [
      closed,
      line({ result: 'withdrawn' }),
      records('closed'),
      rollbackText({ ...asked, result: 'closed' }),
    ];
    expect(texts.filter((text) => text.includes('git show'))).toEqual([]);
  });
});
