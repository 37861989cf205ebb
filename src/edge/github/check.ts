/**
 * Checks of commits, one of a name for each commit, known by the name and by the digest of what it says: the same check
 * is not posted twice.
 */
import type * as z from 'zod';
import { digestOf } from '../../kit/canonical.ts';
import type { Brought, CheckAtMerge } from '../../ports/forge.ts';
import type { CheckText } from '../../ports/judging.ts';
import { CheckRun, CheckRuns, EndedChecks } from './answers.ts';
import type { GitHub } from './client.ts';
import { isUncertain } from './refs.ts';

const EXTERNAL = 'autotune:';
const UNFINISHED = `${EXTERNAL}unfinished`;
/** In one request, in characters of a summary, and in those of an annotation's message and a title. */
const LIMITS = { annotations: 50, summary: 65_535, message: 16_000, title: 255 } as const;

export async function upsertCheck(github: GitHub, check: CheckText): Promise<'created' | 'updated' | 'unchanged'> {
  const { name: _, ...said } = check;
  const external = `${EXTERNAL}${digestOf({ ...said, at: '' })}`;
  const found = await find(github, check);
  if (found?.external_id === external) return 'unchanged';
  const [first = [], ...rest] = batches(check.annotations.map(annotationOf));
  const output = { title: cut(check.title, LIMITS.title), summary: cut(check.summary, LIMITS.summary) };
  const outcome = { status: 'completed', conclusion: check.conclusion, completed_at: check.at };
  // Annotations are only ever added, so what changed is a new run; the newest of a name is what people see.
  const known = { ...outcome, external_id: rest.length === 0 ? external : UNFINISHED };
  const id = await create(github, check, { ...known, output: { ...output, annotations: first } });
  for (const [index, annotations] of rest.entries()) {
    const external_id = index === rest.length - 1 ? external : UNFINISHED;
    await github.write('PATCH', 'check-runs/{id}', { id, external_id, output: { ...output, annotations } }, CheckRun);
  }
  return found === null ? 'created' : 'updated';
}

type Named = Pick<CheckText, 'name' | 'commit'>;

async function find(github: GitHub, { name, commit }: Named): Promise<z.infer<typeof CheckRun> | null> {
  const query = { ref: commit, check_name: name, filter: 'latest', per_page: 100 };
  const runs = (await github.read('commits/{ref}/check-runs', query, CheckRuns))?.check_runs ?? [];
  return runs.find((run) => run.name === name && run.external_id?.startsWith(EXTERNAL) === true) ?? null;
}

/** Every run of a name, since a run that is started again after the merge would hide the one that counted. */
export async function checkAtMerge(
  github: GitHub,
  { head, closedAt }: Pick<Brought, 'head' | 'closedAt'>,
  name: string,
): Promise<CheckAtMerge> {
  if (closedAt === null) return 'unknown';
  const ended: { readonly at: number; readonly conclusion: string }[] = [];
  const query = { ref: head, check_name: name, filter: 'all', per_page: 100 };
  const found = await github.read('commits/{ref}/check-runs', query, EndedChecks);
  if (found === null) return 'unknown';
  for (const run of found.check_runs) {
    const at = Date.parse(run.completed_at ?? '');
    if (run.name === name && run.conclusion && at <= Date.parse(closedAt))
      ended.push({ at, conclusion: run.conclusion });
  }
  const last = ended.sort((a, b) => a.at - b.at).at(-1);
  if (last === undefined) return 'missing';
  return last.conclusion === 'success' ? 'passed' : 'failed';
}

type Body = { readonly external_id: string; readonly [key: string]: unknown };

async function create(github: GitHub, check: Named, body: Body): Promise<number> {
  try {
    return (await github.write('POST', 'check-runs', { name: check.name, head_sha: check.commit, ...body }, CheckRun))
      .id;
  } catch (error) {
    const made = isUncertain(error) ? await find(github, check) : null;
    if (made === null || made.external_id !== body.external_id) throw error;
    return made.id;
  }
}

function annotationOf({ path, line, message, level = 'notice' }: CheckText['annotations'][number]) {
  const place = { path, start_line: line, end_line: line };
  return { ...place, annotation_level: level, message: cut(message, LIMITS.message) };
}

function batches<T>(items: readonly T[]): T[][] {
  const count = Math.ceil(items.length / LIMITS.annotations);
  const from = (index: number) => index * LIMITS.annotations;
  return Array.from({ length: count }, (_, index) => items.slice(from(index), from(index + 1)));
}

/** Half of a character is none. */
function cut(text: string, length: number): string {
  return text.length <= length ? text : text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '');
}
