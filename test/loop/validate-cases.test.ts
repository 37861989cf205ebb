/** `autotune validate` replays every case as it was recorded: what it passes, the audit of a run does not refuse. */
import { beforeAll, describe, expect, it } from 'vitest';
import { calls } from '../making/golden.ts';
import { repinned as repinnedAs } from '../making/repinned.ts';
import { autotune, commitAll, copyRepository, edit, makeRepository } from '../making/repository.ts';

const TOOLS = 'packs/bench/tools/tools.bench.yaml';
const MANIFEST = 'goldens/bench.answer/manifest.yaml';
const SEARCH = 'goldens/bench.answer/search.jsonl';
const HELDOUT = 'goldens/bench.answer/test.jsonl';

let pristine = '';
beforeAll(() => {
  const change = (golden: Parameters<NonNullable<NonNullable<Parameters<typeof makeRepository>[0]>['change']>>[0]) => ({
    ...golden,
    plans: [{ when: {}, calls: calls('orders.lookup') }],
  });
  const documents = {
    [TOOLS]:
      'schema_version: 1\nid: tools.bench@1.0.0\ntools:\n  - { id: orders.lookup, risk_class: read_only, description: looks up }\n',
  };
  pristine = makeRepository({ search: 40, test: 40, change, documents });
});

/** Changes lines of a set and pins what came of it, as somebody does who wants to get round the digest. */
function repinned(root: string, path: string, change: (line: string, number: number) => string): void {
  repinnedAs(root, path, (text) =>
    text
      .split('\n')
      .map((line, i) => change(line, i + 1))
      .join('\n'),
  );
}

const onLines =
  (numbers: readonly number[], change: (line: string) => string) =>
  (line: string, number: number): string =>
    numbers.includes(number) ? change(line) : line;

function validated(root: string) {
  const { status, stdout, stderr } = autotune(root, ['validate', '--json']);
  const { problems }: { problems: { code: string; file: string; line: number; message: string }[] } =
    JSON.parse(stdout);
  return { status, problems, all: stdout + stderr };
}

function ran(root: string) {
  commitAll(root, 'changed');
  const { status, stdout } = autotune(root, ['run', '--dry-run', '--json']);
  return { status, code: JSON.parse(stdout).errors[0]?.code };
}

describe('a case that does not reproduce its record, in a set that is the pinned one', () => {
  it('is told at its line with the step, each of them, and a run refuses', () => {
    const root = copyRepository(pristine);
    repinned(
      root,
      SEARCH,
      onLines([3, 5], (line) => line.replace('"outcome":"answer"', '"outcome":"refuse"')),
    );
    const { status, problems } = validated(root);
    expect(status).toBe(1);
    expect(problems).toMatchObject([
      { code: 'AUDIT_DIVERGED', file: SEARCH, line: 3, message: expect.stringContaining('step "decide"') },
      { code: 'AUDIT_DIVERGED', file: SEARCH, line: 5, message: expect.stringContaining('case case_4 diverges') },
    ]);
    expect(ran(root)).toEqual({ status: 1, code: 'AUDIT_DIVERGED' });
  });

  it('is told for a tool transcript whose hash chain is broken', () => {
    const root = copyRepository(pristine);
    repinned(
      root,
      SEARCH,
      onLines([2], (line) => line.replace('"latency_ms":50', '"latency_ms":51')),
    );
    expect(validated(root).problems).toMatchObject([{ code: 'TRANSCRIPT_TAMPERED', file: SEARCH, line: 2 }]);
    expect(ran(root)).toEqual({ status: 1, code: 'TRANSCRIPT_TAMPERED' });
  });

  it('is told for a recording that does not answer its own configuration', () => {
    const root = copyRepository(pristine);
    repinned(
      root,
      SEARCH,
      onLines([7], (line) => line.replace('"when":{}', '"when":{"tool_preference":"other"}')),
    );
    expect(validated(root).problems).toMatchObject([
      { code: 'AUDIT_DIVERGED', line: 7, message: expect.stringContaining('plan_not_recorded') },
    ]);
    expect(ran(root)).toEqual({ status: 1, code: 'AUDIT_DIVERGED' });
  });

  it('is told by its line alone in the held-out set', () => {
    const root = copyRepository(pristine);
    repinned(
      root,
      HELDOUT,
      onLines([4], (line) => line.replace('"outcome":"answer"', '"outcome":"refuse"')),
    );
    const { problems, all } = validated(root);
    expect(problems).toMatchObject([{ code: 'AUDIT_DIVERGED', file: HELDOUT, line: 4 }]);
    expect(all).not.toContain('case_1003');
  });
});

describe('what a case names and its recording does not have', () => {
  const told = (path: string, number: number, change: (line: string) => string) => {
    const root = copyRepository(pristine);
    repinned(root, path, onLines([number], change));
    const { problems, all } = validated(root);
    return { all, found: problems.filter(({ code }) => code.startsWith('CASE_')) };
  };

  it('is told at its line: an item of a hop beyond those recorded as an error, a cite as a warning', () => {
    const cite = (line: string) => line.replace('"cites":["', '"cites":["kb:typo#1","');
    expect(told(SEARCH, 3, cite).found).toMatchObject([
      { severity: 'warning', code: 'CASE_REFERENCE_DEAD', file: SEARCH, line: 3, found: 'kb:typo#1' },
    ]);
    const root = copyRepository(pristine);
    repinned(root, SEARCH, (line) => cite(line));
    const { problems } = validated(root);
    const all = problems.filter(({ code, file }) => code === 'CASE_REFERENCE_DEAD' && file === SEARCH);
    expect(all).toHaveLength(11);
    expect(all.at(-1)?.message).toBe('and 30 more cites of what was not recorded');
    const hops = (line: string) => line.replace('"recorded_hops":3', '"recorded_hops":2');
    expect(told(SEARCH, 4, hops).found).toMatchObject([{ severity: 'error', code: 'CASE_REFERENCE_DEAD', line: 4 }]);
    const heldout = told(HELDOUT, 5, cite);
    expect(heldout.found).toMatchObject([{ code: 'CASE_REFERENCE_DEAD', file: HELDOUT, line: 5 }]);
    expect(heldout.all).not.toContain('kb:typo');
  });

  it('is no problem where evidence is required that nobody found', () => {
    const required = (line: string) => line.replace('"required_evidence":["', '"required_evidence":["kb:absent#1","');
    expect(told(SEARCH, 3, required).found).toEqual([]);
  });

  it('is a warning, once, for a tool that the manifest lacks or has with another risk class', () => {
    const forbidden = (line: string) =>
      line.replace('"forbidden_tools":[]', '"forbidden_tools":["orders.lokup","orders.lokup"]');
    expect(told(SEARCH, 3, forbidden).found).toMatchObject([
      {
        severity: 'warning',
        code: 'CASE_TOOL_UNKNOWN',
        file: SEARCH,
        line: 3,
        found: 'orders.lokup',
        expected: 'orders.lookup',
      },
    ]);
    const root = copyRepository(pristine);
    edit(root, TOOLS, (text) => text.replace('read_only', 'network'));
    const { problems } = validated(root);
    expect(problems.filter(({ code, file }) => code === 'CASE_TOOL_UNKNOWN' && file === SEARCH)).toMatchObject([
      { severity: 'warning', line: 1, found: 'orders.lookup' },
    ]);
  });
});

describe('a case that was never stamped', () => {
  it('is told with what keeps stamping from it, so that `goldens stamp` refuses nothing that was not told', () => {
    const root = copyRepository(pristine);
    const unstamped = (line: string) => line.replace(/,"baseline":\{.*?\}\}/, '');
    repinned(root, SEARCH, (line, number) =>
      unstamped(number === 6 ? line.replace('"when":{}', '"when":{"tool_preference":"other"}') : line),
    );
    const { problems } = validated(root);
    expect(problems).toMatchObject([
      { code: 'BASELINE_UNREPLAYABLE', line: 6 },
      { code: 'UNSTAMPED', line: 1 },
    ]);
    expect(autotune(root, ['goldens', 'stamp']).stderr).toContain(`${SEARCH}:6:1  error BASELINE_UNREPLAYABLE`);
  });
});

describe('a tuple of the manifest that is not the recorded one', () => {
  it('is told at the first cases, and the others are counted', () => {
    const root = copyRepository(pristine);
    edit(root, MANIFEST, (text) => text.replace('top_k: 10', 'top_k: 9'));
    const { status, problems } = validated(root);
    expect(status).toBe(1);
    const found = problems.filter(({ file }) => file === SEARCH);
    expect(found).toHaveLength(21);
    expect(found.at(-1)).toMatchObject({ code: 'AUDIT_DIVERGED', line: 0, message: 'and 20 more cases diverge' });
    expect(ran(root)).toEqual({ status: 1, code: 'AUDIT_DIVERGED' });
  });
});
