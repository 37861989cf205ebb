/** What becomes of a proposal that people merge, in any of the ways GitHub offers, or take back: the next runs leave it at that. */
import { describe, expect, it } from 'vitest';
import { git } from '../making/repository.ts';
import { PACK, type Stage, smallRepository, stageOf } from './stage.ts';

const from = smallRepository();
const RELEASE = 'packs/bench/releases/bench.answer.yaml';
const at = (commit: string, path: string, repository = from) => git(repository, 'show', `${commit}:${path}`);

/** A proposal that ada merged, and the checkout at what came of it. */
async function merged(method: 'merge' | 'squash' | 'rebase'): Promise<Stage> {
  const stage = await stageOf(from);
  expect((await stage.run()).outputs).toMatchObject({ operation: 'created', 'pull-request-number': '1' });
  await stage.world.person('ada').merge(1, method);
  await stage.advance({});
  return stage;
}

describe('a proposal that was merged', () => {
  it.each(['merge', 'squash', 'rebase'] as const)(
    'by %s is over: nothing is opened or closed again',
    async (method) => {
      const stage = await merged(method);
      const before = await stage.left();
      const next = await stage.run();
      expect(next.annotations).toMatchObject([{ properties: { title: 'autotune: CONTRACT_INCOMPLETE' } }]);
      expect(next.annotations[0]?.message).toContain('record its release first');
      expect(await stage.left()).toEqual(before);
      expect(await stage.pulls()).toMatchObject([{ number: 1 }]);
    },
    120_000,
  );
});

describe('a proposal that was merged and released', () => {
  it('is where the next search starts, and reverted it wedges nothing', async () => {
    const stage = await merged('squash');
    const released = at('HEAD', RELEASE)
      .replace('ctxpack.bench@1.0.0', 'ctxpack.bench@1.0.1')
      .replace(/pack: sha256:[0-9a-f]+,? ?/, '');
    await stage.advance({ [RELEASE]: released });
    expect(await stage.run()).toMatchObject({ exitCode: 0, stderr: '' });
    const [first, ...others] = await stage.pulls();
    expect(first).toMatchObject({ number: 1, state: 'closed' });
    expect(others.map(({ branch }) => branch)).not.toContain(first?.branch);
    await stage.expectRest();

    const [proposal = ''] = git(stage.checkout, 'ls-files', 'packs/bench/proposals').trim().split('\n');
    const reverted = { [PACK]: at('HEAD', PACK), [RELEASE]: at('HEAD', RELEASE), [proposal]: null };
    await stage.world.person('ada').push('main', reverted, { message: 'Revert "tune"' });
    await stage.advance({});
    expect(await stage.run()).toMatchObject({ exitCode: 0, stderr: '' });
    const [again, ...more] = await stage.pulls();
    expect(again).toEqual(first);
    expect(more.map(({ branch }) => branch)).not.toContain(first?.branch);
    await stage.expectRest();
  }, 120_000);
});
