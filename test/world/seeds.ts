/** Workflows and their runs as GitHub would list them, for `world.settings`: nothing here runs any. */

import { type Json, jsonOf } from './json.ts';
import { look } from './shim/forward.ts';
import { nodeId, stamp } from './shim/shapes.ts';
import type { World } from './world.ts';

export type RunSeed = {
  readonly branch: string;
  readonly sha: string;
  readonly event?: string;
  readonly conclusion?: 'success' | 'failure' | 'action_required' | null;
  readonly name?: string;
};

/** Adds a workflow; resolves to its number. */
export function addWorkflow({ state }: World, path: string, status: 'active' | 'disabled_manually' = 'active'): number {
  const id = state.nextId++;
  const at = stamp(state.now());
  const url = `${state.apiUrl}/repos/${state.repository}/actions/workflows/${id}`;
  const html = `${state.serverUrl}/${state.repository}/blob/${state.defaultBranch}/${path}`;
  const badge_url = `${state.serverUrl}/${state.repository}/workflows/${id}/badge.svg`;
  const known = {
    id,
    node_id: nodeId('Workflow', id),
    name: path,
    path,
    state: status,
    created_at: at,
    updated_at: at,
  };
  state.settings.workflows = [...state.settings.workflows, { ...known, url, html_url: html, badge_url }];
  return id;
}

/** Adds a run, such as one that waits for approval; resolves to its number. */
export async function addWorkflowRun({ state }: World, seed: RunSeed): Promise<number> {
  const id = state.nextId++;
  const repository = jsonOf((await look(state, `/repos/${state.repository}`)).body);
  state.settings.workflowRuns = [
    { ...addresses(state, id), ...facts(state, id, seed), repository, head_repository: repository },
    ...state.settings.workflowRuns,
  ];
  return id;
}

function addresses({ apiUrl, serverUrl, repository }: World['state'], id: number): Json {
  const url = `${apiUrl}/repos/${repository}/actions/runs/${id}`;
  const kinds = ['jobs', 'logs', 'artifacts', 'cancel', 'rerun'] as const;
  return {
    id,
    node_id: nodeId('WorkflowRun', id),
    url,
    html_url: `${serverUrl}/${repository}/actions/runs/${id}`,
    ...Object.fromEntries(kinds.map((kind) => [`${kind}_url`, `${url}/${kind}`])),
    previous_attempt_url: null,
    check_suite_url: `${apiUrl}/repos/${repository}/check-suites/${id}`,
    workflow_url: `${apiUrl}/repos/${repository}/actions/workflows/1`,
  };
}

function facts(
  state: World['state'],
  id: number,
  { branch, sha, event = 'pull_request', conclusion = null, name = 'ci' }: RunSeed,
): Json {
  const at = stamp(state.now());
  return {
    name,
    head_branch: branch,
    head_sha: sha,
    path: `.github/workflows/${name}.yml`,
    display_title: name,
    run_number: id,
    run_attempt: 1,
    event,
    status: conclusion === null ? 'queued' : 'completed',
    conclusion,
    workflow_id: 1,
    pull_requests: [],
    created_at: at,
    updated_at: at,
    run_started_at: at,
    head_commit: null,
  };
}
