/** A repository with the gate's workflow and an owner of everything, and the gate asked about changes of what it rests on. */
import { expect, vi } from 'vitest';
import { gateWorkflow } from '../../src/core/setup/gate-workflow.ts';
import type { GateReport } from '../../src/schema/gate-report.ts';
import { gateOf, told } from './gate.ts';
import { commitAll, git, makeRepository, write } from './repository.ts';

export const GATE = '.github/workflows/autotune-gate.yml';
export const SHIPPED = gateWorkflow({ action: './' });

export function makeGuarded(): string {
  const root = makeRepository();
  write(root, GATE, SHIPPED);
  write(root, '.github/CODEOWNERS', '* @acme/bench\n');
  commitAll(root, 'guards');
  return root;
}

/** By path; null takes a file away. */
export type Files = Readonly<Record<string, string | null>>;

/** The gate's answer about a change of these files alone, on a base that has the others in place of its own. */
export async function changedOn(root: string, base: Files, files: Files): Promise<GateReport> {
  putOn(root, { branch: 'base', from: 'main' }, { 'notes.txt': 'a base of its own\n', ...base });
  putOn(root, { branch: 'guards', from: 'base' }, files);
  return gateOf({ root, branch: 'guards' }, { base: 'base' });
}

/** The same on main as it is; the rules of the host are asked for whatever the gate rests on. */
export async function onlyChanged(root: string, files: Files): Promise<GateReport> {
  putOn(root, { branch: 'guards', from: 'main' }, files);
  const facts = vi.fn(async () => Promise.reject(new Error('the host was asked')));
  const asked = gateOf({ root, branch: 'guards' }, { world: { hosting: { facts } } });
  await expect(asked).rejects.toThrow('the host was asked');
  return gateOf({ root, branch: 'guards' });
}

/** Beside what is said of the rules of the host, which is not asked there. */
export function notesOf(report: GateReport): readonly string[] {
  return told(report, 'note').filter((said) => !said.startsWith('gate_integrity: '));
}

function putOn(root: string, at: { readonly branch: string; readonly from: string }, files: Files): void {
  git(root, 'checkout', '-q', '-B', at.branch, at.from);
  for (const [path, text] of Object.entries(files)) {
    if (text === null) git(root, 'rm', '-q', path);
    else write(root, path, text);
  }
  commitAll(root, at.branch);
}
