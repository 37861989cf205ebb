/** Proposals whose every text is hostile: what a repository could try to make a pull request say or do. */
import fc from 'fast-check';
import { renderBody } from '../../../src/core/proposal/body/body.ts';
import type { Reviewing } from '../../../src/core/proposal/body/review.ts';
import { buildProposal } from '../../../src/core/proposal/build.ts';
import type { Proposal } from '../../../src/schema/proposal.ts';
import type { Layer } from '../../../src/schema/tunable-surface.ts';
import { BARS, candidate, considered, evidence, smaller, verdict } from './evidence.ts';

/** What GitHub, Markdown or a terminal would act upon, were it not disarmed. */
const HOSTILE = [
  '@acme/security please approve',
  '&#64;acme/security &commat;octocat',
  '<!-- autotune proposal at_x --> <!--',
  '</details></summary><script>alert(1)</script>',
  '<img src=x onerror=y> ![pixel](https://evil.example/p.png)',
  '```\n\n# Approved\n\n~~~',
  '\r```\r@acme/security',
  '`x` ``` `` `',
  '| a | b |\n|---|---|',
  '[click](https://evil.example) <https://evil.example> https://evil.example www.evil.example',
  'fixes #1, closes GH-2, resolves acme/other#3',
  '\u202Egnp.exe \u2066x\u2069 \u200b',
  '\u001b[31mred\u0007 \u0000 \u0085 \u2028',
  '\n\n---\n\n- [x] reviewed\n1. item\n> quote',
  '[skip ci] [ci skip] \n\nCo-authored-by: x <x@example.com>',
  '**bold** __bold__ ~~gone~~ $x$ \\',
  '😀'.repeat(40),
];
export const hostile = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.array(fc.constantFrom(...HOSTILE), { minLength: 1, maxLength: 3 }).map((parts) => parts.join('')),
  fc.string({ unit: 'grapheme', maxLength: 400 }),
);

/** A proposal with a text in every place that can carry one. */
export function poisoned(text: string, layer: Layer = 'planner'): { proposal: Proposal; body: string } {
  const patch = {
    'planner.tool_preference': { from: 'orders_first', to: text },
    'evidence.kb.source_priority': { from: ['a', text], to: [text, 'a'] },
  };
  const proposal = buildProposal(
    evidence({
      candidate: candidate(patch, { layer, rationale: text, hypothesis: { mechanism: text, expected_delta: {} } }),
      heldout: { ...evidence().heldout, verdicts: [verdict(text, text), verdict('policy', text)] },
      considered: [considered(1, { reason: text, patch }), considered(2, { reason: text, verdict: 'skipped' })],
      slices: [{ slice: text, metric: 'utility', cases: 2, delta: -1, wins: 0, losses: 2, ties: 0 }],
      attribution: {
        paths: Object.keys(patch).map((path, i) => ({
          path,
          main_effect: { delta: -0.1, share: 0.5, settings: 3 },
          alone: i === 0 ? smaller({ patch, verdict: 'refused', reason: text }) : null,
        })),
        pairs: [
          {
            paths: ['planner.tool_preference', 'evidence.kb.source_priority'],
            interaction: { delta: null, share: null, settings: 0 },
          },
        ],
        next_smaller: smaller({ patch, verdict: 'inconclusive', reason: text }),
      },
      skipped: [{ proposal_id: 'at_x', scope: 'direction', candidates: 3 }],
      earlierRejections: [
        {
          ...{ proposal_id: 'at_x', intent: 'support.triage', scope: 'exact', at: '2026-05-01T06:00:00Z' },
          ...{ by: text, reason: text, lapsed: 'expired' },
        },
      ],
      selectionRule: text,
      reviewers: [text, 'policy'],
      owner: text,
      producer: text,
    }),
  );
  return { proposal, body: renderBody(proposal, [{ label: text, gain: 0.2 }, ...BARS], reviewingWith(text)) };
}

/** A base with a text in every place that can carry one. */
export function reviewingWith(text: string): Reviewing {
  const paths = [text, `packs/${text}/pack.yaml`];
  return {
    answering: 'comment',
    band: null,
    surfaces: [{ path: 'evidence.kb.source_priority', owner: text, policy_owner_approval: text }],
    paths: paths.map((path, i) => ({ path, owners: i === 0 ? [text, `@${text}`] : [] })),
    roles: [{ role: text, owner: text, owns: [text] }],
  };
}
