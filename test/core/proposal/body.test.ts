import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attributionSection } from '../../../src/core/proposal/body/attribution.ts';
import { renderBody } from '../../../src/core/proposal/body/body.ts';
import { titleOf } from '../../../src/core/proposal/body/summary.ts';
import { buildProposal } from '../../../src/core/proposal/build.ts';
import { commitMessage } from '../../../src/core/proposal/commit-message.ts';
import { code, plain } from '../../../src/kit/markdown.ts';
import type { Attribution } from '../../../src/schema/attribution.ts';
import type { Proposal } from '../../../src/schema/proposal.ts';
import type { Layer } from '../../../src/schema/tunable-surface.ts';
import { expectFile } from '../../making/expected.ts';
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
const hostile = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.array(fc.constantFrom(...HOSTILE), { minLength: 1, maxLength: 3 }).map((parts) => parts.join('')),
  fc.string({ unit: 'grapheme', maxLength: 400 }),
);

/** A proposal with a text in every place that can carry one. */
function poisoned(text: string, layer: Layer = 'planner'): { proposal: Proposal; body: string } {
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
      selectionRule: text,
      reviewers: [text],
      owner: text,
      producer: text,
    }),
  );
  return { proposal, body: renderBody(proposal, [{ label: text, value: -0.2 }, ...BARS]) };
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
    expectFile(
      'pull-request.md',
      `# ${titleOf(buildProposal(evidence()))}\n\n${renderBody(buildProposal(evidence()), BARS)}`,
    );
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

  it('asks the question of its layer', () => {
    const layers = ['retrieval', 'context_budget', 'planner', 'prompt', 'approval_gate'] as const;
    const questions = layers.map((layer) => {
      const body = renderBody(buildProposal(evidence({ candidate: candidate(undefined, { layer }) })), []);
      return /### Review\n\n(\*\*[^*]+\*\*)/.exec(body)?.[1];
    });
    expect(questions).toEqual([
      '**Did evidence coverage stay complete?**',
      '**Is the cost inside the band, and is nothing needed cut off?**',
      '**Did risky tool calls increase?**',
      '**Why is this not a smaller typed change?**',
      '**Which policy owner approved this?**',
    ]);
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
        expect(blocks).toHaveLength(5);
        for (const block of blocks) {
          const cells = block.split('\n').map((row) => row.replace(/\\\|/g, '').split('|').length);
          expect(new Set(cells).size).toBe(1);
        }
      }),
      { numRuns: 200 },
    );
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
        Array.from({ length: 8 }, () => ({ label: text, value: 1 })),
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
    );
    expect(body.length).toBeLessThanOrEqual(60_001);
  });

  it('grows with the number of candidates only until the table is full', () => {
    const sized = (count: number) =>
      renderBody(buildProposal(evidence({ considered: Array.from({ length: count }, (_, i) => considered(i)) })), BARS)
        .length;
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
