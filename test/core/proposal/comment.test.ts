import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderBody } from '../../../src/core/proposal/body/body.ts';
import { BUDGET, sizeOf, withinBudget } from '../../../src/core/proposal/body/budget.ts';
import { buildProposal } from '../../../src/core/proposal/build.ts';
import { checkOf } from '../../../src/core/proposal/check.ts';
import { renderComment } from '../../../src/core/proposal/comment.ts';
import { type Notice, renderNotice } from '../../../src/core/proposal/notice.ts';
import { expectFile } from '../../making/expected.ts';
import { BARS, candidate, considered, evidence, REVIEWING, verdict } from './evidence.ts';

const PLACE = {
  commit: '65f0c409f0be'.repeat(3),
  replaced: null,
  notices: [],
  facts: REVIEWING,
  answering: 'comment',
} as const;
const ID = 'at_support_triage_0123456789ab';
const PACK = {
  path: 'packs/support/pack.yaml',
  text: '# tuned\npack_meta: { id: ctxpack.support, version: 5.2.1 }\nevidence:\n  policy_kb:\n    top_k: 6\n',
};

/** GitHub's own limit, however it counts: in bytes, in UTF-16 units, in characters. */
function measures(text: string): number[] {
  return [Buffer.byteLength(text), text.length, [...text].length];
}

describe('the comment on a pull request', () => {
  it('reads well', () => {
    expectFile('comment.md', renderComment(buildProposal(evidence()), PLACE));
  });

  it('says what the forge has to tell, and which commit took the place of which', () => {
    const text = renderComment(buildProposal(evidence()), {
      ...PLACE,
      replaced: 'ab'.repeat(20),
      notices: ['Checks wait until somebody with write access approves them.'],
    });
    expectFile('comment-updated.md', text);
  });

  it('says no where a guardrail does not hold', () => {
    const proposal = buildProposal(evidence());
    const verdicts = [verdict('policy', 'fine'), verdict('utility_delta', 'lost', { status: 'fail' })];
    const text = renderComment({ ...proposal, guardrails: { ...proposal.guardrails, passed: false, verdicts } }, PLACE);
    expect(text).toContain('1 of 2 guardrails do not hold.');
  });

  it('names what to type at a terminal where nobody hears comments', () => {
    const proposal = buildProposal(evidence());
    const way = `autotune reject ${proposal.tuning_proposal_id} REASON`;
    const texts = [
      renderComment(proposal, { ...PLACE, answering: 'terminal' }),
      renderBody(proposal, BARS, { ...REVIEWING, answering: 'terminal' }),
    ];
    for (const text of texts) {
      expect(text).toContain(way);
      expect(text).not.toContain('/autotune ');
    }
  });

  it('does nothing by itself: no line of it is a command', () => {
    const text = renderComment(buildProposal(evidence()), PLACE);
    expect(text.split('\n').filter((line) => line.trimStart().startsWith('/'))).toEqual([]);
  });
});

describe('a notice', () => {
  it('reads well, whatever happened', () => {
    const said: readonly Notice[] = [
      { kind: 'held', cause: 'foreign_commit', base: 'main' },
      { kind: 'held', cause: 'other_base', base: 'main' },
      { kind: 'closed_by_person', until: '2026-06-11T06:00:00Z', proposalId: ID },
      ...(['exact', 'direction', 'surface'] as const).map((scope, i): Notice => {
        const paths = ['evidence.kb.top_k', 'evidence.kb.max_hops'].slice(0, i);
        const until = scope === 'surface' ? null : '2026-08-10T06:00:00Z';
        const reason = 'too few, @acme/all: fixes #1';
        return { kind: 'rejected', proposalId: ID, scope, paths, by: 'dana', reason, until };
      }),
      { kind: 'closed', reason: 'superseded by at_x', successor: 12 },
      { kind: 'closed', reason: 'because of #12: @acme/all <b>x</b>', successor: null },
    ];
    const texts = said.map((notice) => renderNotice(notice, 'comment'));
    expectFile('notices.md', texts.join('\n---\n\n'));
    for (const text of texts) expect(text).not.toMatch(/^\s*\//m);
    // Where nobody hears comments a notice names what to type at a terminal, and no comment.
    const local = said.map((notice) => renderNotice(notice, 'terminal')).join('\n');
    expect(local).toContain(`run \`autotune unreject ${ID} REASON\``);
    expect(local).toContain(`run \`autotune reject ${ID} REASON\``);
    expect(local).not.toContain('/autotune ');
  });
});

describe('the check of a proposal', () => {
  it('has the scorecard, and a note on each changed line of the pack', () => {
    const check = checkOf(buildProposal(evidence()), PACK);
    expect(check).toMatchObject({
      conclusion: 'success',
      title: 'All 3 guardrails hold',
      annotations: [
        {
          path: PACK.path,
          line: 5,
          message: 'evidence.policy_kb.top_k: 10 → 6; cost per decision −0.210 ¢ (−18.4 %)',
        },
      ],
    });
    expectFile('check.md', check.summary);
  });

  it('says what several changes do together', () => {
    const patch = {
      'evidence.policy_kb.top_k': { from: 10, to: 6 },
      'evidence.policy_kb.max_hops': { from: 3, to: 2 },
    };
    const text = `${PACK.text}    max_hops: 2\n`;
    const { annotations } = checkOf(buildProposal(evidence({ candidate: candidate(patch) })), { ...PACK, text });
    expect(annotations.map(({ line }) => line)).toEqual([5, 6]);
    expect(annotations[1]?.message).toContain('max_hops: 3 → 2; all 2 changes together: cost per decision');
  });
});

describe('whatever the size of a proposal', () => {
  const unit = fc.constantFrom('a', 'ß', '字', '😀', '👩‍👩‍👧', '\u0301', '|', '`');
  const sized = fc.record({
    count: fc.nat({ max: 3000 }),
    text: fc.string({ unit, minLength: 1, maxLength: 300 }),
  });

  it('body, comment and check stay within what GitHub takes', () => {
    fc.assert(
      fc.property(sized, sized, (verdicts, others) => {
        const given = evidence({
          heldout: {
            ...evidence().heldout,
            verdicts: Array.from({ length: verdicts.count }, (_, i) => verdict(`g${i}`, verdicts.text)),
          },
          considered: Array.from({ length: others.count }, (_, i) => considered(i, { reason: others.text })),
          candidate: candidate({ 'planner.tool_preference': { from: others.text, to: verdicts.text } }),
          owner: others.text,
        });
        const proposal = buildProposal(given);
        const body = renderBody(proposal, BARS, REVIEWING);
        const comment = renderComment(proposal, { ...PLACE, notices: Array(50).fill(others.text) });
        const { summary } = checkOf(proposal, PACK);
        for (const text of [body, comment, summary]) {
          expect(Math.max(...measures(text))).toBeLessThanOrEqual(BUDGET);
          expect(text).not.toMatch(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])/);
        }
        expect(body.trimEnd().endsWith(`${proposal.tuning_proposal_id} -->`)).toBe(true);
      }),
      { numRuns: 25 },
    );
  });

  it('at the limit nothing is lost, and one beyond it the rest is pointed to', () => {
    for (const filler of ['a', 'ß', '字', '😀', '👩‍👩‍👧', '\ud83d']) {
      const line = filler.repeat(10);
      const text = Array.from({ length: 8 }, () => line).join('\n');
      const size = sizeOf(text);
      for (const room of [size + 1, size]) expect(withinBudget(text, room, 'rest')).toBe(text);
      const cut = withinBudget(text, size - 1, 'rest');
      expect(cut).toMatch(/\n\nrest$/);
      expect(sizeOf(cut)).toBeLessThan(size);
      expect(cut.split('\n').slice(0, -2)).toEqual(Array(cut.split('\n').length - 2).fill(line));
    }
  });
});
