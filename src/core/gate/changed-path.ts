/** What a change touches, part by part: what it may be about follows from that, before anything in it is read. */

/** What stands at a path, as far as the gate is concerned. */
export type Part =
  | 'configuration'
  | 'pack'
  | 'policy'
  | 'tools'
  | 'runtime'
  | 'suite'
  | 'release'
  | 'flags'
  | 'proposal'
  | 'manifest'
  | 'golden_set'
  | 'code_owners'
  | 'workflow'
  | 'runs'
  | 'beside'
  | 'other';

type Kind = 'file' | 'executable' | 'link' | 'submodule';

export type ChangedPath = {
  readonly path: string;
  readonly part: Part;
  /** What stood there, and what would after the merge; null: nothing. */
  readonly before: Kind | null;
  readonly after: Kind | null;
};

/** A part as a sentence names it. */
export const PART_NAMES: Readonly<Record<Part, string>> = {
  configuration: 'the configuration, which holds targets and guardrails',
  pack: 'a pack',
  policy: 'a policy bundle',
  tools: 'a tool manifest',
  runtime: 'a runtime model',
  suite: 'an evaluator suite',
  release: 'a release record',
  flags: 'the flags that serving reads',
  proposal: 'a proposal',
  manifest: 'the manifest of golden sets',
  golden_set: 'a golden set',
  code_owners: 'the code owners',
  workflow: 'a workflow',
  runs: 'production runs',
  beside: 'a file beside packs and goldens',
  other: 'a file that autotune does not read',
};

const UNGATED: ReadonlySet<Part> = new Set(['code_owners', 'workflow', 'runs', 'other']);

/** What judges a change: when a change brings a new one, it is judged by the old one all the same. */
const JUDGES: ReadonlySet<Part> = new Set([
  'configuration',
  'policy',
  'tools',
  'runtime',
  'suite',
  'manifest',
  'golden_set',
  'code_owners',
]);

/** Whether a path holds what changes are judged by. */
export function isJudge({ part }: ChangedPath): boolean {
  return JUDGES.has(part);
}

/** Whether a path is neither judged nor part of what the gate and the reviews rest on. */
export function isUnguarded({ part }: ChangedPath): boolean {
  return part === 'other';
}

/** What kind of change this is. A proposal that is only taken away is a person's change. */
export function kindOf(changes: readonly ChangedPath[]): 'proposal' | 'human' | 'none' {
  if (changes.every(({ part }) => UNGATED.has(part))) return 'none';
  return changes.some(({ part, after }) => part === 'proposal' && after !== null) ? 'proposal' : 'human';
}
