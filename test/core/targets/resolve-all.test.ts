import { expect, it } from 'vitest';
import { openQuestions } from '../../../src/core/targets/contract.ts';
import { askAll, resolveAll } from '../../../src/core/targets/resolve-all.ts';
import type { Target } from '../../../src/schema/configuration.ts';
import { COUNTED, declared } from './resolved.ts';

const repository = declared(COUNTED);
const configuration = repository.configurations[0]?.value;
const [own] = configuration?.targets ?? [];
if (configuration === undefined || own === undefined) throw new Error('these tests need a target');

const GHOST = ['pack', 'intent', 'release record', 'goldens manifest'].map(
  (what) => `there is no ${what} for bench.ghost`,
);

function open(target: Target): readonly string[] {
  const { resolutions, missing } = resolveAll(repository, configuration ?? never(), target);
  return [...missing, ...askAll(target, resolutions, openQuestions)];
}

function never(): never {
  throw new Error('no configuration');
}

it('an intent that is also affected and not there is told beside the target', () => {
  expect(open(own)).toEqual([]);
  expect(open({ ...own, also_affects: ['bench.ghost'] })).toEqual(GHOST);
});

it('of an intent that is only affected the metric of the target is not asked', () => {
  const strange = { ...own, metric: 'happiness' };
  expect(open(strange)).toEqual([expect.stringContaining('happiness is neither')]);
  expect(open({ ...strange, intent: 'bench.ghost', also_affects: [own.intent] })).toEqual(GHOST);
});
