import { expect, it } from 'vitest';
import { finishRun } from '../../src/action/finish.ts';
import type { Reporter } from '../../src/action/reporter.ts';
import { failedReport } from '../../src/door/failure.ts';
import { AutotuneError } from '../../src/kit/errors.ts';
import type { Problem } from '../../src/kit/problem.ts';

it('lists every problem of a run in the log, where a page and annotations have room for a few', async () => {
  const said: string[] = [];
  const reporter: Reporter = {
    say: (text) => said.push(text),
    annotate: () => undefined,
    showPage: async () => undefined,
    setOutputs: async () => undefined,
  };
  const problems = Array.from({ length: 120 }, (_, i): Problem => {
    const shared = { severity: 'error', code: 'DOC_SHAPE', file: 'packs/a/pack.yaml', column: 3 } as const;
    return { ...shared, line: i + 1, message: 'Not a number.', found: 'ten', expected: 'a number' };
  });
  const error = new AutotuneError('DOCUMENTS_INVALID', 'two documents are wrong', { problems });
  expect(await finishRun(reporter, failedReport(error), false)).toBe(1);
  const log = said.join('\n');
  for (const { line } of problems) expect(log).toContain(`packs/a/pack.yaml:${line}:3  error DOC_SHAPE  Not a number.`);
  expect(log).toContain('expected: a number');
});
