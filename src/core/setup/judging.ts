/** Which workflows judge pull requests, in which jobs, and what keeps one from judging each of them. */
import type { GateJob } from '../../kit/gate-job.ts';
import { actionSource } from './action-source.ts';
import { isOpenName, isSameName, mayReportAs } from './check-names.ts';
import { checkoutName, isOfBase } from './checkouts.ts';
import { leavesOut } from './escapes.ts';
import { PULL_REQUESTS, type Workflow, type WorkflowJob } from './workflow.ts';

type Judge = 'gate' | 'validate';

/** The workflows that judge pull requests by the gate, or only check their documents. */
export function judgingWorkflows(workflows: readonly Workflow[], command: Judge): readonly Workflow[] {
  return workflows.filter(
    (workflow) =>
      hearsPullRequests(workflow) && workflow.jobs.some(({ commands }) => commands.some(runs(command, workflow))),
  );
}

/** The jobs that run the gate. */
export function gateJobs(workflows: readonly Workflow[]): readonly WorkflowJob[] {
  return judgingWorkflows(workflows, 'gate').flatMap((workflow) =>
    workflow.jobs.filter(({ commands }) => commands.some(runs('gate', workflow))),
  );
}

function hearsPullRequests({ events }: Workflow): boolean {
  return PULL_REQUESTS.some((name) => events.includes(name));
}

/** A step that names no command takes the gate for a pull request or a merge group. */
function runs(command: Judge, { events }: Workflow): (said: string) => boolean {
  const isAuto = events.includes('pull_request') || events.includes('merge_group');
  return (said) => said === command || (command === 'gate' && said === 'auto' && isAuto);
}

/** What GitHub takes where no activity is named. */
export const DEFAULT_ACTIVITIES: readonly string[] = ['opened', 'synchronize', 'reopened'];
const COMMITS = ['opened', 'synchronize'] as const;

/** What brings commits that a workflow does not hear of, as sentences without their ends. */
export function deafness({ activities }: Workflow): readonly string[] {
  const missing = COMMITS.filter((name) => !(activities ?? DEFAULT_ACTIVITIES).includes(name));
  return missing.length === 0 ? [] : [`it does not hear of pull requests that are ${missing.join(', ')}`];
}

/** Folders of the checkout that the jobs of the gate run actions from, empty for its root. */
export function gateFolders(workflows: readonly Workflow[]): readonly string[] {
  return [...new Set(gateJobs(workflows).flatMap(({ folders }) => folders))];
}

/**
 * The jobs that run the gate, and the others that may report under one of these names: a merge waits for whichever comes.
 * @param branch the default branch; null where nobody knows it, so that filters of branches are not held against anybody
 */
export function judgingJobs(
  workflows: readonly Workflow[],
  names: readonly string[],
  branch: string | null,
): readonly GateJob[] {
  return workflows.flatMap((workflow): readonly GateJob[] => {
    const { path, jobs, otherNames } = workflow;
    const isForPullRequests = hearsPullRequests(workflow);
    const ofJob = ({ name, folders, ...job }: WorkflowJob): GateJob => {
      const steps = gateSteps(workflow, job);
      const said = { path, name, folders, isForPullRequests, ...reportOf(name, names) };
      const [escapes, heard] = [escapesOf(workflow, steps, branch), isForPullRequests ? deafness(workflow) : []];
      const sources = steps.map(({ uses }) => actionSource(uses));
      const isHere = sources.some(({ program }) => program.startsWith('./'));
      const checkouts = isHere ? strayCheckouts(workflow, job, branch) : [];
      return { ...said, isGate: steps.length > 0, escapes, deafness: heard, sources, checkouts };
    };
    const none = { escapes: [], deafness: [], sources: [], checkouts: [], folders: [] };
    const other = { path, isForPullRequests, isGate: false, ...none };
    const others = otherNames.map((name) => ({ ...other, name, ...reportOf(name, names) }));
    return [...jobs.map(ofJob), ...others].filter(({ isGate, reportsAs }) => isGate || reportsAs.length > 0);
  });
}

function reportOf(name: string, names: readonly string[]): Pick<GateJob, 'reportsAs' | 'isNamedSo'> {
  const reportsAs = names.filter((other) => mayReportAs(name, other));
  return { reportsAs, isNamedSo: reportsAs.some((other) => isSameName(name, other)) };
}

function strayCheckouts(
  { events }: Workflow,
  { checkouts }: Pick<WorkflowJob, 'checkouts'>,
  branch: string | null,
): readonly string[] {
  return checkouts.filter((checkout) => !isOfBase(checkout, events, branch)).map(checkoutName);
}

type GateStep = { readonly uses: string; readonly escapes: readonly string[] };

function gateSteps(workflow: Workflow, job: Pick<WorkflowJob, 'commands' | 'uses' | 'escapes'>): readonly GateStep[] {
  const { commands, uses, escapes } = job;
  if (!hearsPullRequests(workflow) && !workflow.events.includes('merge_group')) return [];
  return commands.flatMap((command, i) =>
    runs('gate', workflow)(command) ? [{ uses: uses[i] ?? '', escapes: escapes[i] ?? [] }] : [],
  );
}

/** One step that is always taken is enough: a job fails with any of its steps. */
function escapesOf(
  { filters, unread }: Workflow,
  steps: readonly GateStep[],
  branch: string | null,
): readonly string[] {
  const [least] = steps.map(({ escapes }) => escapes).toSorted((one, other) => one.length - other.length);
  if (least === undefined) return [];
  return [
    ...(unread === null ? [] : ['it cannot be read exactly']),
    ...(filters.hasPaths ? ['it hears of some paths alone'] : []),
    ...(branch !== null && leavesOut(filters, branch) ? ['its branches leave out the default branch'] : []),
    ...least,
  ];
}

/** Paths of workflows with a job whose name is an expression alone: it may come to any, and to the gate's. */
export function nameless(workflows: readonly Workflow[]): readonly string[] {
  return workflows
    .filter(({ jobs, otherNames }) => [...jobs.map(({ name }) => name), ...otherNames].some(isOpenName))
    .map(({ path }) => path);
}

/** A workflow of which nobody can tell for sure which jobs it has, and what they do. */
export type UnreadWorkflow = { readonly path: string; readonly why: string };

export function unreadWorkflows(workflows: readonly Workflow[]): readonly UnreadWorkflow[] {
  return workflows.flatMap(({ path, unread }) =>
    unread === null ? [] : [{ path, why: `line ${unread.line}: ${unread.message.replace(/\.$/, '')}` }],
  );
}
