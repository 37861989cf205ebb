/** The gate on sets whose cases keep their ids and become others: recordings that are rewritten, in either set. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { byPerson, gateOf, told } from '../making/gate.ts';
import { autotune, commitAll, copyRepository, edit, git, makeRepository } from '../making/repository.ts';
import { makeKey, VARIABLE } from '../making/sealed.ts';

const FOLDER = 'goldens/bench.answer';
const MANIFEST = `${FOLDER}/manifest.yaml`;
const VERSION = 'come, go or become others under the version that they had';

let pristine = '';
beforeAll(() => {
  pristine = makeRepository({ search: 20, test: 12 });
});

const stamp = (root: string, verb: readonly string[] = ['stamp']) => {
  const { status, stderr } = autotune(root, ['goldens', ...verb]);
  if (status !== 0) throw new Error(stderr);
};
const rewritten = (set: string) => (root: string) => {
  edit(root, `${FOLDER}/${set}.jsonl`, (text) => text.replaceAll(/"base_tokens":(\d+)/g, '"base_tokens":1$1'));
  stamp(root);
};
const renewed = (root: string) =>
  edit(root, MANIFEST, (text) => text.replace(/version: 2[0-9-]*/, 'version: 2031-01-06'));
const judged = (change: (root: string) => void, from = pristine) => gateOf(byPerson(from, change));

describe('recordings that are rewritten and stamped', () => {
  it('are named in the search set, with how many cases they are of', async () => {
    const report = await judged(rewritten('search'));
    expect(report.decision).toBe('pass');
    const notes = told(report, 'note');
    expect(notes).toContain(
      'loosened: the goldens of bench.answer are loosened: 20 of 20 search cases that stay have another recording',
    );
    expect(notes.join('\n')).toContain(`goldens: search cases of bench.answer ${VERSION}`);
  });

  it('fail in the held-out set under the version that it has', async () => {
    const report = await judged(rewritten('test'));
    expect(report.decision).toBe('fail');
    expect(told(report, 'fail')).toEqual([
      expect.stringContaining(`goldens: held-out cases of bench.answer ${VERSION}`),
    ]);
  });

  it('are named in the held-out set under a new version, by number and never by a case', async () => {
    const report = await judged((root) => {
      rewritten('test')(root);
      renewed(root);
    });
    expect(report.decision).toBe('pass');
    expect(told(report, 'note')).toContain(
      'loosened: the goldens of bench.answer are loosened: 12 of 12 held-out cases that stay have another recording',
    );
    const ids = readFileSync(join(pristine, `${FOLDER}/test.jsonl`), 'utf8').matchAll(/"case_id":"([^"]+)"/g);
    for (const [, id = ''] of ids) expect(JSON.stringify(report)).not.toContain(id);
  });
});

describe('sets that stay what they are', () => {
  const found = async (change: (root: string) => void, from = pristine) => {
    const report = await judged(change, from);
    expect(report.decision).toBe('pass');
    const all = [...told(report, 'fail'), ...told(report, 'inconclusive'), ...told(report, 'note')];
    return all.filter((line) => line.startsWith('goldens: ') || line.startsWith('loosened: '));
  };
  const all = (root: string, set: string, change: (lines: string[]) => string[]) =>
    edit(root, `${FOLDER}/${set}.jsonl`, (text) => `${change(text.trimEnd().split('\n')).join('\n')}\n`);

  it('are no others by being stamped anew, put in order or compressed', async () => {
    const unstamped = copyRepository(pristine);
    const old = (line: string) =>
      line.replaceAll(/"steps":\{[^}]*\}/g, (steps) => steps.replaceAll(/[0-9a-f]{12}/g, '0'.repeat(12)));
    for (const set of ['search', 'test']) all(unstamped, set, (lines) => lines.map(old));
    commitAll(unstamped, 'stamped by something older');
    expect(await found((root) => stamp(root), unstamped)).toEqual([]);
    const turned = (root: string) => {
      all(root, 'test', (lines) => lines.reverse());
      stamp(root);
    };
    expect(await found(turned)).toEqual([]);
    const zipped = (root: string) => {
      const path = join(root, `${FOLDER}/test.jsonl`);
      writeFileSync(`${path}.gz`, gzipSync(readFileSync(path)));
      git(root, 'rm', '-q', `${FOLDER}/test.jsonl`);
      stamp(root);
    };
    expect(await found(zipped)).toEqual([]);
  });

  it('are no others by being sealed, whether or not they can be opened', async () => {
    const { recipient, identity } = makeKey();
    const sealed = byPerson(pristine, (root) => stamp(root, ['seal', '--to', recipient]));
    const closed = await gateOf(sealed);
    expect([...told(closed, 'fail'), ...told(closed, 'inconclusive')]).toEqual([]);
    const open = await gateOf(sealed, {}, { [VARIABLE]: identity });
    expect([...told(open, 'fail'), ...told(open, 'inconclusive')]).toEqual([]);
    expect(told(open, 'note').join('\n')).not.toContain('loosened');
  });

  it('are named, and pass, where search cases are added by hand under their version', async () => {
    const added = (root: string) => {
      all(root, 'search', (lines) => {
        const golden = JSON.parse(lines[0] ?? '');
        return [...lines, JSON.stringify({ ...golden, case_id: 'one-more', trace_id: 'one-more' })];
      });
      stamp(root);
    };
    expect(await found(added)).toEqual([expect.stringContaining(`goldens: search cases of bench.answer ${VERSION}`)]);
    const dated = (root: string) => {
      added(root);
      renewed(root);
    };
    expect(await found(dated)).toEqual([]);
  });
});
