/**
 * Events that are none: files of events on GitHub, and entries of the ledger, of unknown form, without end, or with
 * keys that reach into prototypes. The built program refuses each with its code, and nothing is asked or written.
 */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { EVENT_LIMIT, fileOf, hashOf } from '../../src/core/ledger/event-file.ts';
import { note } from '../contracts/entries.ts';
import { autotune, commitAll, copyRepository, git, refs } from '../making/repository.ts';
import { smallRepository } from '../making/small.ts';
import { commandsIn } from '../world/runner/commands.ts';
import { runAction } from '../world/runner/run-action.ts';

let small = '';
beforeAll(() => {
  small = smallRepository();
});

/** Where nobody listens: a request would be told as one that nobody answered. */
const NOBODY = {
  GITHUB_API_URL: 'http://127.0.0.1:9',
  GITHUB_GRAPHQL_URL: 'http://127.0.0.1:9/graphql',
  GITHUB_SERVER_URL: 'http://127.0.0.1:9',
  GITHUB_REPOSITORY: 'acme/support-agent',
};
const MEBIBYTE = 1024 * 1024;
const sha = '1'.repeat(40);
const pull = { number: 1, head: { sha, ref: 'topic', repo: { id: 1 } }, base: { ref: 'main' } };
const account = { id: 1, login: 'ada', type: 'User' };
const comment = { action: 'created', issue: { number: 1, pull_request: {} }, sender: account };

/** What stands in the file of an event, each of them no event that anything is done for. */
const FILES: Readonly<Record<string, string>> = {
  nothing: '',
  'half of one': '{"pull_request": {"number": 1',
  'no object': '[null]',
  'another one': '{"action": "created", "deployment": {"id": 1}}',
  'a giant': `{"pull_request": "${'x'.repeat(26 * MEBIBYTE)}"}`,
  'lists without end': `${'['.repeat(200_000)}${']'.repeat(200_000)}`,
  'one below a prototype': JSON.stringify({ repository: { id: 1 } }).replace(
    '{',
    `{"__proto__": ${JSON.stringify({ pull_request: pull, merge_group: {}, ...comment })}, `,
  ),
  'one below a constructor': JSON.stringify({ constructor: { prototype: { pull_request: pull, ...comment } } }),
  'a commit that is a command': JSON.stringify({
    pull_request: { ...pull, head: { ...pull.head, sha: '$(touch pwned)' } },
    merge_group: { head_sha: '--output=pwned', head_ref: 'x', base_sha: sha },
    ...comment,
    comment: { id: '1; touch pwned', body: '/autotune help', user: account },
    repository: { id: 1 },
  }),
  'a branch that is an option': JSON.stringify({
    pull_request: { ...pull, base: { ref: '--upload-pack=touch pwned' } },
    merge_group: { head_sha: sha, head_ref: '-x', base_sha: sha },
    ...comment,
    comment: { id: 1, body: ['/autotune help'], user: account },
    repository: { id: 1 },
  }),
};

describe.each(['pull_request', 'merge_group', 'issue_comment'])('the file of a %s', (event) => {
  it('that holds none is refused with a code, whatever it holds', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'autotune-event-'));
    for (const [what, text] of [...Object.entries(FILES), ['a folder', null] as const]) {
      const path = text === null ? folder : join(folder, 'event.json');
      if (text !== null) writeFileSync(path, text);
      const env = { ...NOBODY, GITHUB_EVENT_PATH: path };
      const step = { event, checkout: small, inputs: { 'github-token': 'ghs_x' }, env };
      const { exitCode, stdout, stderr } = await runAction(null, step);
      const said = commandsIn(stdout).filter(({ name }) => name !== 'add-mask');
      expect({ what, exitCode, stderr, said }).toMatchObject({
        ...{ what, exitCode: 1, stderr: '' },
        said: [{ name: 'error', properties: 'title=autotune%3A EVENT_UNSUPPORTED' }],
      });
    }
    expect(git(small, 'status', '--porcelain')).toBe('');
  }, 60_000);
});

describe('an entry of the ledger', () => {
  let opened = '';
  beforeAll(() => {
    opened = copyRepository(small);
    expect(autotune(opened, ['run']).status).toBe(0);
  });

  /** An event after the last one, with the hash and name that belong to it, whatever else it holds. */
  function forged(root: string, more: object): { readonly path: string; readonly text: string } {
    const paths = git(root, 'ls-tree', '-r', '--name-only', 'autotune/ledger', 'events/').trim().split('\n');
    const known = paths.map((path) => JSON.parse(git(root, 'show', `autotune/ledger:${path}`)));
    const before = new Set(known.map(({ prev_hash }) => prev_hash));
    const last = known.find(({ hash }) => !before.has(hash));
    const event = { ...note('x'), at: last.at, prev_hash: last.hash, ...more };
    const file = fileOf({ ...event, hash: hashOf(event) });
    if (file === null) throw new Error('an event without a name');
    return file;
  }

  it.each<[string, object, string]>([
    ['of an unknown version', { schema_version: 2 }, 'DOC_VERSION'],
    ['of an unknown kind', { kind: 'merge_everything' }, 'DOC_SHAPE'],
    ['with an unknown key', { merge: true }, 'DOC_SHAPE'],
    ['with a key of the prototype', JSON.parse('{"body": {"text": "x", "__proto__": {"x": 1}}}'), 'LEDGER_BROKEN'],
    ['without end', { body: { text: 'x'.repeat(EVENT_LIMIT) } }, 'LEDGER_BROKEN'],
  ])('%s stops a run before anything is searched, at its file', (_, more, code) => {
    const root = copyRepository(opened);
    const { path, text } = forged(root, more);
    const tree = join(mkdtempSync(join(tmpdir(), 'autotune-test-')), 'tree');
    git(root, 'worktree', 'add', '-q', tree, 'autotune/ledger');
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), text);
    commitAll(tree, 'forged');
    git(root, 'worktree', 'remove', tree);
    const before = refs(root);
    const { status, stdout, stderr } = autotune(root, ['run']);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain('autotune: LEDGER_BROKEN');
    expect(stderr).toContain(`${path}  error ${code}`);
    expect(refs(root)).toBe(before);
  });
});
