/** Commands by comments, in whole runs of the built action: what people with the right to have done, once and in full. */
import { beforeAll, describe, expect, it } from 'vitest';
import { type Opened, openedStage, saying } from './saying.ts';
import { smallRepository } from './stage.ts';

let repository = '';
beforeAll(() => {
  repository = smallRepository();
});

describe('a rejection', () => {
  it('closes the pull request, keeps the reason, and the next run proposes something else', async () => {
    const stage = await openedStage(repository);
    const said = await saying(stage, 'mara', '/autotune reject --scope exact too slow in the evening');
    console.log(said.stdout, said.stderr, await stage.comments(1));
    expect(said.exitCode).toBe(0);
  }, 120_000);
});
