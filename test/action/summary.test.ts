/** The page of a job: what it shows of a run, and that GitHub takes it at every size. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { annotationsOfProposals } from '../../src/action/annotations.ts';
import { outputsOf } from '../../src/action/outputs.ts';
import { errorSections, pageOf, problemSections, SUMMARY_LIMIT, textSection } from '../../src/action/summary.ts';
import type { Problem } from '../../src/kit/problem.ts';
import { summariseRun } from '../../src/loop/run/summarise-run.ts';
import type { RunReport } from '../../src/schema/run-report.ts';
import { expectFile } from '../making/expected.ts';
import { sampleReport } from '../making/report.ts';
import { hostileText } from './hostile.ts';

const POINTER = 'cut; the report has all';
const bytes = (text: string) => Buffer.byteLength(text);

/** The sample as it is where pull requests are. */
function onGitHub(): RunReport {
  const report = sampleReport();
  const pull_request = { number: 7, url: 'https://github.com/acme/agents/pull/7' };
  return { ...report, outcomes: report.outcomes.map((outcome) => ({ ...outcome, pull_request })) };
}

const problem: Problem = {
  severity: 'error',
  code: 'DOC_SHAPE',
  file: 'packs/support/pack.yaml',
  line: 24,
  column: 12,
  message: '`evidence.kb.top_k` does not have the right form.',
  found: 'ten | `many`',
  expected: 'a number',
};

describe('the page of a run', () => {
  it('shows every target, each proposal with its scorecard and what was refused', () => {
    expectFile('job-summary.md', pageOf(['## Autotune: created', ...summariseRun(onGitHub())], POINTER));
  });

  it('says what failed, where, and what to do', () => {
    const errors = [
      {
        code: 'DOCUMENTS_INVALID',
        message: '2 problems in the documents',
        hint: 'Fix the listed places, then run `autotune validate` until it is silent.',
        problems: [problem, { ...problem, severity: 'warning' as const, line: 0, column: 0, found: undefined }],
      },
    ];
    expectFile('job-summary-failed.md', pageOf(['## Autotune: failed', ...errorSections(errors)], POINTER));
  });

  it('names the branch where the forge has no pull requests, and follows no address that is none', () => {
    expect(summariseRun(sampleReport()).join('\n')).toContain('created, on the branch `autotune/support.triage/');
    const [outcome] = onGitHub().outcomes;
    for (const url of ['javascript:alert(1)', 'https://a/b)![x](c', 'https://a b', 'https://a/\n# b']) {
      const report = { ...sampleReport(), outcomes: [{ ...outcome, pull_request: { number: 7, url } }] } as RunReport;
      expect(summariseRun(report).join('\n')).toContain('created: #7, on the branch');
    }
  });

  it('disarms what a repository says of itself', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const report = sampleReport();
        const [target] = report.targets;
        if (target === undefined) return;
        const page = [
          ...errorSections([
            {
              code: 'USAGE',
              message: text,
              hint: text,
              problems: [{ ...problem, message: text, found: text, file: text }],
            },
          ]),
          ...summariseRun({ ...report, targets: [{ ...target, reason: text }], proposals: [] }),
        ].join('\n');
        // What stands in a code span means nothing; the rest must hold neither markup nor mention of the text.
        const outside = page.replace(/`[^`\n]*`|\\./g, '');
        expect(outside).not.toMatch(/<|!\[|(?<!\\)\]\(|@(?!\u2060)|[\r\u2028\u2029\u0085]/);
      }),
    );
  });
});

describe('text on a page', () => {
  it('stands in a fence that it cannot close', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const [open = '', ...lines] = textSection(text).split('\n');
        const fence = open.replace(/text$/, '');
        expect(fence).toMatch(/^`{3,}$/);
        expect(lines.at(-1)).toBe(fence);
        expect(lines.slice(0, -1).join('\n')).not.toContain(fence);
      }),
    );
  });
});

describe('a page that is too large', () => {
  /** Sections of about a third of the limit, the last so that the whole has exactly so many bytes. */
  const sectionsOf = (size: number, character: string) => {
    const third = Math.floor(size / 3);
    const text = (length: number) => {
      const many = Math.floor(length / bytes(character));
      return character.repeat(many) + '.'.repeat(length - many * bytes(character));
    };
    return [text(third), text(third), text(size - 2 * third - 5)];
  };

  it.each(['a', 'é', '語', '😀', '👩‍👩‍👧'])('is whole up to the last byte and cut beyond it: %s', (character) => {
    for (const [over, isWhole] of [
      [-1, true],
      [0, true],
      [1, false],
    ] as const) {
      const sections = sectionsOf(SUMMARY_LIMIT + over, character);
      expect(bytes(sections.join('\n\n')) + 1).toBe(SUMMARY_LIMIT + over);
      const page = pageOf(sections, POINTER);
      expect(bytes(page)).toBeLessThanOrEqual(SUMMARY_LIMIT);
      expect(page.includes(POINTER)).toBe(!isWhole);
      expect(page).not.toContain('\ufffd');
      expect(Buffer.from(page).toString()).toBe(page);
    }
  });

  it('never exceeds its limit, keeps whole sections and ends what it cut', () => {
    const sections = fc.array(fc.oneof(hostileText, hostileText.map(textSection)), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(sections, fc.integer({ min: 60, max: 400 }), (given, limit) => {
        const page = pageOf(given, POINTER, limit);
        expect(bytes(page)).toBeLessThanOrEqual(limit);
        if (bytes(`${given.join('\n\n')}\n`) <= limit) expect(page).toBe(`${given.join('\n\n')}\n`);
        else expect(page.endsWith(`_${POINTER}_\n`)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('closes the fence that it cut', () => {
    const page = pageOf([textSection('line\n'.repeat(100))], POINTER, 200);
    expect(page).toMatch(/^```text\n(?:line\n)+```\n\n_cut/);
  });

  it('stays below the limit with tens of thousands of problems', () => {
    const problems = Array.from({ length: 30_000 }, (_, i) => ({ ...problem, line: i, found: '語'.repeat(60) }));
    const page = pageOf(problemSections(problems, '30000 problems'), POINTER);
    expect(bytes(page)).toBeLessThanOrEqual(SUMMARY_LIMIT);
    expect(page).toContain('29500 more');
  });
});

describe('outputs', () => {
  it('name the proposal that the operation is about', () => {
    const report = onGitHub();
    expect(outputsOf(report)).toEqual({
      operation: 'created',
      'proposal-id': report.proposals[0]?.tuning_proposal_id,
      branch: 'autotune/support.triage/777777777777',
      'head-sha': 'ab'.repeat(20),
      'pull-request-number': '7',
      'pull-request-url': 'https://github.com/acme/agents/pull/7',
      'guardrails-passed': 'true',
      'rejected-skipped-count': '7',
      'run-id': 'run_0123456789ab',
    });
    const [first] = report.proposals;
    const [outcome] = report.outcomes;
    if (first === undefined || outcome === undefined) throw new Error('no proposal');
    const other = { ...first, tuning_proposal_id: 'at_other' };
    const later = { ...outcome, proposal_id: 'at_other', operation: 'created' as const };
    const both = {
      ...report,
      proposals: [first, other],
      outcomes: [{ ...outcome, operation: 'unchanged' as const }, later],
    };
    expect(outputsOf(both)['proposal-id']).toBe('at_other');
  });

  it('say none where there is no proposal', () => {
    const report = { ...sampleReport(), operation: 'none' as const, proposals: [], outcomes: [], targets: [] };
    expect(outputsOf(report)).toEqual({
      operation: 'none',
      'rejected-skipped-count': '0',
      'run-id': 'run_0123456789ab',
    });
  });
});

describe('a proposal in the diff', () => {
  it('is a notice on each line that it changes', () => {
    expect(annotationsOfProposals(onGitHub())).toEqual([
      {
        level: 'notice',
        title: 'autotune: proposal',
        message: 'evidence.policy_kb.top_k: 10 -> 6 (created in #7)',
        file: 'packs/support/pack.yaml',
        line: 24,
      },
    ]);
  });
});
