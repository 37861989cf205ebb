/** What a workflow file says about running autotune: on which events, in which jobs, and with which permissions. */
import { parseYaml } from '../../kit/yaml-document.ts';
import { escapesOf, type Filters, filtersOf, type Mapping } from './escapes.ts';

export type Permissions = 'read-all' | 'write-all' | ReadonlyMap<string, string>;

export type WorkflowJob = {
  readonly id: string;
  /** What its check is called. */
  readonly name: string;
  /** The `command` of each step that runs autotune. */
  readonly commands: readonly string[];
  /** Which copy of the action each of them names. */
  readonly uses: readonly string[];
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
};

/** An action of this name, in whatever repository it was published, or the checkout itself. */
const AUTOTUNE = /^(?:\.\/?|\$\/|.*\/(?:contextos-)?autotune(?:\/[^@]*)?(?:@.*)?)$/;

/** Reads a workflow; null where it is no YAML mapping. Jobs that do not run autotune are left out. */
export function readWorkflow(path: string, text: string): Workflow | null {
  const root = mappingOf(parseYaml(path, text).value);
  if (root === null) return null;
  const shared = permissionsOf(root['permissions']);
  const otherNames: string[] = [];
  const jobs = Object.entries(mappingOf(root['jobs']) ?? {}).flatMap(([id, value]): WorkflowJob[] => {
    const job = mappingOf(value) ?? {};
    const steps = listOf(job['steps']).flatMap(autotuneStep);
    const name = typeof job['name'] === 'string' ? job['name'] : id;
    if (steps.length === 0) {
      otherNames.push(name);
      return [];
    }
    const permissions = permissionsOf(job['permissions']) ?? shared;
    const [commands, uses] = [steps.map(({ command }) => command), steps.map((step) => step.uses)];
    return [{ id, name, commands, uses, escapes: steps.map(({ step }) => escapesOf(job, step)), permissions }];
  });
  return {
    path,
    events: eventsOf(root['on']),
    activities: activitiesOf(root['on']),
    filters: filtersOf(PULL_REQUESTS.map((event) => mappingOf(mappingOf(root['on'])?.[event]) ?? {})),
    isOneAtATime: root['concurrency'] !== undefined,
    jobs,
    otherNames,
  };
}

export const PULL_REQUESTS = ['pull_request', 'pull_request_target'] as const;

type AutotuneStep = { readonly command: string; readonly uses: string; readonly step: Mapping };

function autotuneStep(value: unknown): readonly AutotuneStep[] {
  const step = mappingOf(value) ?? {};
  const uses = step['uses'];
  if (typeof uses !== 'string' || !AUTOTUNE.test(uses)) return [];
  const command = mappingOf(step['with'])?.['command'];
  return [{ command: typeof command === 'string' ? command : 'auto', uses, step }];
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
