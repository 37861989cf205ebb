/**
 * Whether merge really is the release gate here, as far as the host says: notes, and no part of the decision. Where the
 * rules do not make a merge wait, a red check would not either, and a token that may not read them proves nothing.
 */
import { findings } from '../../core/gate/check.ts';
import { checkIntegrity } from '../../core/setup/check-setup.ts';
import type { Workspace } from '../../ports/workspace.ts';
import type { GateCheck } from '../../schema/gate-report.ts';
import { readWorkflows } from '../setup/owned-paths.ts';
import type { GateWorld } from './request.ts';

const UNASKED = 'unknown: GitHub was not asked whether its rules make a merge wait for the gate and for a code owner';

/** @param base the workflows and rules that count are those of the base */
export async function gateIntegrity(
  { hosting }: Pick<GateWorld, 'hosting'>,
  base: Pick<Workspace, 'list' | 'read'>,
): Promise<readonly GateCheck[]> {
  const { pass, note } = findings('gate_integrity');
  if (hosting === null) return [note(UNASKED)];
  const [host, workflows] = await Promise.all([hosting.facts([]), readWorkflows(base)]);
  const found = checkIntegrity({ workflows, host });
  const open = found.filter(({ verdict }) => verdict !== 'pass');
  if (open.length === 0) return [pass(found.map((finding) => finding.found).join('; '))];
  return open.map((finding) => note(`${finding.verdict === 'fail' ? '' : 'unknown: '}${finding.found}`));
}
