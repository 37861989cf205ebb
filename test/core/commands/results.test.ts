/** The answer to `/autotune rejections`: in short what the verb tells at a terminal. */
import { describe, expect, it } from 'vitest';
import { rejectionsText } from '../../../src/core/commands/results.ts';
import type { StandingRejection } from '../../../src/schema/rejection.ts';

const STANDING: StandingRejection = {
  proposal_id: 'at_1',
  intent: 'support.triage',
  kind: 'rejection',
  scope: 'direction',
  path: 'evidence.kb.top_k',
  reason: 'too few articles',
  by: { id: '7', login: 'ann', role: 'owner' },
  at: '2026-05-12T06:00:00Z',
  expires_at: '2026-08-12T06:00:00Z',
};

describe('the rejections of an intent in a reply', () => {
  it('are told with who rejected, those that closed without a command too', () => {
    const soft = { ...STANDING, proposal_id: 'at_2', kind: 'soft_rejection' } as const;
    const text = rejectionsText('support.triage', { rejections: [STANDING, soft], lapsed: [], flagged: [] });
    expect(text.split('\n').slice(2)).toEqual([
      '- direction at `evidence.kb.top_k`, without a command, since 2026-05-12 until 2026-08-12: too few articles (`at_2`)',
      '- direction at `evidence.kb.top_k`, by `ann` (owner), since 2026-05-12 until 2026-08-12: too few articles (`at_1`)',
    ]);
  });

  it('are told where they hold no longer, with the reason, and the surfaces that keep drawing them', () => {
    const text = rejectionsText('support.triage', {
      rejections: [],
      lapsed: [{ ...STANDING, lapsed: 'baseline_changed' }],
      flagged: [
        {
          intent: 'support.triage',
          surface_id: 'kb-top-k',
          path: 'evidence.kb.top_k',
          file: 'packs/support/pack.yaml',
          proposals: ['at_1', 'at_2', 'at_3'],
        },
      ],
    });
    expect(text).toMatch(/^nothing stands rejected for `support\.triage`\.\n\nNo longer:\n\n- direction at/);
    expect(text).toContain('(`at_1`)\n\nSurfaces that keep drawing rejections:');
    expect(text).toContain('`kb-top-k` at `evidence.kb.top_k`: 3 different changes were rejected');
  });

  it('that somebody took back are told with who did, as what, when and why', () => {
    const taken_back = {
      by: { id: '8', login: 'bo', role: 'maintain' },
      at: '2026-05-13T06:00:00Z',
      reason: '@ann agreed',
    };
    const lapsed = [{ ...STANDING, lapsed: 'unrejected', taken_back } as const];
    const [, , , , line] = rejectionsText('support.triage', { rejections: [], lapsed, flagged: [] }).split('\n');
    expect(line).toMatch(
      /^- direction at .*: it was taken back by `bo` \(maintain\) on 2026-05-13, .*ann agreed \(`at_1`\)$/,
    );
    expect(line).not.toContain('@ann');
  });

  it('are cut after the newest twenty, and it says how many more there are', () => {
    const rejections = Array.from({ length: 23 }, (_, i) => ({ ...STANDING, proposal_id: `at_${i}` }));
    const text = rejectionsText('support.triage', { rejections, lapsed: [], flagged: [] });
    expect(text).toMatch(/`at_22`[\s\S]*`at_3`\)\n\nand 3 more\.$/);
  });
});
