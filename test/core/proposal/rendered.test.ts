/** Body, comment and check as a CommonMark parser of its own makes of them, not as they were meant. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderBody } from '../../../src/core/proposal/body/body.ts';
import { buildProposal } from '../../../src/core/proposal/build.ts';
import { checkOf } from '../../../src/core/proposal/check.ts';
import { renderComment } from '../../../src/core/proposal/comment.ts';
import type { Proposal } from '../../../src/schema/proposal.ts';
import { BARS, evidence, REVIEWING } from './evidence.ts';
import { hostile, poisoned, reviewingWith } from './hostile.ts';
import { nodesOf, OWN_HTML } from './parsed.ts';

const PACK = { path: 'packs/support/pack.yaml', text: 'planner: {}\nevidence: {}\n' };
const COMMIT = '65f0c409f0be'.repeat(3);

function textsOf(proposal: Proposal, text: string): Readonly<Record<string, string>> {
  const facts = reviewingWith(text);
  return {
    body: renderBody(proposal, BARS, facts),
    comment: renderComment(proposal, { commit: COMMIT, replaced: null, notices: [text], facts, answering: 'comment' }),
    check: checkOf(proposal, PACK).summary,
  };
}

describe('what reviewers get to see', () => {
  it('has the outline that was meant', () => {
    const nodes = nodesOf(renderBody(buildProposal(evidence()), BARS, REVIEWING));
    const outline = nodes.flatMap((node) => {
      if (node.type === 'heading')
        return [node.children.map((child) => ('value' in child ? child.value : '')).join('')];
      if (node.type === 'html') return [node.value.split('\n')[0] ?? ''];
      if (node.type === 'list') return [`list of ${node.children.length}`];
      return node.type === 'code' ? [`fence of ${node.lang}`] : [];
    });
    expect(outline).toEqual([
      ...['Change', 'Scorecard', 'Attribution', 'Guardrails', 'Review', 'list of 2', 'fence of mermaid'],
      ...['<details>', '</details>', '<details>', '</details>'],
      '<!-- autotune proposal at_support_triage_economics_cents_per_decision_777777777777 -->',
    ]);
  });

  it('can be read in five minutes: the part outside the folds and the chart has at most 700 words', () => {
    const shown = renderBody(buildProposal(evidence()), BARS, REVIEWING).split('```mermaid')[0] ?? '';
    expect(shown.split(/\s+/).filter((word) => /\w/.test(word)).length).toBeLessThanOrEqual(700);
  });

  it('has no element, link, mention, reference or closing word that a text brought along', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        for (const written of Object.values(textsOf(poisoned(text).proposal, text))) {
          const nodes = nodesOf(written);
          for (const node of nodes) if (node.type === 'html') expect(node.value).toMatch(OWN_HTML);
          const kinds = new Set(nodes.map(({ type }) => type));
          for (const kind of [
            'link',
            'image',
            'definition',
            'thematicBreak',
            'linkReference',
            'imageReference',
          ] as const)
            expect(kinds).not.toContain(kind);
          const shown = nodes.flatMap((node) => (node.type === 'text' ? [node.value] : []));
          for (const part of shown) expect(part).not.toMatch(/@[\w-]|#\d|\bGH-\d|:\/\/|\bwww\.\w/i);
        }
      }),
      { numRuns: 150 },
    );
  });
});
