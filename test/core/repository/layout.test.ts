import { describe, expect, it } from 'vitest';
import { folderOf, placeOfDocument, setPaths } from '../../../src/core/repository/layout.ts';

describe('the layout of a repository', () => {
  it.each([
    ['.github/autotune.yaml', 'configuration', 'yaml'],
    ['packs/support/pack.yaml', 'pack', 'yaml'],
    ['packs/support/policy/policy.returns.yaml', 'policy', 'yaml'],
    ['packs/support/policy/other.yml', 'policy', 'yaml'],
    ['packs/support/tools/t.yaml', 'tools', 'yaml'],
    ['packs/support/runtime/r.yaml', 'runtime', 'yaml'],
    ['packs/support/evals/e.yaml', 'suite', 'yaml'],
    ['packs/support/releases/support.triage.yaml', 'release', 'yaml'],
    ['packs/support/releases/flags.json', 'flags', 'json'],
    ['packs/support/proposals/at_x.json', 'proposal', 'json'],
    ['goldens/support.triage/manifest.yaml', 'manifest', 'yaml'],
  ])('reads %s as a %s', (path, kind, syntax) => {
    expect(placeOfDocument(path)).toMatchObject({ kind, syntax });
  });

  it.each([
    '.github/autotune.yml',
    '.github/workflows/autotune.yaml',
    'x/.github/autotune.yaml',
    'packs/pack.yaml',
    'packs/support/pack.yml',
    'packs/support/deeper/pack.yaml',
    'packs/support/policy/deeper/p.yaml',
    'packs/support/policy/readme.md',
    'packs/support/releases/other.json',
    'packs/support/proposals/at_x.yaml',
    'goldens/support.triage/search.jsonl',
    'goldens/manifest.yaml',
    'examples/packs/support/pack.yaml',
    '',
  ])('does not read %j', (path) => {
    expect(placeOfDocument(path)).toBeNull();
  });

  it('knows the folder of a document and where a set may stand', () => {
    expect(folderOf('packs/support/releases/x.yaml')).toBe('packs/support');
    expect(setPaths('t.answer', 'test')).toEqual(['goldens/t.answer/test.jsonl', 'goldens/t.answer/test.jsonl.gz']);
  });
});
