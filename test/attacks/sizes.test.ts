/**
 * Texts at the limits of who takes them, in characters that count once, twice and four times: whole below them, cut with
 * a pointer above, and never half a character. By size and piece: `../core/proposal/comment.test.ts`, `../action/summary.test.ts`.
 */
import { expect, it } from 'vitest';
import { SUMMARY_LIMIT } from '../../src/action/summary.ts';
import { BUDGET, sizeOf, withinBudget } from '../../src/core/proposal/body/budget.ts';
import { commitTo, proposalOn, textOf } from '../contracts/forge.ts';
import { githubShop } from '../edge/github-shop.ts';
import { copyRepository, edit, makeRepository } from '../making/repository.ts';
import { PACK, smallRepository } from '../making/small.ts';
import { runAction } from '../world/runner/run-action.ts';
import { stageOf } from './stage.ts';

const FILLERS = ['a', 'ß', '字', '😀', '👩‍👩‍👧', '\ud83d'];
const HALF = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

/** Lines of one character, and so many bytes in all. */
function filled(filler: string, bytes: number): string {
  const line = `${filler.repeat(20)}\n`;
  const whole = line.repeat(Math.floor(bytes / sizeOf(line)));
  return whole + '.'.repeat(bytes - sizeOf(whole));
}

it('a body and a comment of one byte less, as many and one more than the budget are taken, and the same the next time', async () => {
  const { forge: open, world } = await githubShop();
  const forge = open();
  await commitTo(forge, proposalOn((await forge.base()).commit));
  for (const filler of ['a', '字', '😀']) {
    for (const over of [-1, 0, 1]) {
      const text = withinBudget(filled(filler, BUDGET + over), BUDGET, 'The rest is on the branch.');
      expect(text.endsWith('The rest is on the branch.')).toBe(over > 0);
      const { request } = await forge.upsertPullRequest(textOf({ body: text }));
      const comment = { kind: 'scorecard', text, at: '2026-05-12T06:00:00Z' } as const;
      await forge.upsertComment(request, comment);
      world.clearRequests();
      expect(await forge.upsertPullRequest(textOf({ body: text }))).toMatchObject({ operation: 'unchanged' });
      expect(await forge.upsertComment(request, comment)).toBe('unchanged');
      expect(world.writes).toEqual([]);
    }
  }
}, 60_000);

it('a proposal that has more to say than a body holds is opened, cut with a pointer, and the same in the next run', async () => {
  const owners = Array.from({ length: 2600 }, (_, i) => `@acme/owners-of-everything-${i}`);
  const stage = await stageOf(smallRepository(undefined, { '.github/CODEOWNERS': `* ${owners.join(' ')}\n` }));
  expect(await stage.run()).toMatchObject({ exitCode: 0, outputs: { operation: 'created' } });
  const [{ body } = { body: '' }] = await stage.pulls();
  expect(sizeOf(body)).toBeLessThanOrEqual(BUDGET);
  // The line of these owners alone is more than GitHub takes; what stands before it is whole, and the details follow.
  expect(sizeOf(owners.join(''))).toBeGreaterThan(BUDGET);
  expect(body).toContain('### Guardrails');
  expect(body).toContain('\n\nMore would not fit: the proposal file of this diff has the rest.\n\n');
  expect(body).toContain('\n<details>\n');
  expect(body).toMatch(/\n<!-- autotune proposal \w+ -->\s*$/);
  await stage.expectRest();
}, 60_000);

it('a body beyond what GitHub takes is an error with a code, and nothing is left half-written', async () => {
  const { forge: open, world } = await githubShop();
  const forge = open();
  await commitTo(forge, proposalOn((await forge.base()).commit));
  const refused = forge.upsertPullRequest(textOf({ body: 'x'.repeat(65_537) }));
  await expect(refused).rejects.toMatchObject({ code: 'FORGE_REFUSED' });
  expect(world.state.pulls.size).toBe(0);
}, 60_000);

it('a page of problems in any characters stays below the limit of a step, and every output is whole', async () => {
  const pristine = makeRepository({ search: 4, test: 4 });
  for (const filler of FILLERS) {
    const root = copyRepository(pristine);
    const key = JSON.stringify(filler.repeat(100));
    edit(
      root,
      PACK,
      (text) => `${text}${Array.from({ length: 1500 }, (_, i) => `? ${key.replace('"', `"${i}`)}\n: 1\n`).join('')}`,
    );
    const step = { event: 'pull_request', checkout: root, inputs: { command: 'validate' } };
    const { exitCode, stdout, summary, outputs, files } = await runAction(null, step);
    expect(exitCode).toBe(1);
    expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(SUMMARY_LIMIT);
    expect(summary.includes('1000 more')).toBe(true);
    const texts = [stdout, summary, ...Object.values(outputs)];
    // Half a character cannot be written, and stands there as the sign for that; nobody else's may be cut in two.
    const cut = texts.filter((text) => text.includes('\ufffd') && !HALF.test(filler)).length;
    expect({ filler, cut }).toEqual({ filler, cut: 0 });
    expect(JSON.parse(files[outputs['report'] ?? ''] ?? '')).toMatchObject({ valid: false });
  }
}, 60_000);
