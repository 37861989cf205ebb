/** What a workflow file says about running autotune: on which events, in which jobs, and with which permissions. */
import { parseYaml } from '../../kit/yaml-document.ts';

export type Permissions = 'read-all' | 'write-all' | ReadonlyMap<string, string>;

export type WorkflowJob = {
  readonly id: string;
  /** What its check is called. */
  readonly name: string;
  /** The `command` of each step that runs autotune. */
  readonly commands: readonly string[];
  /** Which copy of the action each of them names. */
  readonly uses: readonly string[];
  /** Null where neither the job nor the workflow says, so that the repository's default holds. */
  readonly permissions: Permissions | null;
};

export type Workflow = {
  readonly path: string;
  readonly events: readonly string[];
  /** The activities of pull requests that it names; null where it names none, and GitHub takes its own three. */
  readonly activities: readonly string[] | null;
  /** Whether its runs wait for one another before the condition of any job is asked. */
  readonly isOneAtATime: boolean;
  readonly jobs: readonly WorkflowJob[];
};

/** An action of this name, in whatever repository it was published, or the checkout itself. */
const AUTOTUNE = /^(?:\.\/?|\$\/|.*\/(?:contextos-)?autotune(?:\/[^@]*)?(?:@.*)?)$/;

/** Reads a workflow; null where it is no YAML mapping. Jobs that do not run autotune are left out. */
export function readWorkflow(path: string, text: string): Workflow | null {
  const root = mappingOf(parseYaml(path, text).value);
  if (root === null) return null;
  const shared = permissionsOf(root['permissions']);
  const jobs = Object.entries(mappingOf(root['jobs']) ?? {}).flatMap(([id, value]): WorkflowJob[] => {
    const job = mappingOf(value) ?? {};
    const steps = listOf(job['steps']).flatMap(autotuneStep);
    if (steps.length === 0) return [];
    const permissions = permissionsOf(job['permissions']) ?? shared;
    const name = typeof job['name'] === 'string' ? job['name'] : id;
    return [
      { id, name, commands: steps.map(({ command }) => command), uses: steps.map(({ uses }) => uses), permissions },
    ];
  });
  return {
    path,
    events: eventsOf(root['on']),
    activities: activitiesOf(root['on']),
    isOneAtATime: root['concurrency'] !== undefined,
    jobs,
  };
}

/** The workflows that judge pull requests by the gate, or only check their documents. */
export function judgingWorkflows(workflows: readonly Workflow[], command: 'gate' | 'validate'): readonly Workflow[] {
  return workflows.filter(
    ({ events, jobs }) =>
      PULL_REQUESTS.some((name) => events.includes(name)) && jobs.some(({ commands }) => commands.includes(command)),
  );
}

/** The jobs that run the gate. */
export function gateJobs(workflows: readonly Workflow[]): readonly WorkflowJob[] {
  return judgingWorkflows(workflows, 'gate').flatMap(({ jobs }) =>
    jobs.filter(({ commands }) => commands.includes('gate')),
  );
}

const PULL_REQUESTS = ['pull_request', 'pull_request_target'] as const;

function autotuneStep(value: unknown): readonly { readonly command: string; readonly uses: string }[] {
  const step = mappingOf(value) ?? {};
  const uses = step['uses'];
  if (typeof uses !== 'string' || !AUTOTUNE.test(uses)) return [];
  const command = mappingOf(step['with'])?.['command'];
  return [{ command: typeof command === 'string' ? command : 'auto', uses }];
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

function mappingOf(value: unknown): Readonly<Record<string, unknown>> | null {
  return isMapping(value) ? value : null;
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
