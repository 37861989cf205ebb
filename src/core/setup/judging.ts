/** Which workflows judge pull requests, in which jobs, and what keeps one from judging each of them. */
import { leavesOut } from './escapes.ts';
import { PULL_REQUESTS, type Workflow, type WorkflowJob } from './workflow.ts';

type Judge = 'gate' | 'validate';

/** The workflows that judge pull requests by the gate, or only check their documents. */
export function judgingWorkflows(workflows: readonly Workflow[], command: Judge): readonly Workflow[] {
  return workflows.filter(
    (workflow) =>
      PULL_REQUESTS.some((name) => workflow.events.includes(name)) &&
      workflow.jobs.some(({ commands }) => commands.some(runs(command, workflow))),
  );
}

/** The jobs that run the gate. */
export function gateJobs(workflows: readonly Workflow[]): readonly WorkflowJob[] {
  return judgingWorkflows(workflows, 'gate').flatMap((workflow) =>
    workflow.jobs.filter(({ commands }) => commands.some(runs('gate', workflow))),
  );
}

/** A step that names no command takes the gate for a pull request. */
function runs(command: Judge, { events }: Workflow): (said: string) => boolean {
  return (said) => said === command || (command === 'gate' && said === 'auto' && events.includes('pull_request'));
}

/** What GitHub takes where no activity is named. */
export const DEFAULT_ACTIVITIES: readonly string[] = ['opened', 'synchronize', 'reopened'];
const COMMITS = ['opened', 'synchronize'] as const;

/** What brings commits that a workflow does not hear of, as sentences without their ends. */
export function deafness({ activities }: Workflow): readonly string[] {
  const missing = COMMITS.filter((name) => !(activities ?? DEFAULT_ACTIVITIES).includes(name));
  return missing.length === 0 ? [] : [`it does not hear of pull requests that are ${missing.join(', ')}`];
}

/**
 * What keeps a workflow of the gate from judging each pull request that it hears of, as sentences without their ends; none where it does.
 * @param branch the default branch; null where nobody knows it, so that filters of branches are not held against anybody
 */
export function gateEscapes(workflow: Workflow, branch: string | null): readonly string[] {
  const { filters } = workflow;
  const [least = []] = gateSteps(workflow).toSorted((one, other) => one.length - other.length);
  return [
    ...(filters.hasPaths ? ['it hears of some paths alone'] : []),
    ...(branch !== null && leavesOut(filters, branch) ? ['its branches leave out the default branch'] : []),
    ...least,
  ];
}

/** Which copies of the action the steps of the gate name. */
export function gateSources(workflow: Workflow): readonly string[] {
  const isGate = runs('gate', workflow);
  return workflow.jobs.flatMap(({ commands, uses }) => uses.filter((_, i) => isGate(commands[i] ?? '')));
}

function gateSteps(workflow: Workflow): readonly (readonly string[])[] {
  const isGate = runs('gate', workflow);
  return workflow.jobs.flatMap(({ commands, escapes }) => escapes.filter((_, i) => isGate(commands[i] ?? '')));
}

/** Paths of workflows with another job whose check has the name of one of these gates, or comes to it: a merge waits for either. */
export function namesakes(workflows: readonly Workflow[], gates: readonly WorkflowJob[]): readonly string[] {
  const mayBe = (name: string) => gates.some((gate) => patternOf(name).test(gate.name));
  const isOther = (job: WorkflowJob) => mayBe(job.name) && !gateJobs(workflows).includes(job);
  return workflows
    .filter(({ jobs, otherNames }) => jobs.some(isOther) || otherNames.some(mayBe))
    .map(({ path }) => path);
}

const EXPRESSION = /\$\{\{.*?\}\}/gs;

/** Paths of workflows with a job whose name is an expression alone: it may come to any. */
export function nameless(workflows: readonly Workflow[]): readonly string[] {
  const isOpen = (name: string) => name !== '' && name.replaceAll(EXPRESSION, '').trim() === '';
  return workflows.filter(({ otherNames }) => otherNames.some(isOpen)).map(({ path }) => path);
}

/** A name with whatever its expressions may come to; none that is an expression alone, which says nothing. */
function patternOf(name: string): RegExp {
  if (name.replaceAll(EXPRESSION, '').trim() === '') return /(?!)/;
  const literal = name.split(EXPRESSION).map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${literal.join('.*')}$`, 's');
}
