/** The gate on intents and packs that are renamed, moved, taken away or added: none of them slips past the replay. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { CONFIGURATION, byPerson as changedByPerson, gateOf, makeGated, PACK, told } from '../making/gate.ts';
import { autotune, commitAll, copyRepository, edit, git, write } from '../making/repository.ts';

const FLAGS = 'packs/bench/releases/flags.json';
const RELEASE = 'packs/bench/releases/bench.answer.yaml';
const SETS = ['manifest.yaml', 'search.jsonl', 'test.jsonl'].map((name) => `goldens/bench.answer/${name}`);

let pristine = '';
beforeAll(() => {
  pristine = makeGated();
});

/** A branch on which a person changes the copy; goldens are stamped anew. */
function byPerson(change: (root: string) => void): { root: string; branch: string } {
  const made = changedByPerson(pristine, (root) => {
    change(root);
    expect(autotune(root, ['goldens', 'stamp']).stderr).toBe('');
  });
  expect(git(made.root, 'diff', '--name-only', 'main', 'work')).not.toBe('');
  return made;
}

const other = (text: string) => text.replaceAll('bench.answer', 'bench.reply');

/** Writes every document of the intent again under another name. */
function twin(root: string, change = (text: string) => text): void {
  for (const path of [...SETS, RELEASE])
    write(root, other(path), change(other(readFileSync(join(root, path), 'utf8'))));
}

function rename(root: string, change?: (text: string) => string): void {
  twin(root, change);
  git(root, 'rm', '-rq', 'goldens/bench.answer', RELEASE);
  edit(root, PACK, other);
  edit(root, CONFIGURATION, other);
}

const deepen = (depth: number) => (root: string) =>
  edit(root, PACK, (text) => text.replace('version: 1.0.0', 'version: 1.1.0').replace('top_k: 10', `top_k: ${depth}`));
/** The record names the pack that it is stamped with. */
const released = (root: string, path: string, is = '1.1.0') =>
  edit(root, path, (text) => text.replace(`ctxpack.bench@1.0.0`, `ctxpack.bench@${is}`));

/** Every change of a pack has a version of its own. */
const raised = (change: (root: string) => void) => (root: string) => {
  change(root);
  edit(root, PACK, (text) => text.replace('version: 1.0.0', 'version: 1.0.1'));
};

it('a change that loses answers fails, though its intent has another name then', async () => {
  const proposed = byPerson((root) => {
    rename(root);
    deepen(2)(root);
    released(root, other(RELEASE));
  });
  const report = await gateOf(proposed);
  expect(told(report, 'fail').join('\n')).toMatch(/guardrails: bench\.answer, now bench\.reply: utility_delta: /);
  expect(report.scorecard_delta?.['bench.answer']?.search.counts.total).toBe(400);
});

it('a name that changes, with the same cases and settings, loses nothing', async () => {
  const report = await gateOf(byPerson(raised(rename)));
  expect(told(report, 'fail')).toEqual([]);
  expect(told(report, 'inconclusive')).toEqual([]);
  expect(told(report, 'pass').join('\n')).toMatch(
    /guardrails: bench\.answer, now bench\.reply: all \d+ guardrails hold/,
  );
});

it('an intent whose cases go with its name is not told to be the same', async () => {
  const report = await gateOf(
    byPerson(raised((root) => rename(root, (text) => text.replaceAll(':"case_', ':"other_')))),
  );
  expect(report.decision).toBe('inconclusive');
  const open = told(report, 'inconclusive').join('\n');
  expect(open).toContain('bench.answer is taken away');
  expect(open).toContain('bench.reply is new beside intents that change');
});

it('a pack that stands elsewhere is replayed by the names of its intents', async () => {
  const move = (root: string) => git(root, 'mv', 'packs/bench', 'packs/desk');
  const same = await gateOf(byPerson(move));
  expect(told(same, 'pass').join('\n')).toContain('every intent of the base keeps the pack settings');
  expect(told(same, 'note').join('\n')).toContain('packs/bench/pack.yaml moves to packs/desk/pack.yaml');
  const worse = await gateOf(
    byPerson((root) => {
      deepen(2)(root);
      released(root, RELEASE);
      git(root, 'add', '-A');
      move(root);
    }),
  );
  expect(told(worse, 'fail').join('\n')).toMatch(/guardrails: bench\.answer: utility_delta: /);
});

const add = (root: string) => {
  twin(root, (text) => text.replaceAll(':"case_', ':"other_'));
  edit(root, PACK, (text) => text.replace(/( {2}- \{ id: bench\.answer.*\n)/, (line) => `${line}${other(line)}`));
};

it('an intent that is new in a change of its own is told, and beside others it is not judged', async () => {
  const alone = await gateOf(byPerson(raised(add)));
  expect(alone).toMatchObject({ decision: 'pass', kind: 'human' });
  expect(told(alone, 'note').join('\n')).toContain('bench.reply is new: the base has nothing to compare it with');
  const beside = await gateOf(
    byPerson((root) => {
      add(root);
      deepen(9)(root);
      for (const path of [RELEASE, other(RELEASE)]) released(root, path);
    }),
  );
  expect(told(beside, 'inconclusive').join('\n')).toContain('bench.reply is new beside intents that change');
});

describe('an intent that is taken away', () => {
  const RECORD = other(RELEASE);
  const TARGET = /targets:\n((?: {2}.*\n)+)/;
  const targetIn = (root: string) => TARGET.exec(readFileSync(join(root, CONFIGURATION), 'utf8'))?.[1] ?? '';
  let both = '';
  beforeAll(() => {
    both = copyRepository(pristine);
    const target = targetIn(both);
    raised(add)(both);
    edit(both, CONFIGURATION, (text) => text.replace(target, `${target}${other(target)}`));
    for (const path of [RELEASE, RECORD]) released(both, path, '1.0.1');
    stamped(both);
    expect(autotune(both, ['validate']).status).toBe(0);
    commitAll(both, 'two intents');
  });

  function stamped(root: string): void {
    for (const verb of [
      ['goldens', 'stamp'],
      ['flags', '--write'],
    ]) {
      const { status, stderr } = autotune(root, verb);
      if (status !== 0) throw new Error(stderr);
    }
  }

  /** All of it, and whatever is kept of it put back. */
  const away =
    (kept: readonly string[] = []) =>
    (root: string) => {
      edit(root, PACK, (text) => text.replace(/ {2}- \{ id: bench\.reply.*\n/, '').replace('1.0.1', '1.0.2'));
      edit(root, CONFIGURATION, (text) => text.replace(other(targetIn(pristine)), ''));
      git(root, 'rm', '-rq', 'goldens/bench.reply', RECORD);
      stamped(root);
      if (kept.length > 0) git(root, 'checkout', '-q', 'main', '--', ...kept);
    };
  const judged = (change: (root: string) => void, from = both) => gateOf(changedByPerson(from, change));

  it('whole passes, with a note of what nobody here knows, and its owners asked', async () => {
    const report = await judged(away());
    expect([...told(report, 'fail'), ...told(report, 'inconclusive')]).toEqual([]);
    expect(report).toMatchObject({ decision: 'pass', kind: 'human', reason: expect.stringContaining('bench.reply') });
    expect(told(report, 'pass').join('\n')).toContain('removed_intents: bench.reply is taken away whole');
    expect(told(report, 'pass').join('\n')).toContain('owners: every changed path has an owner');
    expect(told(report, 'note').join('\n')).toContain('what requests for bench.reply meet then is in the code');
  });

  it.each([
    ['its record', [RECORD], 'documents: REF_UNRESOLVED: no pack declares the intent bench.reply'],
    ['its flag', [FLAGS], `removed_intents: bench.reply is taken away, and its flag in ${FLAGS} would stay`],
    ['its cases', ['goldens/bench.reply/search.jsonl'], 'and goldens/bench.reply/search.jsonl would stay'],
    ['its sets', ['goldens/bench.reply'], 'documents: REF_UNRESOLVED: no pack declares the intent bench.reply'],
    ['its target', [CONFIGURATION], 'documents: REF_UNRESOLVED: no pack declares the intent bench.reply'],
  ])('and leaves %s fails, and says what stays', async (_, kept, said) => {
    const report = await judged(away(kept));
    expect(report.decision).toBe('fail');
    expect(told(report, 'fail').join('\n')).toContain(said);
  });

  it('in the middle of a rollout fails, by its stage', async () => {
    const rolling = copyRepository(both);
    edit(rolling, RECORD, (text) => {
      const tuple = /release_tuple: (\{.*\})/.exec(text)?.[1] ?? '';
      const candidate = tuple.replace(/id: [^,]*/, 'id: release.bench.reply@next');
      return text.replace(
        /rollout: .*/,
        `rollout: { stage: 0%_shadow, since: "2026-05-01T00:00:00Z", candidate_tuple: ${candidate} }`,
      );
    });
    stamped(rolling);
    commitAll(rolling, 'a rollout');
    const report = await judged(away(), rolling);
    expect(told(report, 'fail')).toContainEqual(
      'removed_intents: bench.reply is taken away, and its rollout is at 0%_shadow: finish it or take it back first',
    );
  });

  it('fails where no owner has to approve that', async () => {
    const unowned = copyRepository(both);
    write(unowned, '.github/CODEOWNERS', '/docs/ @acme/all\n');
    commitAll(unowned, 'nobody owns it');
    const report = await judged(away(), unowned);
    expect(report.decision).toBe('fail');
    expect(told(report, 'fail').join('\n')).toMatch(
      /owners: nobody owns packs\/bench\/pack\.yaml .*\n(.*\n)*roles: none of/,
    );
  });

  it('beside a worse setting of the others hides nothing of it, and beside one that comes is not told to be gone', async () => {
    const worse = await judged((root) => {
      away()(root);
      edit(root, PACK, (text) => text.replace('top_k: 10', 'top_k: 2'));
      stamped(root);
    });
    expect(told(worse, 'fail').join('\n')).toMatch(/guardrails: bench\.answer: utility_delta: /);
    const third = (text: string) => text.replaceAll('bench.reply', 'bench.third').replaceAll(':"other_', ':"third_');
    const swapped = await judged((root) => {
      const [entry = ''] = / {2}- \{ id: bench\.reply.*\n/.exec(readFileSync(join(root, PACK), 'utf8')) ?? [];
      const texts = [...SETS.map(other), RECORD].map((path) => [path, readFileSync(join(root, path), 'utf8')] as const);
      away()(root);
      edit(root, PACK, (text) => text.replace(/( {2}- \{ id: bench\.answer.*\n)/, (line) => `${line}${third(entry)}`));
      for (const [path, text] of texts) write(root, third(path), third(text).replaceAll('1.0.1', '1.0.2'));
      stamped(root);
    });
    expect(swapped.decision).toBe('inconclusive');
    expect(told(swapped, 'inconclusive').join('\n')).toContain(
      'removed_intents: bench.reply is taken away beside intents',
    );
  });
});
