import { describe, expect, it } from 'vitest';
import { coverageOf } from '../../../src/core/codeowners/coverage.ts';
import { parseCodeOwners } from '../../../src/core/codeowners/parse.ts';

const FILE = parseCodeOwners('.github/CODEOWNERS', '* @ada\n/packs/ @Acme/Domain @ann\n/packs/*/proposals/\n');
const PATHS = ['packs/support/pack.yaml', 'packs/support/proposals/at_1.json'];

describe('the owners of a change', () => {
  it('are those of the last line that covers each path, which may be nobody', () => {
    expect(coverageOf(FILE, PATHS, {}).paths).toEqual([
      { path: PATHS[0], owners: ['@Acme/Domain', '@ann'], bots: [] },
      { path: PATHS[1], owners: [], bots: [] },
    ]);
  });

  it('hold the roles that the configuration gives them, however their names are written', () => {
    const roles = { domain_owner: '@acme/domain', reliability: '@acme/sre', policy: undefined };
    expect(coverageOf(FILE, PATHS, roles).roles).toEqual([
      { role: 'domain_owner', owner: '@acme/domain', owns: [PATHS[0]] },
      { role: 'reliability', owner: '@acme/sre', owns: [] },
    ]);
  });

  it('are no bots, and a line that names one is told of where no later line decides', () => {
    const file = parseCodeOwners('CODEOWNERS', '* @ada\n*.yaml @ann @robo[bot]\n/packs/ @robo[bot]\n/packs/b/ @ann\n');
    const named = (path: string) => coverageOf(file, [path], {}).paths[0];
    expect(named('packs/a/pack.yaml')).toMatchObject({ owners: ['@ada'], bots: ['@robo[bot]'] });
    expect(named('packs/b/pack.yaml')).toMatchObject({ owners: ['@ann'], bots: [] });
    expect(named('notes.md')).toMatchObject({ owners: ['@ada'], bots: [] });
  });

  it('are nobody without a CODEOWNERS', () => {
    expect(coverageOf(null, PATHS, { policy: '@ann' })).toEqual({
      paths: PATHS.map((path) => ({ path, owners: [], bots: [] })),
      roles: [{ role: 'policy', owner: '@ann', owns: [] }],
    });
  });
});
