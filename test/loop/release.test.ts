/** What the next run makes of a merge, whatever the method, and of its undoing: real histories, real runs. */
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { proposalId } from '../../src/core/packs/identity.ts';
import { applyPatch, nextVersion } from '../../src/core/packs/patch.ts';
import { renderJson } from '../../src/core/proposal/render-json.ts';
import { digestOf } from '../../src/kit/canonical.ts';
import type { Forge } from '../../src/ports/forge.ts';
import type { Proposal } from '../../src/schema/proposal.ts';
import { autotune, commitAll, copyRepository, git, refs, write } from '../making/repository.ts';
import { smallRepository } from '../making/small.ts';
import { proposedBy, tune, type Wrap } from '../making/tuning.ts';

const LEDGER = 'autotune/ledger';
const PACK = 'packs/bench/pack.yaml';
const RECORD = 'packs/bench/releases/bench.answer.yaml';

let opened = '';
let first: Proposal & { branch: string; commit: string };
beforeAll(async () => {
  opened = smallRepository();
  first = proposedBy(await tune(opened));
}, 60_000);

function events(root: string, kind: string) {
  const names = git(root, 'ls-tree', '-r', '--name-only', LEDGER, 'events/').trim().split('\n');
  return names
    .filter((path) => path.includes(`-${kind}-`))
    .map((name) => JSON.parse(git(root, 'show', `${LEDGER}:${name}`)));
}

/** The ways by which a branch comes into another one. */
const METHODS: Record<string, (root: string, branch: string) => void> = {
  'a merge commit': (root, branch) => void git(root, 'merge', '-q', '--no-ff', '-m', 'merged', branch),
  'a squash': (root, branch) => {
    git(root, 'merge', '-q', '--squash', branch);
    git(root, 'commit', '-q', '-m', 'Something else entirely (#1)');
  },
  'a rebase': (root, branch) => {
    write(root, 'NOTES.md', 'somebody was faster\n');
    commitAll(root, 'faster');
    git(root, 'cherry-pick', branch);
  },
  'a queue': (root, branch) => {
    git(root, 'checkout', '-q', '-b', 'gh-readonly-queue/main/pr-1');
    write(root, 'NOTES.md', 'another pull request of the same group\n');
    commitAll(root, 'another');
    git(root, 'merge', '-q', '--no-ff', '-m', 'Merge pull request #1', branch);
    git(root, 'checkout', '-q', 'main');
    git(root, 'merge', '-q', '--ff-only', 'gh-readonly-queue/main/pr-1');
  },
};

/** A copy in which the first proposal was merged. */
function merged(method = 'a squash'): string {
  const root = copyRepository(opened);
  METHODS[method]?.(root, first.branch);
  return root;
}

/** Merges another change of the same value, as a second proposal would. */
function mergeSecond(root: string): Proposal {
  const [[path, { to }] = ['', { to: null }]] = Object.entries(first.candidate_change.patch);
  if (typeof to !== 'number') throw new Error('the first change is one of a number');
  const [name, version = ''] = (first.candidate_pack ?? '').split('@');
  const patch = { [path]: { from: to, to: to + 1 } };
  const fingerprint = digestOf(patch);
  const next = nextVersion(version, fingerprint);
  const { intent, metric } = first.target;
  const { branch: _, commit: __, ...document } = first;
  const second: Proposal = {
    ...document,
    tuning_proposal_id: proposalId(intent, metric, fingerprint),
    fingerprint,
    candidate_pack: `${name}@${next}`,
    candidate_change: { ...first.candidate_change, target_pack: `${name}@${version}`, patch },
  };
  const edits = [
    { path, from: to, to: to + 1 },
    { path: 'pack_meta.version', from: version, to: next },
  ];
  write(root, PACK, applyPatch(git(root, 'show', `main:${PACK}`), edits));
  write(root, `packs/bench/proposals/${second.tuning_proposal_id}.json`, renderJson(second));
  commitAll(root, 'second');
  return second;
}

const recordBranches = (root: string) =>
  git(root, 'branch', '--list', '--format=%(refname:short)', 'autotune/*/release-*').trim();

/** Runs once more and holds that nothing at all was written. */
async function expectRest(root: string): Promise<void> {
  const before = refs(root);
  await tune(root);
  expect(refs(root)).toBe(before);
}

describe('after a merge', () => {
  it.each(Object.keys(METHODS))('by %s the release is recorded once, with what it goes back to', async (method) => {
    const root = merged(method);
    const report = await tune(root);
    const [recorded, ...others] = events(root, 'release_recorded');
    expect(others).toEqual([]);
    const before = parse(git(root, 'show', `main:${RECORD}`));
    expect(recorded).toMatchObject({
      intent: 'bench.answer',
      body: {
        proposal_id: first.tuning_proposal_id,
        fingerprint: first.fingerprint,
        base_commit: git(root, 'rev-parse', 'main').trim(),
        admission: 'admitted',
        stage: '0%_shadow',
        release_tuple: { pack: first.candidate_pack, intent: 'bench.answer' },
        previous: before.release_tuple,
      },
    });
    const { digests } = recorded.body.release_tuple;
    expect(Object.keys(digests).sort()).toEqual(
      ['environment', 'evals', 'model', 'pack', 'policy', 'prompts', 'runtime', 'tools'].sort(),
    );
    expect(digests).toMatchObject({ pack: expect.stringMatching(/^sha256:/), environment: 'not_verified' });
    const branch = recordBranches(root);
    expect(branch).toMatch(/^autotune\/bench\.answer\/release-[0-9a-f]{12}$/);
    expect(git(root, 'diff', '--name-only', 'main', branch).trim()).toBe(RECORD);
    const record = parse(git(root, 'show', `${branch}:${RECORD}`));
    expect(record.release_tuple).toEqual(before.release_tuple);
    expect(record.rollout).toMatchObject({
      stage: '0%_shadow',
      since: recorded.at,
      candidate_tuple: { id: recorded.body.release_tuple.id, digests: { pack: digests.pack } },
    });
    expect(report).toMatchObject({ operation: 'none', errors: [] });
    expect(report.targets[0]).toMatchObject({
      result: 'no_proposal',
      reason: `${first.candidate_pack} is merged and its release is not recorded on the base yet: merge the pull request of ${branch}, reopened where it was closed, and the next run goes on from there`,
    });
    await expectRest(root);
  });

  it('the search goes on from the candidate once its record is merged', async () => {
    const root = merged();
    await tune(root);
    const branch = recordBranches(root);
    git(root, 'merge', '-q', '--squash', branch);
    git(root, 'commit', '-q', '-m', 'record');
    const report = await tune(root);
    expect(report.errors).toEqual([]);
    expect(report.targets[0]?.reason).not.toContain('is not recorded');
    expect(recordBranches(root)).toBe('');
    const [recorded] = events(root, 'release_recorded');
    for (const proposal of report.proposals) {
      expect(proposal.replay.baseline_tuple).toBe(recorded.body.release_tuple.id);
      expect(proposal.release_path.rollback_release_tuple).toBe(recorded.body.release_tuple.id);
    }
    expect(events(root, 'release_recorded')).toHaveLength(1);
    await expectRest(root);
  });
});

/** A copy in which the first proposal was merged and recorded, and the record merged as well. */
async function released(): Promise<string> {
  const root = merged();
  await tune(root);
  git(root, 'merge', '-q', '--squash', recordBranches(root));
  git(root, 'commit', '-q', '-m', 'record');
  return root;
}

describe('a file of flags on the base', () => {
  const FLAGS = 'packs/bench/releases/flags.json';
  const validated = (root: string) =>
    JSON.parse(autotune(root, ['validate', '--json']).stdout).problems.map(({ code }: { code: string }) => code);

  it('is brought up to date along with the record, which leaves it as it is where there is none', async () => {
    const root = copyRepository(opened);
    autotune(root, ['flags', '--write', '--intent', 'bench.answer', '--kill', 'off']);
    commitAll(root, 'flags');
    METHODS['a squash']?.(root, first.branch);
    await tune(root);
    const branch = recordBranches(root);
    expect(git(root, 'diff', '--name-only', 'main', branch).trim().split('\n')).toEqual([RECORD, FLAGS]);
    expect(git(root, 'show', '-s', '--format=%B', branch)).toContain(`Autotune-Release: ${FLAGS} sha256:`);
    await expectRest(root);
    git(root, 'merge', '-q', '--squash', branch);
    git(root, 'commit', '-q', '-m', 'record');
    expect(validated(root)).toEqual([]);
    expect(JSON.parse(git(root, 'show', `main:${FLAGS}`)).flags['bench.answer']).toMatchObject({
      defaultVariant: 'baseline',
      variants: { candidate: { pack: first.candidate_pack } },
      metadata: { stage: '0%_shadow' },
    });
    await tune(root);
    await expectRest(root);
  });
});

describe('a merge that is taken back by hand', () => {
  it('is rejected as reverted, and closes the record that nobody needs any more', async () => {
    const root = merged();
    await tune(root);
    git(root, 'revert', '--no-edit', 'HEAD');
    const report = await tune(root);
    expect(recordBranches(root)).toBe('');
    expect(events(root, 'rolled_back')).toMatchObject([
      { body: { proposal_id: first.tuning_proposal_id, cause: 'reverted_by_hand' } },
    ]);
    const rejection = events(root, 'rejection');
    expect(rejection).toMatchObject([
      {
        body: {
          ...{ fingerprint: first.fingerprint, reason_code: 'reverted', scope: 'exact' },
          ...{ patch: first.candidate_change.patch, baseline_tuple: first.replay.baseline_tuple },
        },
      },
    ]);
    expect(report.errors).toEqual([]);
    expect(report.proposals.map(({ fingerprint }) => fingerprint)).not.toContain(first.fingerprint);
    await expectRest(root);
  });

  it('has its record brought back, too, where that was merged', async () => {
    const root = await released();
    await tune(root);
    const before = parse(git(root, 'show', `HEAD~1:${RECORD}`));
    git(root, 'checkout', '-q', 'HEAD~2', '--', PACK);
    git(root, 'rm', '-q', `packs/bench/proposals/${first.tuning_proposal_id}.json`);
    git(root, 'commit', '-q', '-m', 'back to what it was');
    const report = await tune(root);
    expect(report.targets[0]?.reason).toContain('its release is not recorded on the base yet');
    const branch = recordBranches(root);
    const record = parse(git(root, 'show', `${branch}:${RECORD}`));
    expect(record.release_tuple).toMatchObject({ id: before.release_tuple.id, pack: before.release_tuple.pack });
    expect(record.rollout).toEqual({ stage: '100%', since: events(root, 'rolled_back')[0].at });
    git(root, 'merge', '-q', '--squash', branch);
    git(root, 'commit', '-q', '-m', 'record');
    const next = await tune(root);
    expect(next.errors).toEqual([]);
    expect(next.targets[0]?.reason).not.toContain('is not recorded');
    expect(recordBranches(root)).toBe('');
    await expectRest(root);
  });

  it('is taken for what it is where values were typed back under a new version', async () => {
    const root = await released();
    await tune(root);
    const old = git(root, 'show', `HEAD~2:${PACK}`);
    write(root, PACK, old.replace(/(pack_meta:[^}]*?\bversion: )[^,}\s]+/, '$11.0.7'));
    commitAll(root, 'typed back');
    await tune(root);
    const record = parse(git(root, 'show', `${recordBranches(root)}:${RECORD}`));
    expect(record.release_tuple.pack).toMatch(/@1\.0\.7$/);
    expect(record.rollout.candidate_tuple).toBeUndefined();
  });

  it('is not believed of a checkout that is older than the merge', async () => {
    const root = merged();
    await tune(root);
    const tip = git(root, 'show', `main:${PACK}`);
    git(root, 'checkout', '-q', '-b', 'older', 'HEAD~1');
    const older = (forge: Forge) => ({
      readAtTip: async (path: string) => (path === PACK ? tip : forge.readAtTip(path)),
    });
    await tune(root, { forge: older });
    expect(events(root, 'rolled_back')).toEqual([]);
  });

  it('is recorded even where nobody had recorded the merge', async () => {
    const root = copyRepository(opened);
    const wasMerged = (forge: Forge): Partial<Forge> => ({
      listOpen: async () => [],
      async findPullRequest(branch) {
        const request = await forge.findPullRequest(branch);
        return request?.branch === first.branch ? { ...request, state: 'merged' } : request;
      },
    });
    await tune(root, { forge: wasMerged });
    expect(events(root, 'release_recorded')).toEqual([]);
    expect(events(root, 'rolled_back')).toHaveLength(1);
    expect(events(root, 'rejection')).toMatchObject([{ body: { reason_code: 'reverted' } }]);
  });

  it('and merged again after all is recorded again, and the rejection taken back', async () => {
    const root = merged();
    await tune(root);
    git(root, 'revert', '--no-edit', 'HEAD');
    await tune(root);
    git(root, 'revert', '--no-edit', 'HEAD');
    await tune(root);
    expect(events(root, 'release_recorded')).toHaveLength(2);
    expect(events(root, 'unrejection')).toMatchObject([{ body: { reason: 'it was merged again' } }]);
    expect(git(root, 'show', `${recordBranches(root)}:${RECORD}`)).toContain(first.candidate_pack);
    await expectRest(root);
  });
});

describe('the pull request of a record', () => {
  it('stays closed where a person closed it, and the run goes on saying what it waits for', async () => {
    const root = merged();
    await tune(root);
    const branch = recordBranches(root);
    git(root, 'branch', '-q', '-D', branch);
    const report = await tune(root);
    expect(recordBranches(root)).toBe('');
    expect(report.targets[0]?.reason).toContain(branch);
  });

  it('is left alone where somebody else committed to its branch', async () => {
    const root = merged();
    await tune(root);
    const branch = recordBranches(root);
    git(root, 'checkout', '-q', branch);
    write(root, 'NOTES.md', 'mine\n');
    commitAll(root, 'mine');
    git(root, 'checkout', '-q', 'main');
    await expectRest(root);
  });

  it('is replaced where the pack went on before it was merged', async () => {
    const root = merged();
    await tune(root);
    const branch = recordBranches(root);
    git(root, 'merge', '-q', '--squash', branch);
    git(root, 'commit', '-q', '-m', 'record');
    const second = mergeSecond(root);
    await tune(root);
    const next = recordBranches(root);
    expect(next).not.toBe(branch);
    const record = parse(git(root, 'show', `${next}:${RECORD}`));
    expect(record.rollout).toMatchObject({ stage: '0%_shadow', candidate_tuple: { pack: second.candidate_pack } });
    expect(record.release_tuple.pack).toBe(first.candidate_change.target_pack);
    expect(events(root, 'release_recorded')).toHaveLength(2);
  });

  it('is one for all that was merged since, and both are recorded, the older one without what nobody can verify', async () => {
    const root = merged();
    const second = mergeSecond(root);
    await tune(root);
    const recorded = events(root, 'release_recorded');
    const [one, two] = [first, second].map(({ tuning_proposal_id: id }) =>
      recorded.find(({ body }) => body.proposal_id === id),
    );
    expect(one?.body.release_tuple.digests.pack).toBe('not_verified');
    expect(two?.body.previous.id).toBe(one?.body.release_tuple.id);
    expect(two?.prev_hash).toBe(one?.hash);
    expect(recordBranches(root).split('\n')).toHaveLength(1);
    await expectRest(root);
  });
});

describe('a run that ends halfway while it records', () => {
  const WRITES = ['commitProposal', 'upsertPullRequest'] as const;

  it.each([...WRITES.flatMap((verb) => [`before ${verb}`, `after ${verb}`]), 'before append', 'after append'])(
    '%s leaves what the next run needs to finish it',
    async (point) => {
      const [when, verb] = point.split(' ');
      const whole = merged();
      await tune(whole);
      const root = merged();
      const cut = async <T>(isMeant: boolean, act: () => Promise<T>): Promise<T> => {
        if (isMeant && when === 'before') throw new Error('cut off');
        const done = await act();
        if (isMeant) throw new Error('cut off');
        return done;
      };
      const wrap: Wrap = {
        forge: (forge) => ({
          commitProposal: (commit) => cut(verb === 'commitProposal', () => forge.commitProposal(commit)),
          upsertPullRequest: (text) => cut(verb === 'upsertPullRequest', () => forge.upsertPullRequest(text)),
        }),
        ledger: (ledger) => ({
          append: (head, files, message, at) => cut(verb === 'append', () => ledger.append(head, files, message, at)),
        }),
      };
      await expect(tune(root, wrap)).rejects.toThrow('cut off');
      await tune(root);
      expect(events(root, 'release_recorded')).toEqual(events(whole, 'release_recorded'));
      expect(refs(root).replaceAll(/.*autotune\/ledger\n/g, '')).toBe(
        refs(whole).replaceAll(/.*autotune\/ledger\n/g, ''),
      );
      await expectRest(root);
    },
  );
});
