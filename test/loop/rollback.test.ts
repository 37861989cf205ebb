/** Taking a merged change back: to the byte, with every record, and refused where it would not be that. */
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { applyPatch } from '../../src/core/packs/patch.ts';
import { undo } from '../../src/core/release/rollback.ts';
import { digestOf } from '../../src/kit/canonical.ts';
import { rollback } from '../../src/loop/release/rollback.ts';
import { run } from '../../src/loop/run/run.ts';
import { ContextPack } from '../../src/schema/context-pack.ts';
import type { Proposal } from '../../src/schema/proposal.ts';
import { wire } from '../../src/wiring.ts';
import { lastEvent } from '../making/ledger.ts';
import { commitAll, copyRepository, edit, environment, git, makeRepository, refs } from '../making/repository.ts';

const LEDGER = 'autotune/ledger';
const PACK = 'packs/bench/pack.yaml';
const RECORD = 'packs/bench/releases/bench.answer.yaml';
const SCREEN = { isTTY: false, write: () => true };
const REASON = 'refunds were sent twice, see @ops #12';

const world = (root: string) =>
  wire({ repo: root, isDryRun: false, forge: 'local', screen: SCREEN, environment: environment() });
const tune = async (root: string) => run(await world(root), { isDryRun: false, producer: 'test@0.0.0' });
const takeBack = async (root: string) =>
  rollback(await world(root), { intent: 'bench.answer', reason: REASON, isDryRun: false, producer: 'test@0.0.0' });
const released = (root: string) =>
  git(root, 'branch', '--list', '--format=%(refname:short)', 'autotune/*/release-*').trim();

function merge(root: string, branch: string): void {
  git(root, 'merge', '-q', '--squash', branch);
  git(root, 'commit', '-q', '-m', 'merged');
}

let shadow = '';
let first: Proposal;
let original = { pack: '', record: '' };
beforeAll(async () => {
  const root = makeRepository();
  original = { pack: git(root, 'show', `HEAD:${PACK}`), record: git(root, 'show', `HEAD:${RECORD}`) };
  const [proposal] = (await tune(root)).proposals;
  if (proposal === undefined) throw new Error('nothing was proposed');
  first = proposal;
  merge(root, proposal.branch);
  await tune(root);
  merge(root, released(root));
  shadow = root;
}, 120_000);

describe('a rollback', () => {
  it('restores the pack to the byte and the complete tuple, by a pull request that a person merges', async () => {
    const root = copyRepository(shadow);
    const said = await takeBack(root);
    expect(said).toMatchObject({ proposal_id: first.tuning_proposal_id, result: 'created' });
    expect(released(root).split('\n')).toContain(said.branch);
    const before = refs(root);
    expect(await takeBack(root)).toMatchObject({ result: 'unchanged' });
    expect(refs(root)).toBe(before);
    await tune(root);
    expect(released(root).split('\n')).toContain(said.branch);
    expect(git(root, 'diff', '--name-only', 'HEAD', said.branch).trim().split('\n')).toEqual([PACK, RECORD]);
    merge(root, said.branch);
    expect(git(root, 'show', `HEAD:${PACK}`)).toBe(original.pack);
    const { release_tuple, rollout } = parse(git(root, 'show', `HEAD:${RECORD}`));
    expect(release_tuple).toEqual(parse(original.record).release_tuple);
    expect(rollout.candidate_tuple).toBeUndefined();

    const report = await tune(root);
    expect(report.errors).toEqual([]);
    expect(lastEvent(root, 'rolled_back').body).toMatchObject({
      cause: 'rollback',
      reason: REASON,
      restored: release_tuple.id,
    });
    expect(lastEvent(root, 'rejection').body).toMatchObject({
      fingerprint: first.fingerprint,
      reason: REASON,
      reason_code: 'reverted',
    });
    const names = git(root, 'ls-tree', '-r', '--name-only', LEDGER, 'events/').trim().split('\n');
    expect(names.filter((name) => /-(?:rolled_back|rejection)-/.test(name))).toHaveLength(2);
    expect(report.targets[0]?.reason).not.toContain('is not recorded');
    expect(report.proposals.map(({ fingerprint }) => fingerprint)).not.toContain(first.fingerprint);
    expect(released(root)).toBe('');
    const rest = refs(root);
    await tune(root);
    expect(refs(root)).toBe(rest);
  }, 60_000);

  it('leaves the change rejected when another one of the same value is merged, whose tuple is its own', async () => {
    const root = copyRepository(shadow);
    const rejected = parse(git(root, 'show', `HEAD:${RECORD}`)).rollout.candidate_tuple;
    merge(root, (await takeBack(root)).branch);
    const [next] = (await tune(root)).proposals;
    expect(Object.keys(next?.candidate_change.patch ?? {})).toEqual(Object.keys(first.candidate_change.patch));
    expect(next?.candidate_pack).not.toBe(first.candidate_pack);
    merge(root, next?.branch ?? '');
    await tune(root);
    const kinds = git(root, 'ls-tree', '-r', '--name-only', LEDGER, 'events/').match(/release_recorded|unrejection/g);
    expect(kinds).toEqual(['release_recorded', 'release_recorded']);
    const { body } = lastEvent(root, 'release_recorded');
    expect(body).toMatchObject({
      proposal_id: next?.tuning_proposal_id,
      release_tuple: { pack: next?.candidate_pack },
    });
    expect(body.release_tuple.id).not.toBe(rejected.id);
    merge(root, released(root));
    const { rollout } = parse(git(root, 'show', `HEAD:${RECORD}`));
    expect(rollout).toMatchObject({ stage: '0%_shadow', candidate_tuple: { id: body.release_tuple.id } });
    expect((await takeBack(root)).proposal_id).toBe(next?.tuning_proposal_id);
  }, 60_000);

  it('says the reason in its pull request as text, and verbatim in the ledger alone', async () => {
    const root = copyRepository(shadow);
    const { branch } = await takeBack(root);
    const id = branch.split('/').at(-1)?.replace('-', '_');
    const body = git(root, 'show', `${LEDGER}:pull-requests/${id}.md`);
    expect(body).toContain('refunds were sent twice');
    expect(body).not.toContain('@ops');
    expect(git(root, 'log', '-1', '--format=%B', branch)).not.toContain('refunds');
    expect(lastEvent(root, 'note').body).toMatchObject({ text: REASON, rollback_of: first.tuning_proposal_id });
  });

  it('is refused where the value is another one by now, or nothing was released', async () => {
    const root = copyRepository(shadow);
    const [path = ''] = Object.keys(first.candidate_change.patch);
    const to = first.candidate_change.patch[path]?.to;
    if (typeof to !== 'number') throw new Error('the first change is one of a number');
    edit(root, PACK, (text) =>
      applyPatch(text, [
        { path, from: to, to: to + 1 },
        { path: 'pack_meta.version', from: first.candidate_pack?.split('@')[1] ?? '', to: '1.0.2' },
      ]),
    );
    commitAll(root, 'by hand');
    await expect(takeBack(root)).rejects.toMatchObject({
      code: 'ROLLBACK_REFUSED',
      message: expect.stringContaining(`${path} is ${to + 1} there now`),
    });
    const plain = makeRepository({ search: 40, test: 40 });
    await expect(takeBack(plain)).rejects.toMatchObject({ code: 'ROLLBACK_REFUSED' });
  }, 60_000);
});

describe('a way back', () => {
  const told = () => {
    const text = git(shadow, 'show', `HEAD:${PACK}`);
    const { release_tuple: previous } = parse(original.record);
    const pack = ContextPack.parse(parse(text));
    const made = first.candidate_pack ?? '';
    return { path: PACK, text, pack, patch: first.candidate_change.patch, made, previous, present: previous.digests };
  };

  it('is the pack before, to its digest', () => {
    expect(undo(told())).toEqual({
      text: original.pack,
      pin: first.candidate_change.target_pack,
      digest: digestOf(ContextPack.parse(parse(original.pack))),
    });
  });

  it('goes on under a new version where another change came on top', () => {
    const text = told().text.replace(/1\.0\.1\+\w+/, '1.0.2');
    const found = undo({ ...told(), text, pack: ContextPack.parse(parse(text)) });
    expect(found).toMatchObject({ pin: expect.stringMatching(/^ctxpack\.bench@1\.0\.3\+[0-9a-f]{12}$/) });
    const [, version = ''] = 'pin' in found ? found.pin.split('@') : [];
    expect(found).toMatchObject({ text: original.pack.replace('1.0.0', version) });
  });

  it.each([
    ['a member of the tuple before is another one', { present: { evals: `sha256:${'0'.repeat(64)}` } }, 'policy of'],
    ['the pack before was not this one', { previousPack: `sha256:${'0'.repeat(64)}` }, 'does not give'],
  ])('is none where %s', (_, { present, previousPack }: { present?: object; previousPack?: string }, why) => {
    const { previous, ...others } = told();
    const digests = { ...previous.digests, ...(previousPack === undefined ? {} : { pack: previousPack }) };
    const found = undo({
      ...others,
      ...(present === undefined ? {} : { present }),
      previous: { ...previous, digests },
    });
    expect(found).toMatchObject({ refused: expect.stringContaining(why) });
  });
});
