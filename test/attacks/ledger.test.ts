/**
 * A ledger that somebody edited, cut short, set back or took away, met by whole runs: each ends with its code and writes
 * nothing, and none begins anew unless it is told to.
 */
import { beforeAll, expect, it } from 'vitest';
import { git } from '../making/repository.ts';
import { smallRepository } from '../making/small.ts';
import { type Opened, openedStage } from './opened.ts';
import { saying } from './saying.ts';
import { LEDGER, name } from './stage.ts';

let repository = '';
beforeAll(() => {
  repository = smallRepository();
});

/** Runs into the refusal, and holds that nothing was written. */
async function refused({ world, run }: Opened, inputs: Readonly<Record<string, string>> = {}): Promise<string> {
  world.clearRequests();
  const { exitCode, annotations, outputs } = await run({ inputs });
  expect({ exitCode, operation: outputs['operation'], writes: world.writes.map(name) }).toEqual({
    exitCode: 1,
    operation: 'none',
    writes: [],
  });
  return [...new Set(annotations.map(({ properties }) => properties['title']))].join();
}

it('is refused by every run for as long as it does not verify', async () => {
  const stage = await openedStage(repository);
  const ada = stage.world.person('ada');
  const whole = (await stage.world.head(LEDGER)) ?? '';
  const beginning = git(stage.world.gitDir, 'rev-list', '--max-parents=0', whole).trim();
  const [first = '', second = ''] = git(stage.world.gitDir, 'ls-tree', '-r', '--name-only', whole, 'events/').split(
    '\n',
  );
  const text = (path: string) => git(stage.world.gitDir, 'show', `${whole}:${path}`);
  const harms: readonly (readonly [string, () => Promise<unknown>])[] = [
    [
      'a byte of an event',
      () => ada.push(LEDGER, { [first]: text(first).replace(/"at": ?"2026/, (at) => at.replace('2026', '2025')) }),
    ],
    ['an event taken out of the chain', () => ada.push(LEDGER, { [second]: null })],
    [
      'an event of another version',
      () => ada.push(LEDGER, { 'events/2026/05/12/235959Z-note-x.json': '{"schema_version": 2}\n' }),
    ],
    ['set back to how it began', () => ada.reset(LEDGER, beginning)],
  ];
  for (const [what, harm] of harms) {
    await harm();
    expect(await refused(stage), what).toBe('autotune: LEDGER_BROKEN');
    // Being told to begin anew mends nothing that is there.
    if (what.startsWith('set back'))
      expect(await refused(stage, { 'recreate-ledger': 'true' }), what).toBe('autotune: LEDGER_BROKEN');
    await ada.reset(LEDGER, whole);
  }
  await stage.expectRest();
}, 60_000);

it('is begun anew where it was deleted and somebody asks for that, never by itself, and with a note of what is lost', async () => {
  const stage = await openedStage(repository);
  await saying(stage, 'mara', '/autotune hold until it is told');
  await stage.world.person('ada').deleteBranch(LEDGER);
  expect(await refused(stage)).toBe('autotune: LEDGER_MISSING');
  expect(await stage.world.head(LEDGER)).toBeUndefined();
  const again = await stage.run({ inputs: { 'recreate-ledger': 'true' } });
  expect(again).toMatchObject({ exitCode: 0, outputs: { branch: stage.branch } });
  expect(stage.events()[0]).toMatchObject({ kind: 'note', body: { lost_heads: [expect.any(String)] } });
  expect((await stage.pulls()).map(({ number, state }) => ({ number, state }))).toEqual([{ number: 1, state: 'open' }]);
  await stage.expectRest();
}, 60_000);
