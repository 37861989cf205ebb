/** action.yml says what the code does: its inputs with their defaults, its outputs, its verbs, and a bundle that is there. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { withActionTables } from '../../scripts/action-page.ts';
import { ACTION_VERBS, INPUT_DEFAULTS } from '../../src/action/inputs.ts';
import { OUTPUT_NAMES } from '../../src/action/outputs.ts';
import { VERB_OF_EVENT } from '../../src/action/verb.ts';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const text = readFileSync(join(ROOT, 'action.yml'), 'utf8');
type Described = Record<string, { description: string; default?: string }>;
const action: {
  runs: { using: string; main: string };
  inputs: Described;
  outputs: Described;
  branding: { icon: string; color: string };
} = parse(text);

describe('action.yml', () => {
  it('has the inputs that the code reads, with the same defaults', () => {
    const defaults = Object.entries(action.inputs).map(([name, input]) => [name, input.default]);
    expect(Object.fromEntries(defaults)).toEqual({ ...INPUT_DEFAULTS, 'github-token': `${'$'}{{ github.token }}` });
  });

  it('has the outputs that the code sets', () => {
    expect(Object.keys(action.outputs)).toEqual(OUTPUT_NAMES);
  });

  it('names every verb, and every event with its own', () => {
    const { description } = action.inputs['command'] ?? { description: '' };
    for (const word of [...ACTION_VERBS, ...VERB_OF_EVENT.keys()]) expect(description).toContain(`\`${word}\``);
  });

  it('names inputs and outputs in kebab-case and describes each in a sentence', () => {
    for (const [name, { description }] of [...Object.entries(action.inputs), ...Object.entries(action.outputs)]) {
      expect(name).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
      expect(description.trim()).toMatch(/^\S.*\.$/s);
    }
  });

  it('runs the bundle on Node 24, and has a badge', () => {
    expect(action.runs).toEqual({ using: 'node24', main: 'dist/action.js' });
    expect(existsSync(join(ROOT, action.runs.main))).toBe(true);
    expect(action.branding).toEqual({
      icon: expect.stringMatching(/^[a-z-]+$/),
      color: expect.stringMatching(/^[a-z-]+$/),
    });
  });
});

describe('the tables of README.md', () => {
  it('are written into their region alone, and the same again', () => {
    const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
    expect(withActionTables(readme, text)).toBe(readme);
    const stale = readme.replace('| `operation` |', '| `operations` |');
    expect(stale).not.toBe(readme);
    expect(withActionTables(stale, text)).toBe(readme);
  });

  it('need their region', () => {
    expect(() => withActionTables('# Page\n', text)).toThrow('README.md needs the lines');
  });
});
