import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gateCheckOf, gateComment, gatePage } from '../../../src/core/proposal/gate-text.ts';
import type { GateCheck, GateReport } from '../../../src/schema/gate-report.ts';
import type { SetEvidence } from '../../../src/schema/proposal.ts';
import { expectFile } from '../../making/expected.ts';
import { hostile } from './hostile.ts';
import { nodesOf, OWN_HTML } from './parsed.ts';

const PACK = 'packs/support/pack.yaml';

const set = (total: number): SetEvidence => ({
  observed_delta: { utility: -0.041, economics_cents_per_decision: -0.21, evidence_coverage: 0 },
  intervals: { utility: { lower: -0.08, upper: -0.01 }, economics_cents_per_decision: { lower: -0.25, upper: -0.17 } },
  counts: { total, valid: total, invalid: 0, unreplayable: 0, changed: 12 },
  verdicts: [
    {
      guardrail: 'utility_delta',
      status: 'fail',
      reason: 'at least -0.0800, and -0.0200 is allowed',
      limit: -0.02,
      observed: -0.041,
    },
    { guardrail: 'policy', status: 'pass', reason: 'every case scores 1 or more', limit: 1, observed: 1 },
  ],
});

function check(id: string, verdict: GateCheck['verdict'], more: Partial<GateCheck> = {}): GateCheck {
  return { id, verdict, reason: `what ${id} found`, ...more };
}

const HUMAN: GateReport = {
  schema_version: 1,
  decision: 'fail',
  reason: 'guardrails: support.triage loses more utility than is allowed',
  kind: 'human',
  base: 'ab'.repeat(20),
  head: 'cd'.repeat(20),
  merged_tree: 'ef'.repeat(20),
  patches: [{ pack: 'ctxpack.support', patch: { 'evidence.policy_kb.top_k': { from: 10, to: 2 } } }],
  undeclared: [{ pack: 'ctxpack.support', path: 'pack_meta.owner', change: '@acme/a → @acme/b' }],
  checks: [
    check('owners', 'pass'),
    check('guardrails', 'fail', { path: PACK, line: 12 }),
    check('owner_roles', 'note'),
    check('replay', 'inconclusive', { path: PACK }),
  ],
  roles: [
    { role: 'reliability', owner: '@acme/sre', state: 'approved', by: ['@ann', '@bo'], reason: '' },
    { role: 'policy', owner: '@acme/policy', state: 'changes_requested', by: ['@cy'], reason: '' },
    {
      role: 'domain_owner',
      owner: '@acme/domain',
      state: 'awaited',
      by: [],
      reason: '@di approved at an earlier commit',
    },
  ],
  scorecard_delta: {
    'support.triage': {
      search_set: 'goldens/support.triage/search@2026-05-12',
      confidence: 0.95,
      review: {
        metric: 'economics_cents_per_decision',
        band: { max: 1 },
        patch: {
          'evidence.policy_kb.top_k': { from: 10, to: 2 },
          'approval_gate.refund.threshold': { from: 3000, to: 4000 },
        },
        paths: [
          'evidence.policy_kb.top_k',
          'context_budget.tool_tokens',
          'planner.tool_preference',
          'approval_gate.refund.threshold',
        ],
        surfaces: [{ path: 'approval_gate.refund.threshold', owner: '@acme/policy', policy_owner_approval: 'POL-12' }],
      },
      search: {
        ...set(240),
        risky_calls: { destructive: { baseline: 3, treatment: 5 } },
        baseline: { utility: 0.93, economics_cents_per_decision: 1.141, evidence_coverage: 1 },
      },
    },
  },
};

/** A report with a text in every place that can carry one. */
function poisoned(text: string): GateReport {
  const card = HUMAN.scorecard_delta?.['support.triage'];
  const review = {
    metric: text,
    patch: { [`evidence.${text}.source_priority`]: { from: [text], to: [text] } },
    paths: [`evidence.${text}.source_priority`, `approval_gate.${text}`, `planner.${text}`, `prompt.${text}`],
    surfaces: [{ path: `approval_gate.${text}`, owner: text, policy_owner_approval: text }],
  };
  const said = { guardrail: text, status: 'fail', reason: text, limit: 0, observed: 0 } as const;
  return {
    ...HUMAN,
    reason: text,
    base_branch: text,
    patches: [{ pack: text, patch: { 'planner.tool_preference': { from: text, to: text } } }],
    undeclared: [{ pack: text, path: text, change: text }],
    roles: [{ role: text, owner: text, state: 'unknown', by: [text], reason: text }],
    checks: (['fail', 'note', 'pass'] as const).map((verdict) => check(text, verdict, { reason: text, path: text })),
    scorecard_delta:
      card === undefined ? {} : { [text]: { ...card, review, search: { ...card.search, verdicts: [said] } } },
  };
}

describe('what the gate found', () => {
  it('reads well in a check, and as a comment on the pull request of a person', () => {
    expectFile('gate-check.md', `# ${gateCheckOf(HUMAN).title}\n\n${gatePage(HUMAN)}`);
    expectFile('gate-comment.md', gateComment(HUMAN));
  });

  it('claims no judgement in a comment on a change for another branch, which has none', () => {
    const aimed = (verdict: 'pass' | 'inconclusive') =>
      gateComment({ ...HUMAN, base_branch: 'x', checks: [{ id: 'target_branch', verdict, reason: 'into x' }] });
    expect(aimed('pass')).toContain('it is judged on the search set alone');
    expect(aimed('inconclusive')).not.toContain('it is judged');
    expect(aimed('inconclusive')).toMatch(/merged into `x` at `/);
  });

  it.each([
    ['pass', 'success'],
    ['fail', 'failure'],
    ['inconclusive', 'action_required'],
  ] as const)('that is %s concludes as %s', (decision, conclusion) => {
    expect(gateCheckOf({ ...HUMAN, decision }).conclusion).toBe(conclusion);
  });

  it('stands at the lines that it is about, each as heavy as it is', () => {
    expect(gateCheckOf(HUMAN).annotations).toEqual([
      { path: PACK, line: 12, level: 'failure', message: 'guardrails: what guardrails found' },
      { path: PACK, line: 1, level: 'warning', message: 'replay: what replay found' },
    ]);
  });

  it('has no element, link or mention that a change brought along, and stays within what GitHub takes', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const report = poisoned(text);
        const { title, annotations, summary } = gateCheckOf(report);
        for (const written of [summary, gateComment(report)]) {
          expect(Buffer.byteLength(written)).toBeLessThanOrEqual(65_535);
          const nodes = nodesOf(written);
          for (const node of nodes) {
            if (node.type === 'html') expect(node.value).toMatch(OWN_HTML);
            if (node.type === 'text') expect(node.value).not.toMatch(/@[\w-]|#\d|\bGH-\d|:\/\/|\bwww\.\w/i);
            expect(node.type).not.toMatch(/^(?:link|image|definition|thematicBreak)/);
          }
        }
        for (const line of [title, ...annotations.map(({ message }) => message)]) {
          expect(line).not.toMatch(/[\n\r]|@[\w-]|#\d|:\/\//);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('is cut with a word on where the rest is, however much there is', () => {
    const checks = Array.from({ length: 3000 }, (_, i) => check(`check_${i}`, 'fail', { reason: 'x'.repeat(600) }));
    const undeclared = Array.from({ length: 3000 }, (_, i) => ({
      pack: 'p',
      path: `a.b${i}`,
      change: '😀'.repeat(300),
    }));
    for (const text of [gatePage({ ...HUMAN, checks, undeclared }), gateComment({ ...HUMAN, checks, undeclared })]) {
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(65_535);
      expect(text).toMatch(/^\*\*Commit/);
    }
  });
});
