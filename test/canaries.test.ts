/**
 * Canaries in a held-out set: words in every text and id of it, which no verb may say, write or leave anywhere, whether
 * it passes, fails or dies. Commands come from the table of verbs, so that a new one is tried without being added here.
 */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { syntheticCase } from '../bench/synthetic.ts';
import { VERBS } from '../src/cli/verbs.ts';
import { sha256 } from '../src/kit/canonical.ts';
import type { GoldenCase } from '../src/schema/golden-case.ts';
import { commandLines, PLAN, SHARD, SHARDS } from './canaries/command-lines.ts';
import { CANARY, planted, unplanted } from './canaries/planting.ts';
import { leaks, type Traces, trace } from './canaries/scanning.ts';
import { atOnce } from './making/at-once.ts';
import { commitAll, copyRepository, edit, git } from './making/repository.ts';
import { type Key, makeKey, sealedCopy, VARIABLE } from './making/sealed.ts';
import { PACK, SMALL_DOCUMENTS, smallRepository } from './making/small.ts';

const FOLDER = 'goldens/bench.answer';
const PLAIN = `${FOLDER}/test.jsonl`;
const SEALED = `${PLAIN}.age`;
const MANIFEST = `${FOLDER}/manifest.yaml`;
const DEFECT = join(import.meta.dirname, 'canaries', 'defect.mjs');

let alice: Key;
let bob: Key;
const made = { open: '', sealed: '', shallow: '', unconfirmed: '' };

const held = (change: (golden: GoldenCase) => GoldenCase) => (golden: GoldenCase, i: number) =>
  i < 1000 ? golden : change(golden);
/** The answer lies deeper than the candidate that wins on the search set retrieves. */
const deep = (golden: GoldenCase): GoldenCase => {
  const refs = golden.evidence['kb']?.items.filter(({ hop }) => hop === 3).map(({ ref }) => ref) ?? [];
  const cites = refs.slice(8, 10);
  const decisions = golden.decisions.map((decision) => ({ ...decision, cites }));
  return { ...golden, decisions, expected: { ...golden.expected, required_evidence: cites } };
};

/** Recorded less deep than the pack of these days retrieves, and deep enough for what it was recorded under. */
const shallow = (golden: GoldenCase): GoldenCase => {
  const kb = golden.evidence['kb'];
  if (kb === undefined) return golden;
  const items = [1, 2, 3].flatMap((hop) => kb.items.filter((item) => item.hop === hop).slice(0, 11));
  return { ...golden, evidence: { kb: { ...kb, recorded_depth: 11, items } } };
};
const DEEPER = {
  [PACK]: (SMALL_DOCUMENTS[PACK] ?? '').replace('top_k: 10', 'top_k: 12').replace('max: 10', 'max: 20'),
};

beforeAll(() => {
  alice = makeKey();
  bob = makeKey();
  made.open = smallRepository(held(planted));
  made.sealed = sealedCopy(made.open, alice.recipient);
  made.shallow = smallRepository(
    held((golden) => planted(shallow(golden))),
    DEEPER,
  );
  made.unconfirmed = smallRepository(held((golden) => planted(deep(golden))));
}, 120_000);

type Tried = {
  readonly said: string;
  readonly found: readonly string[];
  readonly traces: Traces;
  readonly verb: string;
};

/** Every verb on a copy of its own, with what was found of the canary and of the identities. */
function tryAll(
  root: string,
  more: Record<string, string> = {},
  { isThorough = false, beside }: { isThorough?: boolean; beside?: string } = {},
): Promise<Tried[]> {
  return atOnce(commandLines({ to: alice.recipient }, isThorough), async ({ verb, args }) => {
    const copy = copyRepository(root);
    mkdirSync(join(copy, SHARDS));
    if (args.includes('--shards')) await trace({ root: copy, args: ['replay', '--shard', '1/1', '--out', SHARD] });
    if (args.includes('--plan')) await trace({ root: copy, args: ['search', '--out', PLAN] });
    const traces = await trace({ root: copy, args, more, ...(beside === undefined ? {} : { beside }) });
    const words = [CANARY, alice.identity, bob.identity];
    return { said: args.join(' '), verb, traces, found: leaks(traces, words) };
  });
}

/** The commands that left something where it does not belong. */
const leaking = (tried: readonly Tried[]) =>
  tried.flatMap(({ said, found }) => found.map((place) => `${said}: ${place}`));
const codesOf = (tried: readonly Tried[], verb: string) =>
  new Set(
    tried.filter((one) => one.verb === verb).flatMap(({ traces }) => traces.stderr.match(/\b[A-Z]+_[A-Z_]+\b/g) ?? []),
  );

describe('the canaries', () => {
  it('stand in every text and id of a held-out case', () => {
    const [line = ''] = readFileSync(join(made.open, PLAIN), 'utf8').split('\n');
    const bare = new Set(unplanted(JSON.parse(line)).map((place) => place.split('/').at(-1)));
    expect([...bare].sort()).toEqual([
      'account',
      'admit',
      'approve',
      'at',
      'decide',
      'decision_record_sha256',
      'hash',
      'intent',
      'plan',
      'prev_hash',
      'recorded_at',
      'release_tuple_id',
      'request_sha256',
      'response_sha256',
      'retrieve',
      'risk_class',
    ]);
    expect(unplanted(planted(syntheticCase(0, 3))).length).toBeGreaterThan(0);
  });

  it('are tried with every verb', () => {
    const verbs = new Set(commandLines({ to: alice.recipient }, false).map(({ verb }) => verb));
    expect([...verbs]).toEqual(VERBS.map(({ verb }) => verb));
  });
});

describe('the search for leaks', () => {
  const plant: Record<string, (traces: Traces) => Traces> = {
    stdout: (traces) => ({ ...traces, stdout: `${traces.stdout}${CANARY}` }),
    stderr: (traces) => ({ ...traces, stderr: `x${CANARY}x` }),
    'file packs/bench/notes.txt': (traces) => {
      writeFileSync(join(traces.root, 'packs/bench/notes.txt'), `a ${CANARY}`);
      return traces;
    },
    'file left.jsonl': (traces) => {
      writeFileSync(join(traces.folders[1] ?? '', 'left.jsonl'), `a ${CANARY}`);
      return traces;
    },
    'file .git/description': (traces) => {
      writeFileSync(join(traces.root, '.git/description'), CANARY);
      return traces;
    },
  };

  it.each(Object.keys(plant))('finds one planted in %s', async (place) => {
    const traces = await trace({ root: copyRepository(made.open), args: ['validate'] });
    expect(leaks(traces, [CANARY])).toEqual([]);
    expect(leaks(plant[place]?.(traces) ?? traces, [CANARY])).toEqual([place]);
  });

  it('finds one in a commit, in a packed file of a branch and in an object that nothing refers to', async () => {
    const root = copyRepository(made.open);
    const traces = await trace({ root, args: ['validate'] });
    git(root, 'commit', '-q', '--allow-empty', '-m', `about ${CANARY}`);
    expect(leaks(traces, [CANARY]).map((place) => place.split(' ').slice(0, 2).join(' '))).toContain('object commit');
    const other = copyRepository(made.open);
    writeFileSync(join(other, 'copied.jsonl'), `{"family":"${CANARY}"}\n`);
    git(other, 'add', 'copied.jsonl');
    git(other, 'rm', '-q', '--cached', 'copied.jsonl');
    rmSync(join(other, 'copied.jsonl'));
    git(other, 'repack', '-q', '-a', '-d', '-k');
    const found = leaks({ ...traces, root: other }, [CANARY]);
    expect(found).toEqual([expect.stringMatching(/^object blob /)]);
  });

  it('counts the held-out set itself for no leak, and a copy of it for one', async () => {
    const root = copyRepository(made.open);
    const traces = await trace({ root, args: ['validate'] });
    expect(leaks(traces, [CANARY])).toEqual([]);
    cpSync(join(root, PLAIN), join(root, `${FOLDER}/copy.jsonl`));
    expect(leaks(traces, [CANARY])).toEqual([`file ${FOLDER}/copy.jsonl`]);
  });
});

describe('no canary and no identity is left anywhere', () => {
  it('by any verb with any option, where a proposal is opened', async () => {
    const tried = await tryAll(made.open, {}, { isThorough: true });
    expect(leaking(tried)).toEqual([]);
    const runs = tried.filter(({ said }) => said === 'run --json');
    expect(runs.map(({ traces }) => JSON.parse(traces.stdout).operation)).toEqual(['created']);
  }, 120_000);

  it('by any verb with any option, where the set is sealed and opened: only unsealing prints it, to standard output', async () => {
    const tried = await tryAll(made.sealed, { [VARIABLE]: alice.identity }, { isThorough: true });
    const unsealed = tried.filter(({ verb, found }) => verb === 'goldens unseal' && found.length > 0);
    expect(unsealed.length).toBeGreaterThan(0);
    expect(new Set(unsealed.flatMap(({ found }) => found))).toEqual(new Set(['stdout']));
    expect(leaking(tried.filter((one) => !unsealed.includes(one)))).toEqual([]);
    const runs = tried.filter(({ said }) => said === 'run --json');
    expect(runs.map(({ traces }) => JSON.parse(traces.stdout).operation)).toEqual(['created']);
  }, 120_000);

  it('by any verb where the winner fails on the held-out set', async () => {
    const tried = await tryAll(made.unconfirmed);
    expect(leaking(tried)).toEqual([]);
    const [run] = tried.filter(({ verb }) => verb === 'run');
    expect(JSON.parse(run?.traces.stdout ?? '').targets[0].reason).toContain('did not confirm');
  }, 60_000);

  it('by any verb that is asked about a held-out case or a proposal, once there is one', async () => {
    const root = copyRepository(made.open);
    const report = JSON.parse((await trace({ root, args: ['run', '--json'] })).stdout);
    const asked: string[] = [`${CANARY}_case_1000_${CANARY}`, report.proposals[0].tuning_proposal_id];
    expect(readFileSync(join(root, PLAIN), 'utf8')).toContain(`"case_id":"${asked[0]}"`);
    const questions = VERBS.flatMap(({ verb }) => asked.map((name) => ({ verb, name })));
    const left = await atOnce(questions, async ({ verb, name }) => {
      const traces = await trace({ root: copyRepository(root), args: [...verb.split(' '), name] });
      // What was asked may be said back; nothing else of the case.
      const echoless = { stdout: traces.stdout.replaceAll(name, ''), stderr: traces.stderr.replaceAll(name, '') };
      return leaks({ ...traces, ...echoless }, [CANARY]).map((place) => `${verb} ${name}: ${place}`);
    });
    expect(left.flat()).toEqual([]);
  }, 120_000);

  type Wrong = readonly [name: string, make: () => { root: string; more?: Record<string, string> }, code: string];
  const wrongs: readonly Wrong[] = [
    ['lines that are no cases', () => ({ root: broken(withWrongLines) }), 'DOCUMENTS_INVALID'],
    ['a line that is not UTF-8', () => ({ root: brokenBytes() }), 'DOCUMENTS_INVALID'],
    ['a set that is not the pinned one', () => ({ root: broken((lines) => lines.slice(1)) }), 'SET_DIGEST_MISMATCH'],
    ['a transcript that was tampered with', () => ({ root: repinned(tamper) }), 'TRANSCRIPT_TAMPERED'],
    ['a record that is another one', () => ({ root: repinned(diverge) }), 'AUDIT_DIVERGED'],
    ['a family in both sets', () => ({ root: repinned(share) }), 'SETS_OVERLAP'],
    ['cases that do not answer', () => ({ root: made.shallow }), 'BASELINE_UNREPLAYABLE'],
    ['a sealed set and no identity', () => ({ root: made.sealed }), 'HELDOUT_SEALED'],
    [
      'the identity of somebody else',
      () => ({ root: made.sealed, more: { [VARIABLE]: bob.identity } }),
      'IDENTITY_REFUSED',
    ],
    [
      'a typing error in the identity',
      () => ({
        root: made.sealed,
        more: { [VARIABLE]: alice.identity.replace(/.$/, (last) => (last === 'Q' ? 'P' : 'Q')) },
      }),
      'IDENTITY_REFUSED',
    ],
    ['a sealed set that is cut off', () => ({ root: cutOff(), more: { [VARIABLE]: alice.identity } }), 'SEAL_DAMAGED'],
    [
      'plain text beside the sealed set',
      () => ({ root: both(), more: { [VARIABLE]: alice.identity } }),
      'SEAL_CONFLICT',
    ],
  ];

  it.each(wrongs)(
    'by any verb that meets %s',
    async (_, make, code) => {
      const { root, more = {} } = make();
      const tried = await tryAll(root, more);
      const isPrinted = ({ verb, found, traces }: Tried) =>
        verb === 'goldens unseal' && traces.status === 0 && found.join() === 'stdout';
      expect(leaking(tried.filter((one) => !isPrinted(one)))).toEqual([]);
      expect(codesOf(tried, 'run'), 'the run meets what is planted').toContain(code);
    },
    60_000,
  );

  it.each([
    ['opened', [1, 1500]],
    ['sealed', [1, 1500]],
  ])(
    'by any verb that stumbles over a case of a set that is %s, wherever it stumbles',
    async (kind, places) => {
      for (const at of places) {
        const more = {
          CANARY_DEFECT_AT: String(at),
          ...(kind === 'sealed' ? { [VARIABLE]: alice.identity } : {}),
        };
        const tried = await tryAll(kind === 'sealed' ? made.sealed : made.open, more, { beside: DEFECT });
        const unsealed = tried.filter(({ verb, traces }) => verb === 'goldens unseal' && traces.status === 0);
        expect(leaking(tried.filter((one) => !unsealed.includes(one)))).toEqual([]);
        const said = tried.filter(({ verb }) => verb === 'run').map(({ traces }) => traces.stderr);
        expect(said.join()).toMatch(/INTERNAL: a defect while held-out cases were read[\s\S]*\n {4}at /);
      }
    },
    120_000,
  );

  it.each([1, 1500])(
    'by any verb that is killed at the %ith word of the held-out set',
    async (at) => {
      const more = { CANARY_DEFECT_AT: String(at), CANARY_DEFECT_HOW: 'kill' };
      const tried = await tryAll(made.sealed, { ...more, [VARIABLE]: alice.identity }, { beside: DEFECT });
      const runs = tried.filter(({ verb }) => verb === 'run');
      expect(runs.map(({ traces }) => traces.status)).toEqual(runs.map(() => null));
      const unsealed = tried.filter(({ verb, traces }) => verb === 'goldens unseal' && traces.status === 0);
      expect(leaking(tried.filter((one) => !unsealed.includes(one)))).toEqual([]);
    },
    60_000,
  );
});

/** The repository with its held-out lines changed, and nothing pinned anew. */
function broken(change: (lines: string[]) => string[]): string {
  const root = copyRepository(made.open);
  edit(root, PLAIN, (text) => `${change(text.trimEnd().split('\n')).join('\n')}\n`);
  commitAll(root, 'broken');
  return root;
}

/** The same with the pin of the changed set, so that what is in it is met. */
function repinned(change: (golden: GoldenCase) => unknown): string {
  const root = copyRepository(made.open);
  const before = sha256(readFileSync(join(root, PLAIN)));
  edit(root, PLAIN, (text) => {
    const [first = '', ...others] = text.trimEnd().split('\n');
    return `${[JSON.stringify(change(JSON.parse(first))), ...others].join('\n')}\n`;
  });
  edit(root, MANIFEST, (text) => text.replace(before, sha256(readFileSync(join(root, PLAIN)))));
  commitAll(root, 'repinned');
  return root;
}

function withWrongLines(lines: string[]): string[] {
  const wrong: ((line: string) => string)[] = [
    (line) => line.slice(0, -1),
    (line) => line.slice(0, 60),
    (line) => line.replace(/^\{/, `{"case_id":"${CANARY}","${CANARY}":1,`),
    (line) => line.replace(/^\{/, `{"${CANARY}":"${CANARY}",`),
    (line) => line.replace('"base_tokens":', `"base_tokens":"${CANARY}","tokens":`),
    (line) => line.replace('"intent":"bench.answer"', `"intent":"${CANARY}"`),
    (line) => line.replace('release.bench.answer@2026-05-01', `release.${CANARY}@2026-05-01`),
    (line) => line.replace('"recorded_at":"', `"recorded_at":"${CANARY}`),
    (line) => line.replace(/"case_id":"[^"]*"/, `"case_id":"${CANARY} with spaces"`),
    () => `"${CANARY}"`,
    () => `${CANARY}`,
    () => lines.at(-1) ?? '',
  ];
  return lines.map((line, i) => wrong[i]?.(line) ?? line);
}

function brokenBytes(): string {
  const root = copyRepository(made.open);
  const text = readFileSync(join(root, PLAIN));
  text[text.indexOf(CANARY) + CANARY.length] = 0xff;
  writeFileSync(join(root, PLAIN), text);
  commitAll(root, 'broken');
  return root;
}

const tamper = (golden: GoldenCase) => ({
  ...golden,
  plans: golden.plans.map((plan) => ({ ...plan, calls: plan.calls.map((call) => ({ ...call, latency_ms: 9999 })) })),
});
const diverge = (golden: GoldenCase) => ({ ...golden, base_tokens: golden.base_tokens + 1 });
const share = (golden: GoldenCase) => ({ ...golden, family: 'family_4' });

function cutOff(): string {
  const root = copyRepository(made.sealed);
  const whole = readFileSync(join(root, SEALED));
  edit(root, MANIFEST, (text) => text.replace(sha256(whole), sha256(whole.subarray(0, 150_000))));
  writeFileSync(join(root, SEALED), whole.subarray(0, 150_000));
  commitAll(root, 'cut off');
  return root;
}

function both(): string {
  const root = copyRepository(made.sealed);
  cpSync(join(made.open, PLAIN), join(root, PLAIN));
  commitAll(root, 'both');
  return root;
}
