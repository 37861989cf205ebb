/** What the gate costs: a proposal whose run is repeated, and a person's change that is replayed, as whole processes. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { git, type Measured, measure, median, sampleCopy, syntheticRepository } from './processes.ts';

export type Gated = {
  readonly repository: string;
  readonly change: 'proposal' | 'person';
  readonly decision: string;
  readonly run_s: number;
  /** The median. */
  readonly seconds: number;
  readonly peak_mb: number;
};

/** The sample, and repositories with search sets of so many megabytes; each change is judged `rounds` times. */
export function benchGate(rounds: number, sizes: readonly number[]): readonly Gated[] {
  return [
    ...gated('sample', sampleCopy(), rounds),
    ...sizes.flatMap((size) => gated(`${size} MB of search cases`, owned(syntheticRepository(size)), rounds)),
  ];
}

/** Without an owner for what it changes no proposal passes. */
function owned(root: string): string {
  mkdirSync(join(root, '.github'), { recursive: true });
  writeFileSync(join(root, '.github/CODEOWNERS'), '* @acme/bench\n');
  git(root, 'add', '-A');
  git(root, 'commit', '-q', '-m', 'owners');
  return root;
}

function gated(repository: string, root: string, rounds: number): readonly Gated[] {
  const base = git(root, 'rev-parse', 'HEAD').trim();
  const ran = measure(['run', '--repo', root, '--json']);
  const [{ branch }] = JSON.parse(ran.stdout).proposals;
  git(root, 'checkout', '-q', '-b', 'by-hand');
  const pack = git(root, 'ls-files', 'packs/*/pack.yaml').trim().split('\n')[0] ?? '';
  const text = readFileSync(join(root, pack), 'utf8');
  writeFileSync(
    join(root, pack),
    text.replace(/top_k: (\d+)/, (_, value) => `top_k: ${Number(value) - 1}`),
  );
  git(root, 'commit', '-q', '-a', '-m', 'by hand');
  return [
    { ...judged(root, { base, head: branch, rounds }), repository, change: 'proposal', run_s: ran.seconds },
    { ...judged(root, { base, head: 'by-hand', rounds }), repository, change: 'person', run_s: ran.seconds },
  ];
}

type Asked = { readonly base: string; readonly head: string; readonly rounds: number };

/** A change that does not pass ends the process with another code than 0. */
function judged(root: string, { base, head, rounds }: Asked): Pick<Gated, 'decision' | 'seconds' | 'peak_mb'> {
  const args = ['gate', '--repo', root, '--base', base, '--head', head, '--json'];
  const asked = Array.from({ length: rounds }, (): Measured => measure(args, {}, [0, 1, 3]));
  const { decision } = JSON.parse(asked[0]?.stdout ?? '{}');
  return {
    decision,
    seconds: median(asked.map(({ seconds }) => seconds)),
    peak_mb: Math.max(...asked.map(({ peak_mb }) => peak_mb)),
  };
}
