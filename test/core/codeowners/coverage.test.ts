import { describe, expect, it } from 'vitest';
import { coverageOf } from '../../../src/core/codeowners/coverage.ts';
import { parseCodeOwners } from '../../../src/core/codeowners/parse.ts';

const FILE = parseCodeOwners('.github/CODEOWNERS', '* @ada\n/packs/ @Acme/Domain @ann\n/packs/*/proposals/\n');
const PATHS = ['packs/support/pack.yaml', 'packs/support/proposals/at_1.json'];

describe('the owners of a change', () => {
  it('are those of the last line that covers each path, which may be nobody', () => {
    expect(coverageOf(FILE, PATHS, {}).paths).toEqual([
      { path: PATHS[0], owners: ['@Acme/Domain', '@ann'] },
      { path: PATHS[1], owners: [] },
    ]);
  });

  it('hold the roles that the configuration gives them, however their names are written', () => {
    const roles = { domain_owner: '@acme/domain', reliability: '@acme/sre', policy: undefined };
    expect(coverageOf(FILE, PATHS, roles).roles).toEqual([
      { role: 'domain_owner', owner: '@acme/domain', owns: [PATHS[0]] },
      { role: 'reliability', owner: '@acme/sre', owns: [] },
    ]);
  });

  it('are nobody without a CODEOWNERS', () => {
    expect(coverageOf(null, PATHS, { policy: '@ann' })).toEqual({
      paths: PATHS.map((path) => ({ path, owners: [] })),
      roles: [{ role: 'policy', owner: '@ann', owns: [] }],
    });
  });
});
