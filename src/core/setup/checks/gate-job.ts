/** Whether the gate's job judges whatever it hears of: one that may be skipped, or succeed all the same, holds nothing up. */
import type { Finding } from '../../../schema/setup-report.ts';
import type { Check } from '../check.ts';
import { gateEscapes, gateJobs, judgingWorkflows, namesakes } from '../judging.ts';

const FIX = 'Take that out of it, or give the gate a workflow of its own as templates/autotune-gate.yml has it.';

export const checkGateJob: Check<'workflows' | 'host'> = ({ workflows, host }) => {
  const branch = host !== null && 'known' in host.default_branch ? host.default_branch.known : null;
  const others = namesakes(workflows, gateJobs(workflows)).map((path): Finding => {
    const found = `${path}: another job has the name of the gate's, so its check is taken for the gate's`;
    return { check: 'gate job', verdict: 'fail', found, fix: 'Give that job another name.' };
  });
  const own = judgingWorkflows(workflows, 'gate').flatMap((workflow): readonly Finding[] => {
    const escapes = gateEscapes(workflow, branch);
    const said = (found: string) => `${workflow.path}: ${found}`;
    if (escapes.length === 0) {
      return [
        { check: 'gate job', verdict: 'pass', found: said('its gate runs whenever it starts, and ends as it judged') },
      ];
    }
    return escapes.map((way) => ({ check: 'gate job', verdict: 'fail', found: said(way), fix: FIX }));
  });
  return [...own, ...others];
};
