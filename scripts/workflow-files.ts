/** The workflows as users copy them, and the same as this repository runs them on itself: one line tells them apart. */
import { commandWorkflow } from '../src/core/setup/command-workflow.ts';
import { gateWorkflow } from '../src/core/setup/gate-workflow.ts';
import { proposeWorkflow } from '../src/core/setup/propose-workflow.ts';
import { releaseWorkflow } from '../src/core/setup/release-workflow.ts';
import { PLACEHOLDERS } from '../src/core/setup/settings.ts';
import { validateWorkflow } from '../src/core/setup/validate-workflow.ts';

const WORKFLOWS = {
  'autotune-command.yml': commandWorkflow,
  'autotune-gate.yml': gateWorkflow,
  'autotune-propose.yml': proposeWorkflow,
  'autotune-release.yml': releaseWorkflow,
  'autotune-validate.yml': validateWorkflow,
} as const;

export function renderWorkflows(): readonly (readonly [path: string, text: string])[] {
  return Object.entries(WORKFLOWS).flatMap(([name, render]) => [
    [`templates/${name}`, render(PLACEHOLDERS)] as const,
    [`.github/workflows/${name}`, render({ action: './' })] as const,
  ]);
}
