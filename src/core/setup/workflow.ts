/** What a workflow file says about running autotune: on which events, in which jobs, and with which permissions. */
import type { Problem } from '../../kit/problem.ts';
import { parseYamlWithAliases } from '../../kit/yaml-document.ts';
import { isAutotune, localFolder } from './action-source.ts';
import { type Checkout, checkoutOf } from './checkouts.ts';
import { escapesOf, type Filters, filtersOf, type Mapping } from './escapes.ts';
import { inputOf, isPlain } from './step-inputs.ts';

export type Permissions = 'read-all' | 'write-all' | ReadonlyMap<string, string>;

export type WorkflowJob = {
  readonly id: string;
  /** What its check is called. */
  readonly name: string;
  /** The `command` of each step that runs autotune. */
  readonly commands: readonly string[];
  /** Which copy of the action each of them names. */
  readonly uses: readonly string[];
  /** Folders of this repository that its steps run actions from, empty for the root. */
  readonly folders: readonly string[];
  /** What it checks out until the last step that runs autotune. */
  readonly checkouts: readonly Checkout[];
  /** What lets the job of each be done without it, as what a workflow file says. */
  readonly escapes: readonly (readonly string[])[];
  /** Null where neither the job nor the workflow says, so that the repository's default holds. */
  readonly permissions: Permissions | null;
};

export type Workflow = {
  readonly path: string;
  readonly events: readonly string[];
  /** The activities of pull requests that it names; null where it names none, and GitHub takes its own three. */
  readonly activities: readonly string[] | null;
  /** Which pull requests it leaves out. */
  readonly filters: Filters;
  /** Whether its runs wait for one another before the condition of any job is asked. */
  readonly isOneAtATime: boolean;
  readonly jobs: readonly WorkflowJob[];
  /** What the checks of its jobs that do not run autotune are called. */
  readonly otherNames: readonly string[];
  /** The first thing that keeps it from being read exactly; null where nothing does. */
  readonly unread: Problem | null;
};

/** Reads a workflow; null where it is no YAML mapping, and nothing else is wrong with it. Jobs that do not run autotune are left out. */
export function readWorkflow(path: string, text: string): Workflow | null {
  const { value, problems } = parseYamlWithAliases(path, text);
  const [unread = null] = problems;
  if (!isMapping(value) && unread === null) return null;
  const root = mappingOf(value) ?? {};
  const all = Object.entries(mappingOf(root['jobs']) ?? {}).map(([id, job]) => readJob(id, mappingOf(job) ?? {}, root));
  return {
    path,
    events: eventsOf(root['on']),
    activities: activitiesOf(root['on']),
    filters: filtersOf(PULL_REQUESTS.map((event) => mappingOf(mappingOf(root['on'])?.[event]) ?? {})),
    isOneAtATime: root['concurrency'] !== undefined,
    jobs: all.filter(({ commands }) => commands.length > 0),
    otherNames: all.filter(({ commands }) => commands.length === 0).map(({ name }) => name),
    unread,
  };
}

function readJob(id: string, job: Mapping, root: Mapping): WorkflowJob {
  const all = listOf(job['steps']).map((step) => mappingOf(step) ?? {});
  const steps = all.flatMap(autotuneStep);
  const before = all.slice(0, all.findLastIndex(({ uses }) => isAutotune(uses)) + 1);
  return {
    id,
    name: isPlain(job['name']) ? String(job['name']) : id,
    commands: steps.map(({ command }) => command),
    uses: steps.map(({ uses }) => uses),
    folders: [...new Set(all.flatMap(({ uses }) => localFolder(uses) ?? []))],
    checkouts: before.flatMap(({ uses, with: inputs }) => checkoutOf(uses, mappingOf(inputs) ?? {}) ?? []),
    escapes: steps.map(({ step }) => escapesOf(job, step)),
    permissions: permissionsOf(job['permissions']) ?? permissionsOf(root['permissions']),
  };
}

export const PULL_REQUESTS = ['pull_request', 'pull_request_target'] as const;

type AutotuneStep = { readonly command: string; readonly uses: string; readonly step: Mapping };

function autotuneStep(step: Mapping): readonly AutotuneStep[] {
  const uses = step['uses'];
  const command = inputOf(mappingOf(step['with']) ?? {}, 'command') || 'auto';
  return isAutotune(uses) ? [{ command, uses, step }] : [];
}

function eventsOf(on: unknown): readonly string[] {
  if (typeof on === 'string') return [on];
  if (Array.isArray(on)) return on.filter((event) => typeof event === 'string');
  return Object.keys(mappingOf(on) ?? {});
}

function activitiesOf(on: unknown): readonly string[] | null {
  const named = PULL_REQUESTS.flatMap((event) => {
    const types = mappingOf(mappingOf(on)?.[event])?.['types'];
    return types === undefined ? [] : [types].flat().map(String);
  });
  return named.length === 0 ? null : named;
}

function permissionsOf(value: unknown): Permissions | null {
  if (value === 'read-all' || value === 'write-all') return value;
  const given = mappingOf(value);
  return given === null ? null : new Map(Object.entries(given).map(([name, level]) => [name, String(level)]));
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function mappingOf(value: unknown): Mapping | null {
  return isMapping(value) ? value : null;
}

function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
