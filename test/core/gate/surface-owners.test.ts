/** Surfaces whose declared owner is not the one that GitHub asks: an approval gate needs its own, others are told. */
import { describe, expect, it } from 'vitest';
import { checkSurfaceOwners } from '../../../src/core/gate/checks/surface-owners.ts';

const PACK = 'packs/my support/pack.yaml';
const GATE = {
  path: 'approval_gate.refund.threshold',
  layer: 'approval_gate',
  owner: '@acme/policy',
  pack: PACK,
} as const;
const TOKENS = { ...GATE, path: 'context_budget.evidence_tokens', layer: 'context_budget' } as const;

describe('the declared owner of a changed surface', () => {
  it('passes as a code owner of the pack, however the name is written', () => {
    const surfaces = [{ ...GATE, owners: ['@acme/domain', '@Acme/Policy'] }];
    expect(checkSurfaceOwners({ surfaces })).toMatchObject([{ id: 'surface_owners', verdict: 'pass' }]);
  });

  it('fails for an approval gate that others own, with the line that CODEOWNERS needs', () => {
    const [found, ...others] = checkSurfaceOwners({ surfaces: [{ ...GATE, owners: ['@acme/domain'] }] });
    expect(others).toEqual([]);
    expect(found).toMatchObject({ verdict: 'fail', path: PACK });
    expect(found?.reason).toContain(`${GATE.path} is declared to be @acme/policy's, who is no code owner of ${PACK}`);
    expect(found?.reason).toMatch(/such as \/packs\/my\\ support\/pack\.yaml @acme\/domain @acme\/policy$/);
  });

  it('is a note for a surface of another layer', () => {
    const surfaces = [{ ...TOKENS, owners: [] }];
    expect(checkSurfaceOwners({ surfaces })).toMatchObject([{ verdict: 'note', path: PACK }]);
  });

  it('is not asked where no declared surface changes', () => {
    expect(checkSurfaceOwners({ surfaces: [] })).toEqual([]);
  });
});
