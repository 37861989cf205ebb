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

/** As many as finish a large set in a few minutes, and far from what any plan of GitHub's allows at once. */
const SPLIT = 4;

export function renderWorkflows(): readonly (readonly [path: string, text: string])[] {
  const whole = Object.entries(WORKFLOWS).flatMap(([name, render]) => [
    [`templates/${name}`, render(PLACEHOLDERS)] as const,
    [`.github/workflows/${name}`, render({ action: './', split: 1 })] as const,
  ]);
  // The same for a search that several machines share; this repository's own is too small for that.
  const split = proposeWorkflow({ ...PLACEHOLDERS, split: SPLIT });
  return [...whole, ['templates/autotune-propose-sharded.yml', split]];
}
