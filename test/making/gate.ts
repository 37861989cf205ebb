/** A repository with a proposal of a real run, and the gate asked about changes that people make of it. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SYNTHETIC_DOCUMENTS } from '../../bench/synthetic.ts';
import { candidateId, fingerprintOf, proposalId } from '../../src/core/packs/identity.ts';
import { openPack } from '../../src/core/packs/patch.ts';
import { renderJson } from '../../src/core/proposal/render-json.ts';
import { digestOf } from '../../src/kit/canonical.ts';
import { parseYaml } from '../../src/kit/yaml-document.ts';
import { gate } from '../../src/loop/gate/gate.ts';
import type { GateRequest, GateWorld } from '../../src/loop/gate/request.ts';
import { ContextPack } from '../../src/schema/context-pack.ts';
import { GateReport } from '../../src/schema/gate-report.ts';
import { Proposal } from '../../src/schema/proposal.ts';
import { wireGate } from '../../src/wiring.ts';
import { appendEvent } from './ledger.ts';
import { autotune, commitAll, copyRepository, edit, environment, git, makeRepository, write } from './repository.ts';

export const PACK = 'packs/bench/pack.yaml';
export const CONFIGURATION = '.github/autotune.yaml';

const OWNER = '"@acme/bench"';
const documents = {
  [PACK]: `${SYNTHETIC_DOCUMENTS[PACK]?.replace('context_budget, planner]', 'context_budget, planner, approval_gate]')}`
    .replace('planner: {', 'approval_gate:\n  sum: { threshold: 3000, tightens: down }\nplanner: {')
    .concat(
      `  - { id: tokens, layer: context_budget, field: evidence_tokens, path: context_budget.evidence_tokens, bounds: { min: 20000, max: 60000, step: 20000 }, owner: ${OWNER} }\n`,
      `  - { id: sum, layer: approval_gate, field: threshold, path: approval_gate.sum.threshold, bounds: { min: 1000, max: 5000, step: 1000 }, owner: ${OWNER} }\n`,
    ),
  [CONFIGURATION]: `${SYNTHETIC_DOCUMENTS[CONFIGURATION]?.replace('max_changed_paths: 2', 'max_changed_paths: 1')}`,
  '.github/CODEOWNERS': '* @acme/all\n/packs/ @acme/bench\n/goldens/ @acme/bench\n',
};

export type Proposed = {
  readonly root: string;
  readonly branch: string;
  readonly path: string;
  readonly proposal: Proposal;
};

/** A repository that the gate judges by, with as many search cases as it takes to prove that nothing was lost. */
export function makeGated(): string {
  return makeRepository({ documents, search: 400, test: 60 });
}

/**
 * A repository in which a run has opened a proposal; with a plan of a search of its own where that is asked for, or on a
 * ledger that had something before.
 */
export function makeProposed({ isPlanned = false, isAfterNote = false } = {}): Proposed {
  const root = makeRepository({ documents });
  if (isAfterNote) appendEvent(root, { kind: 'note', intent: 'bench.answer', body: { text: 'before' } });
  const { status, stdout, stderr } = autotune(root, ['run', '--json', ...(isPlanned ? planFor(root) : [])]);
  if (status !== 0) throw new Error(stderr);
  const { proposals } = JSON.parse(stdout);
  const [{ branch, commit: _, ...document }] = proposals;
  const proposal = Proposal.parse(document);
  return { root, branch, proposal, path: `packs/bench/proposals/${proposal.tuning_proposal_id}.json` };
}

function planFor(root: string): readonly string[] {
  const path = join(mkdtempSync(join(tmpdir(), 'autotune-plan-')), 'plan.json');
  writeFileSync(path, autotune(root, ['search', '--json']).stdout);
  return ['--plan', path];
}

/** A copy with the proposal's branch checked out. */
export function onBranch(proposed: Proposed): Proposed {
  const root = copyRepository(proposed.root);
  git(root, 'checkout', '-q', proposed.branch);
  return { ...proposed, root };
}

export type Asked = Pick<Partial<GateRequest>, 'head' | 'base' | 'target'> & {
  /** Undefined: git is asked. */
  readonly branch?: string | null | undefined;

  readonly world?: Partial<GateWorld>;
};

/** The gate's answer about the proposal's branch, or another head. */
export async function gateOf(
  { root, branch }: Pick<Proposed, 'root' | 'branch'>,
  asked: Asked = {},
  more: Record<string, string> = {},
): Promise<GateReport> {
  const { head = branch, base = 'main', world = {}, target } = asked;
  const known = 'branch' in asked ? asked.branch : head === branch ? branch : null;
  const screen = { isTTY: false, columns: 80, write: () => {} };
  const wired = await wireGate({ repo: root, forge: 'local', screen, environment: environment(more) });
  const named = { base, head, ...(known === undefined ? {} : { branch: known }) };
  const request = { ...named, ...(target === undefined ? {} : { target }) };
  return GateReport.parse(await gate({ ...wired, ...world }, request));
}

/** The checks with a verdict, as `id: reason`. */
export function told(report: GateReport, verdict: GateReport['checks'][number]['verdict']): string[] {
  return report.checks.filter((check) => check.verdict === verdict).map(({ id, reason }) => `${id}: ${reason}`);
}

/** Changes the proposal's document and commits that. */
export function forgeDocument({ root, path }: Proposed, change: (document: Proposal) => unknown): void {
  const document: Proposal = JSON.parse(readFileSync(join(root, path), 'utf8'));
  write(root, path, renderJson(change(document)));
  commitAll(root, 'a change');
}

/** Puts another patch in the proposal's place, with every name and digest that follows from it. */
export function forgePatch(proposed: Proposed, patch: Proposal['candidate_change']['patch']): Proposed {
  const { root, path, proposal } = proposed;
  const base = git(root, 'show', `main:${PACK}`);
  const pack = ContextPack.parse(parseYaml(PACK, base).value);
  const fingerprint = fingerprintOf({
    intent: 'bench.answer',
    patch,
    baselineTuple: {
      pack: 'ctxpack.bench@1.0.0',
      policy: 'policy.bench@1.0.0',
      tools: 'tools.bench@1.0.0',
      evals: 'evals.bench@1.0.0',
      runtime: 'runtime.bench@1.0.0',
    },
    evaluatorSuite: 'evals.bench@1.0.0',
  });
  const id = proposalId('bench.answer', proposal.target.metric, fingerprint);
  const forged = {
    ...proposal,
    tuning_proposal_id: id,
    fingerprint,
    candidate_id: candidateId(fingerprint),
    candidate_change: { ...proposal.candidate_change, patch },
    digests: { ...proposal.digests, patch: digestOf(patch) },
  };
  git(root, 'rm', '-q', path);
  const moved = `packs/bench/proposals/${id}.json`;
  write(root, moved, renderJson(forged));
  write(root, PACK, openPack({ path: PACK, text: base, value: pack })({ patch, fingerprint }).text);
  commitAll(root, 'another change');
  const branch = `autotune/bench.answer/${fingerprint.slice('sha256:'.length, 'sha256:'.length + 12)}`;
  git(root, 'branch', '-m', branch);
  return { ...proposed, path: moved, branch, proposal: Proposal.parse(forged) };
}

/** Changes a file of the base and commits that there. */
export function changeBase({ root }: Pick<Proposed, 'root'>, path: string, change: (text: string) => string): void {
  const head = git(root, 'rev-parse', '--abbrev-ref', 'HEAD').trim();
  git(root, 'checkout', '-q', 'main');
  edit(root, path, change);
  commitAll(root, 'the base goes on');
  git(root, 'checkout', '-q', head);
}

/** What a verb answered with --json; throws what it said where it failed. */
export function answerOf(root: string, ...args: readonly string[]) {
  const { status, stdout, stderr } = autotune(root, [...args, '--json']);
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

/** Squashes a branch onto what is checked out. */
export function squash(root: string, branch: string): void {
  git(root, 'merge', '-q', '--squash', branch);
  git(root, 'commit', '-q', '-m', 'merged');
}

/** A copy with a person's branch beside main; what the change did not commit by itself is one commit of it. */
export function byPerson(from: string, change: (root: string) => void): { root: string; branch: string } {
  const root = copyRepository(from);
  git(root, 'checkout', '-q', '-b', 'work');
  change(root);
  if (git(root, 'status', '--porcelain') !== '') commitAll(root, 'by hand');
  return { root, branch: 'work' };
}
