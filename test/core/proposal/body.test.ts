import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attributionSection } from '../../../src/core/proposal/body/attribution.ts';
import { renderBody } from '../../../src/core/proposal/body/body.ts';
import { reviewSection } from '../../../src/core/proposal/body/review.ts';
import { titleOf } from '../../../src/core/proposal/body/summary.ts';
import { buildProposal } from '../../../src/core/proposal/build.ts';
import { commitMessage } from '../../../src/core/proposal/commit-message.ts';
import { code, plain } from '../../../src/kit/markdown.ts';
import type { Attribution } from '../../../src/schema/attribution.ts';
import type { TypedPatch } from '../../../src/schema/tunable-surface.ts';
import { expectFile } from '../../making/expected.ts';
import { BARS, candidate, considered, evidence, REVIEWING, smaller, verdict, written } from './evidence.ts';
import { hostile, poisoned, reviewingWith } from './hostile.ts';

/** One change of each kind. */
const CHANGES: Readonly<Record<string, TypedPatch>> = {
  retrieval: { 'evidence.kb.top_k': { from: 10, to: 6 } },
  'order of sources': { 'evidence.kb.source_priority': { from: ['wiki', 'policy_kb'], to: ['policy_kb', 'wiki'] } },
  'context budget': { 'context_budget.evidence_tokens': { from: 3200, to: 2400 } },
  planner: { 'planner.tool_preference': { from: 'orders_first', to: 'none' } },
  prompt: { 'prompt.instruction_block': { from: 'Be brief.', to: 'Be brief and kind.' } },
  'approval gate': { 'approval_gate.refund.threshold': { from: 3000, to: 2500 } },
};

function reviewOf([kind, patch]: readonly [string, TypedPatch]): string {
  const surfaces = Object.keys(patch).map((path) => ({ path, owner: '@acme/policy' }));
  const proposal = buildProposal(evidence({ candidate: candidate(patch) }));
  const [, question = ''] =
    /^### Review\n\n([\s\S]*?)\n\n\|/.exec(reviewSection(proposal, { ...REVIEWING, surfaces })) ?? [];
  return `## ${kind}\n\n${question}`;
}

const CONTROL = /[^\P{Cc}\n]|[^\P{Cf}\u2060]|[\u2028\u2029]/u;

type Read = { readonly markup: string; readonly rendered: string };

/**
 * Reads a body left to right as CommonMark does, without its chart: in `markup` code spans and escaped characters are
 * gone, so that what is left has a meaning; `rendered` is the text that GitHub looks through for mentions and links.
 */
function read(body: string): Read {
  const text = body.replace(/^```mermaid\n[\s\S]*?\n```$/m, '');
  let markup = '';
  let rendered = '';
  for (let at = 0; at < text.length; at += 1) {
    const [char = '', next = ''] = [text[at], text[at + 1]];
    if (char === '\\' && /[!-/:-@[-`{-~]/.test(next)) {
      rendered += next;
      at += 1;
    } else if (char === '`') {
      const close = text.indexOf('`', at + 1);
      expect(text.slice(at + 1, close)).toMatch(/^[^\n`]+$/);
      at = close;
    } else {
      markup += char;
      rendered += char;
    }
  }
  const decoded = rendered.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');
  return { markup, rendered: decoded };
}

const OWN = /<\/?(?:details|summary)>|<!-- autotune proposal at_\w+ -->/g;

describe('the text of a pull request', () => {
  it('is what reviewers are used to', () => {
    expectFile('pull-request.md', `# ${titleOf(written())}\n\n${renderBody(written(), BARS, REVIEWING)}`);
  });

  it('says which part of a change of several paths earns its improvement', () => {
    const patch = {
      'evidence.kb.max_hops': { from: 3, to: 2 },
      'evidence.kb.top_k': { from: 10, to: 6 },
      'context_budget.evidence_tokens': { from: 4000, to: 3200 },
    };
    const [hops, items, tokens] = Object.entries(patch).map(([path, change]) => ({ [path]: change }));
    const attribution: Attribution = {
      paths: [
        {
          path: 'evidence.kb.max_hops',
          main_effect: { delta: -0.121, share: 0.576, settings: 4 },
          alone: smaller({ patch: hops ?? {}, delta: -0.1302, share: 0.62 }),
        },
        {
          path: 'evidence.kb.top_k',
          main_effect: { delta: -0.06, share: 0.286, settings: 1 },
          alone: smaller({
            patch: items ?? {},
            delta: -0.06,
            share: 0.286,
            verdict: 'refused',
            reason: 'utility_delta: -0.03 points; not at least -0.02',
          }),
        },
        {
          path: 'context_budget.evidence_tokens',
          main_effect: { delta: null, share: null, settings: 0 },
          alone: null,
        },
      ],
      pairs: [
        {
          paths: ['evidence.kb.max_hops', 'evidence.kb.top_k'],
          interaction: { delta: 0.011, share: -0.052, settings: 1 },
        },
        {
          paths: ['evidence.kb.max_hops', 'context_budget.evidence_tokens'],
          interaction: { delta: null, share: null, settings: 0 },
        },
      ],
      next_smaller: smaller({ patch: { ...hops, ...tokens }, share: 0.81 }),
    };
    expectFile(
      'attribution.md',
      `${attributionSection(buildProposal(evidence({ candidate: candidate(patch), attribution })))}\n`,
    );
  });

  it.each([
    ['evidence.kb.top_k', 'Did evidence coverage stay complete?'],
    ['evidence.kb.source_priority', 'Is the source that now comes first owned and fresh?'],
    ['context_budget.evidence_tokens', 'Is the cost inside the band, and is nothing needed cut off?'],
    ['planner.tool_preference', 'Did risky tool calls increase?'],
    ['prompt.instruction_block', 'Why is this not a smaller typed change?'],
    ['approval_gate.refund_amount.threshold', 'Which policy owner approved this?'],
  ])('asks of %s: %s', (path, asked) => {
    const patch = { [path]: { from: 'wiki', to: 'policy_kb' } };
    const body = renderBody(buildProposal(evidence({ candidate: candidate(patch) })), [], REVIEWING);
    expect(body.match(/^\*\*[^*]+\*\*$/gm)).toEqual([`**${asked}**`]);
  });

  it('answers each question with the numbers of the proposal, or says that there is none', () => {
    expectFile('review.md', `${Object.entries(CHANGES).map(reviewOf).join('\n\n')}\n`);
  });

  it('asks every question that a change of several kinds raises', () => {
    const patch = Object.assign({}, ...Object.values(CHANGES));
    const body = renderBody(buildProposal(evidence({ candidate: candidate(patch) })), [], REVIEWING);
    expect(body.match(/^\*\*[^*]+\*\*$/gm)).toHaveLength(6);
  });

  it('disarms every text that it carries', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const { body } = poisoned(text);
        const { markup, rendered } = read(body);
        expect(markup.match(OWN)?.join('')).toMatch(
          /^(<details><summary><\/summary><\/details>){2}<!-- autotune proposal at_\w+ -->$/,
        );
        expect(markup.match(/^#+ .*$/gm)).toEqual([
          '### Change',
          '### Scorecard',
          '### Attribution',
          '### Guardrails',
          '### Review',
        ]);
        const rest = markup.replace(OWN, '');
        expect(rest).not.toMatch(/[<>[\]`~_\\]/);
        expect(rest).not.toMatch(/&(?!(?:amp|lt|gt);)/);
        expect(rendered).not.toMatch(/@[\w-]|#\d|GH-\d|:\/\/|www\.\w/i);
        expect(Buffer.from(body).toString()).toBe(body);
        expect(body).not.toMatch(CONTROL);
      }),
      { numRuns: 300 },
    );
  });

  it('keeps its tables tables', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const { body } = poisoned(text);
        const blocks = body.split(/\n{2,}/).filter((block) => block.startsWith('| '));
        expect(blocks).toHaveLength(6);
        for (const block of blocks) {
          const cells = block.split('\n').map((row) => row.replace(/\\\|/g, '').split('|').length);
          expect(new Set(cells).size).toBe(1);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('has a longer bar in its chart for what gains more, each begun at zero', () => {
    const body = renderBody(buildProposal(evidence()), BARS, REVIEWING);
    expect(body).toContain('y-axis "better by, ¢" 0 --> ');
    expect(body).toContain('bar [0.21, 0.1512, 0.1]');
  });

  it('closes the fence of its chart where it opened it, whatever the labels', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const lines = poisoned(text).body.split('\n');
        const opened = lines.indexOf('```mermaid');
        expect(
          lines.slice(opened + 1, opened + 7).findIndex((line) => line.includes('```') && line.startsWith('`')),
        ).toBe(5);
        expect(lines[opened + 3]).toMatch(/^ {4}x-axis \["[^"[\]]*"(?:, "[^"[\]]*")*\]$/);
      }),
    );
  });

  it('has a title and a commit subject on one line, which mention, close and skip nothing', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const { proposal } = poisoned(text);
        const title = titleOf(proposal);
        const [subject = '', empty, ...rest] = commitMessage(proposal, `sha256:${'0'.repeat(64)}`).split('\n');
        for (const line of [title, subject]) {
          expect(line).not.toMatch(/@[\w-]|#\d|GH-\d|:\/\/|www\.\w|<[!/a-z]|\]\(|\[(?:skip|ci|no|actions)\b/i);
          expect(line).not.toMatch(/[\n\r]/);
          expect(line).not.toMatch(CONTROL);
          expect(Buffer.from(line).toString()).toBe(line);
        }
        expect(title.length).toBeLessThanOrEqual(256);
        expect(subject.length).toBeLessThanOrEqual(130);
        expect(empty).toBe('');
        expect(rest.filter((line) => /^[A-Za-z-]+: /.test(line))).toEqual([
          `Autotune-Proposal: ${proposal.tuning_proposal_id} sha256:${'0'.repeat(64)}`,
        ]);
      }),
      { numRuns: 300 },
    );
  });

  it('shows the change before the bracket of its title is cut', () => {
    expect(titleOf(buildProposal(evidence()))).toBe('support.triage: policy_kb.top_k 10→6 (cost per decision −18.4 %)');
  });
});

describe('the length of a pull request', () => {
  it('stays within the budget with thousands of candidates and the longest texts', () => {
    for (const text of ['x'.repeat(100_000), '😀'.repeat(50_000), '<&`|@'.repeat(20_000), '\u0000'.repeat(9_000)]) {
      const { proposal } = poisoned(text);
      const many = { ...proposal, considered: Array.from({ length: 5000 }, (_, i) => considered(i, { reason: text })) };
      const body = renderBody(
        many,
        Array.from({ length: 8 }, () => ({ label: text, gain: 1 })),
        reviewingWith(text),
      );
      expect(body.length).toBeLessThanOrEqual(60_001);
      expect(new TextEncoder().encode(body).length).toBeLessThanOrEqual(65_536 * 2);
      expect(Buffer.from(body).toString()).toBe(body);
      expect(body).toMatch(/<!-- autotune proposal at_\w+ -->\n$/);
      expect(body).toContain('### Guardrails');
    }
  });

  it('stays within the budget with ten paths and as many guardrails as other intents bring', () => {
    const long = (i: number) => `evidence.${'b'.repeat(70)}${i}.source_priority`;
    const sources = Array.from({ length: 60 }, (_, i) => `source_${i}`);
    const patch = Object.fromEntries(
      Array.from({ length: 10 }, (_, i) => [long(i), { from: sources, to: sources.toReversed() }]),
    );
    const verdicts = Array.from({ length: 40 }, (_, i) => verdict(`intent.${i} utility_delta`, '<'.repeat(400)));
    const body = renderBody(
      buildProposal(evidence({ candidate: candidate(patch), heldout: { ...evidence().heldout, verdicts } })),
      BARS,
      REVIEWING,
    );
    expect(body.length).toBeLessThanOrEqual(60_001);
  });

  it('grows with the number of candidates only until the table is full', () => {
    const sized = (count: number) =>
      renderBody(
        buildProposal(evidence({ considered: Array.from({ length: count }, (_, i) => considered(i)) })),
        BARS,
        REVIEWING,
      ).length;
    expect(sized(4000)).toBeLessThan(sized(20) + 50);
  });
});

describe('the two ways to write a text', () => {
  it('keep ordinary words readable', () => {
    expect(plain('utility_delta: at least -0.0100 (limit 0.02)')).toBe(
      'utility\\_delta: at least -0.0100 \\(limit 0.02\\)',
    );
    expect(code('evidence.kb.top_k')).toBe('`evidence.kb.top_k`');
  });

  it('write nothing for nothing', () => {
    expect(plain('')).toBe('');
    expect(code('')).toBe('');
  });
});
