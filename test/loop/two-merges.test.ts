/**
 * Two proposals that were made of one version of a pack, merged in every order and method, before and after the first is
 * recorded: git takes one of them alone, and whatever people make of the other, every verb goes on and records are exact.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { SYNTHETIC_DOCUMENTS } from '../../bench/synthetic.ts';
import { fingerprintOf, proposalId } from '../../src/core/packs/identity.ts';
import { applyPatch, openPack } from '../../src/core/packs/patch.ts';
import { renderJson } from '../../src/core/proposal/render-json.ts';
import { pinOf } from '../../src/core/release/merged.ts';
import { digestOf } from '../../src/kit/canonical.ts';
import { record } from '../../src/loop/release/record.ts';
import { validate } from '../../src/loop/validate.ts';
import { ContextPack } from '../../src/schema/context-pack.ts';
import { Proposal } from '../../src/schema/proposal.ts';
import { activeTuple, ReleaseRecord } from '../../src/schema/release-record.ts';
import { gateOf, squash, told } from '../making/gate.ts';
import { autotune, commitAll, copyRepository, environment, git, write } from '../making/repository.ts';
import { CONFIGURATION, PACK, SMALL_DOCUMENTS, smallRepository } from '../making/small.ts';
import { openWorld, tune } from '../making/tuning.ts';

const RECORDS = ['bench.answer', 'bench.reply'].map((intent) => `packs/bench/releases/${intent}.yaml`);
const SETS = ['manifest.yaml', 'search.jsonl', 'test.jsonl'].map((name) => `goldens/bench.answer/${name}`);

type Change = { readonly commit: string; readonly proposal: Proposal };

let pristine = '';
/** Of the first intent, of the other one, and a second one of the first. */
let changes: Record<'answer' | 'reply' | 'again', Change>;

const text = (root: string, path: string, commit = 'HEAD') => git(root, 'show', `${commit}:${path}`);
const packAt = (root: string, commit = 'HEAD') => ContextPack.parse(parse(text(root, PACK, commit)));
const twin = (written: string) =>
  written.replaceAll('bench.answer', 'bench.reply').replaceAll(/\bkb(?="?: ?\{)/g, 'faq');

/** A repository whose pack has two intents, each with a target and with evidence of its own. */
function twoIntents(): string {
  const [entry = ''] = SMALL_DOCUMENTS[PACK]?.match(/ {2}- \{ id: bench\.answer.*\n/) ?? [];
  const [target = ''] = SMALL_DOCUMENTS[CONFIGURATION]?.match(/ {2}- intent: bench\.answer[\s\S]*?(?=search:)/) ?? [];
  const [surface = ''] = SMALL_DOCUMENTS[PACK]?.match(/.*kb-top-k.*\n/) ?? [];
  const tokens = surface.replace(
    /kb-top-k.*bounds: \{[^}]*\}/,
    'memory, layer: context_budget, field: memory_tokens, path: context_budget.memory_tokens, bounds: { min: 500, max: 600, step: 100 }',
  );
  const root = smallRepository(undefined, {
    [PACK]: `${SMALL_DOCUMENTS[PACK]}`
      .replace(entry, `${entry}${entry.replace('bench.answer', 'bench.reply').replace('evidence.kb', 'evidence.faq')}`)
      .replace(
        / {2}kb: .*\n/,
        (line) => `${line}  # what customers ask most,\n  # by hand\n${line.replace('kb:', 'faq:')}`,
      )
      .concat(surface.replaceAll('kb', 'faq'), tokens),
    [CONFIGURATION]: `${SMALL_DOCUMENTS[CONFIGURATION]}`
      .replace(target, `${target}${target.replace('bench.answer', 'bench.reply')}`)
      .replace('max_new_per_run: 1', 'max_new_per_run: 2'),
    [RECORDS[1] ?? '']: twin(SYNTHETIC_DOCUMENTS[RECORDS[0] ?? ''] ?? ''),
    '.github/CODEOWNERS': '* @wren\n',
  });
  for (const path of SETS) write(root, twin(path), twin(readFileSync(join(root, path), 'utf8')));
  const { stderr } = autotune(root, ['goldens', 'stamp']);
  if (stderr !== '') throw new Error(stderr);
  commitAll(root, 'the other intent');
  return root;
}

/** Another change for the intent of a proposal, from the same base, of a value that lies apart. */
function proposeBeside(root: string, { proposal }: Change): Change {
  const patch = { 'context_budget.memory_tokens': { from: 600, to: 500 } };
  const { intent, metric } = proposal.target;
  const baselineTuple = {
    policy: 'policy.bench@1.0.0',
    tools: 'tools.bench@1.0.0',
    evals: 'evals.bench@1.0.0',
    runtime: 'runtime.bench@1.0.0',
    pack: proposal.candidate_change.target_pack,
  };
  const fingerprint = fingerprintOf({ intent, patch, baselineTuple, evaluatorSuite: 'evals.bench@1.0.0' });
  const id = proposalId(intent, metric, fingerprint);
  const { text: patched, version } = openPack({
    path: PACK,
    text: text(root, PACK, 'main'),
    value: packAt(root, 'main'),
  })({ patch, fingerprint });
  const candidate_change = { ...proposal.candidate_change, patch };
  const document = {
    ...proposal,
    tuning_proposal_id: id,
    fingerprint,
    candidate_change,
    candidate_pack: `ctxpack.bench@${version}`,
  };
  git(root, 'checkout', '-q', '-b', 'beside', 'main');
  write(root, PACK, patched);
  write(root, `packs/bench/proposals/${id}.json`, renderJson(document));
  commitAll(root, 'beside');
  git(root, 'checkout', '-q', 'main');
  return { commit: git(root, 'rev-parse', 'beside').trim(), proposal: document };
}

beforeAll(() => {
  pristine = twoIntents();
  const { proposals, errors } = JSON.parse(autotune(pristine, ['run', '--json']).stdout);
  expect({ errors, proposed: proposals.length }).toEqual({ errors: [], proposed: 2 });
  const [answer, reply] = proposals.map(({ branch: _, commit, ...proposal }: Proposal & Record<string, string>) => ({
    commit,
    proposal: Proposal.parse(proposal),
  }));
  changes = { answer, reply, again: proposeBeside(pristine, answer) };
}, 60_000);

const METHODS: Record<string, readonly string[]> = {
  'merge commit': ['merge', '--no-ff', '-m', 'merged'],
  squash: ['merge', '--squash'],
  rebase: ['cherry-pick'],
};

/** Merges a branch by a method, as any forge would; says which files conflict, and undoes it then. */
function merges(root: string, commit: string, method: string): readonly string[] {
  const who = ['-c', 'user.name=t', '-c', 'user.email=t@example.com'];
  const { status } = spawnSync('git', ['-C', root, ...who, ...(METHODS[method] ?? []), commit], { env: environment() });
  const unmerged = git(root, 'diff', '--name-only', '--diff-filter=U').trim();
  if (status !== 0) git(root, 'reset', '-q', '--hard');
  return status === 0 ? [] : unmerged.split('\n');
}

const OPTIONS = { isDryRun: false, producer: 'test@0.0.0' };

/** Records what was merged, and merges the pull request of the records where there is one. */
async function recordAll(root: string): Promise<void> {
  const { records } = await record(await openWorld(root), OPTIONS);
  for (const { branch } of records) squash(root, branch);
}

const MEANWHILE: Record<string, (root: string) => Promise<unknown>> = {
  'before it is recorded': async () => {},
  'while its records wait': async (root) => record(await openWorld(root), OPTIONS),
  'after its records': recordAll,
};

const ORDERS = [
  ['answer', 'reply'],
  ['reply', 'answer'],
  ['answer', 'again'],
  ['again', 'answer'],
] as const;
const CASES = ORDERS.flatMap(([one, two]) => Object.keys(MEANWHILE).map((when) => ({ one, two, when })));

/** Whether every verb goes on, and each record names what the pack is now, and what it was, by its digest. */
async function expectSound(root: string, first: Change): Promise<ReadonlyMap<string, ReleaseRecord>> {
  await recordAll(root);
  const { problems } = await validate(await openWorld(root));
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  const packs = [packAt(pristine), packAt(root, first.commit), packAt(root)];
  const digests = new Map(packs.map((pack) => [pinOf(pack), digestOf(pack)]));
  const records = RECORDS.map((path) => ReleaseRecord.parse(parse(text(root, path))));
  for (const one of records) {
    expect(activeTuple(one).pack).toBe(pinOf(packAt(root)));
    const tuples = [one.release_tuple, one.rollout.candidate_tuple ?? one.release_tuple];
    for (const { pack, digests: own } of tuples) expect(own?.pack).toBe(digests.get(pack));
  }
  expect((await tune(root)).errors).toEqual([]);
  return new Map(records.map((one) => [one.release_tuple.intent, one]));
}

/** The proposals that the ledger has recorded. */
function recordedIn(root: string): readonly string[] {
  const events = git(root, 'grep', '-h', '"proposal_id"', 'autotune/ledger', '--', 'events/**release_recorded**');
  return [...new Set(events.match(/at_\w+/g))].sort();
}

async function merged({ one, two, when }: (typeof CASES)[number]) {
  const root = copyRepository(pristine);
  const [first, second] = [changes[one], changes[two]];
  squash(root, first.commit);
  await MEANWHILE[when]?.(root);
  return { root, first, second };
}

/** What a person leaves who keeps the changes of both, under a version of one of them. */
function settle(root: string, { proposal, commit }: Change, pin: string): void {
  const { version: from } = packAt(root).pack_meta;
  const edits = Object.entries(proposal.candidate_change.patch).map(([path, change]) => ({ path, ...change }));
  const to = pin.slice(pin.indexOf('@') + 1);
  const version = from === to ? [] : [{ path: 'pack_meta.version', from, to }];
  const document = `packs/bench/proposals/${proposal.tuning_proposal_id}.json`;
  write(root, document, text(root, document, commit));
  write(root, PACK, applyPatch(text(root, PACK), [...edits, ...version]));
  commitAll(root, 'settled by hand');
}

describe('of two proposals of one version of a pack', () => {
  it.each(CASES)(
    '$two does not come on top of $one $when, by no method, and every verb goes on',
    async (order) => {
      const { root, first, second } = await merged(order);
      for (const method of Object.keys(METHODS)) expect(merges(root, second.commit, method)).toContain(PACK);
      const fails = told(await gateOf({ root, branch: '' }, { head: second.commit }), 'fail');
      expect(fails.join('\n')).toContain('merge: ');
      const records = await expectSound(root, first);
      const { intent } = first.proposal.target;
      expect(records.get(intent)?.rollout).toMatchObject({
        stage: '0%_shadow',
        candidate_tuple: { pack: first.proposal.candidate_pack },
      });
      if (order.two === 'again') return;
      const reason = `the pack is ${first.proposal.candidate_pack} there now`;
      expect(git(root, 'log', '--format=%B', 'autotune/ledger')).toContain('proposal_expired');
      expect(git(root, 'grep', '-h', reason, 'autotune/ledger', '--', 'events').trim()).not.toBe('');
    },
    60_000,
  );

  it.each(CASES)(
    '$two is recorded exactly where a person settles its conflict with $one $when',
    async (order) => {
      const { root, first, second } = await merged(order);
      settle(root, second, pinOf(packAt(root, second.commit)));
      const { intent } = second.proposal.target;
      expect((await expectSound(root, first)).get(intent)?.rollout).toMatchObject({
        stage: '0%_shadow',
        candidate_tuple: { pack: second.proposal.candidate_pack },
      });
      expect(recordedIn(root)).toEqual([first, second].map(({ proposal }) => proposal.tuning_proposal_id).sort());
    },
    60_000,
  );

  it('settling it under the version that is recorded is refused before it is merged, and told where it was', async () => {
    const { root, first, second } = await merged({ one: 'answer', two: 'reply', when: 'after its records' });
    git(root, 'checkout', '-q', '-b', 'settled');
    settle(root, second, pinOf(packAt(root, first.commit)));
    const [now = ''] = first.proposal.candidate_pack?.split('@').slice(1) ?? [];
    const failed = told(await gateOf({ root, branch: 'settled' }), 'fail').join('\n');
    expect(failed).toContain(`pack_text: pack_meta.version is ${now}; with the proposed change it is 1.0.2+`);
    const { problems } = await validate(await openWorld(root));
    expect(problems.map(({ code }) => code)).toContain('REF_DIGEST_MISMATCH');
  });
});
