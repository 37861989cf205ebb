import { describe, expect, it } from 'vitest';
import { whyUnlawful } from '../../../src/core/packs/check-patch.ts';
import type { TypedPatch } from '../../../src/schema/tunable-surface.ts';
import { pack as bare, topK } from './example-pack.ts';

const PATH = 'evidence.policy_kb.top_k';
const pack = { ...bare, tunable_surfaces: [topK({ min: 2, max: 12, step: 2 })] };

describe('a patch that is about to be written', () => {
  it('is lawful where it changes a declared surface within its bounds', () => {
    expect(whyUnlawful(pack, { [PATH]: { from: 8, to: 6 } })).toBeNull();
  });

  it.each<[string, TypedPatch, RegExp]>([
    ['changes nothing', {}, /nothing/],
    ['changes what is not declared', { 'evidence.policy_kb.max_hops': { from: 3, to: 2 } }, /not declared tunable/],
    ['changes the version by itself', { 'pack_meta.version': { from: '5.2.0', to: '9.0.0' } }, /not declared tunable/],
    ['widens its own bounds', { 'tunable_surfaces.0.bounds.max': { from: 12, to: 99 } }, /not declared tunable/],
    ['reaches a prototype', { '__proto__.top_k': { from: 8, to: 6 } }, /not declared tunable/],
    ['starts from another value', { [PATH]: { from: 10, to: 6 } }, /another value/],
    ['leaves the bounds', { [PATH]: { from: 8, to: 14 } }, /evidence\.policy_kb\.top_k: /],
    ['leaves the steps', { [PATH]: { from: 8, to: 5 } }, /evidence\.policy_kb\.top_k: /],
    ['is of another type', { [PATH]: { from: 8, to: '6' } }, /evidence\.policy_kb\.top_k: /],
    [
      'does so beside a lawful change',
      { [PATH]: { from: 8, to: 6 }, 'intents.0.risk_class': { from: 'read_only', to: 'network' } },
      /not declared tunable/,
    ],
  ])('is refused where it %s', (_, patch, reason) => {
    expect(whyUnlawful(pack, patch)).toMatch(reason);
  });
});
