/**
 * Every production run of the configured source, once, in a stream: from files of the checkout, or from the user's
 * query. What is wrong with a line is an error, since what is counted has to be all there is.
 */
import { rowReader } from '../../core/experience/rows.ts';
import { CONFIGURATION_PATH } from '../../core/repository/layout.ts';
import { AutotuneError } from '../../kit/errors.ts';
import type { Problem } from '../../kit/problem.ts';
import { readDocument } from '../../kit/schema-problems.ts';
import type { Configuration, QuerySource } from '../../schema/configuration.ts';
import { ProductionRun } from '../../schema/production-run.ts';
import type { World } from '../world.ts';
import { readExperience } from './experience.ts';

type Visit = (run: ProductionRun) => void;
type Asked = Pick<World, 'workspace' | 'query' | 'forge'>;

const TIMEOUT_S = 300;
const MAX_MB = 4096;
const MB = 1024 * 1024;
/** Problems beyond this many end the reading. */
const LISTED = 200;

/**
 * Visits every run and answers how many there were. Throws `EXPERIENCE_MISSING` without a source, `DOCUMENTS_INVALID`
 * with the lines that are no runs, `QUERY_FORBIDDEN`, `QUERY_FAILED`, and `WORKTREE_DIRTY` where the command is not as
 * committed: what is started was reviewed.
 */
export async function readProduction(world: Asked, configuration: Configuration, visit: Visit): Promise<number> {
  const { experience } = configuration;
  if (experience === undefined)
    throw new AutotuneError('EXPERIENCE_MISSING', 'no source of production runs is configured');
  if ('command' in experience) return readQuery(world, experience.command, visit);
  const { runs, problems } = await readExperience(world.workspace, experience.files, visit);
  if (problems.length > 0) throw unreadable(experience.files, problems);
  return runs;
}

async function readQuery({ forge, query }: Asked, source: QuerySource, visit: Visit): Promise<number> {
  if ((await forge.uncommitted([CONFIGURATION_PATH])).length > 0) {
    const message = `${CONFIGURATION_PATH} differs from the commit, and it names a command: only what is committed is started`;
    throw new AutotuneError('WORKTREE_DIRTY', message);
  }
  const { run, timeout_s = TIMEOUT_S, max_mb = MAX_MB, environment = [] } = source;
  const command = { run, timeoutSeconds: timeout_s, maxBytes: max_mb * MB, environment };
  const rows = rowReader();
  const problems: Problem[] = [];
  let runs = 0;
  let number = 0;
  for await (const batch of query.lines(command)) {
    for (const line of batch) {
      number++;
      const row = rows.read(line);
      if (row === null) continue;
      const read = readDocument('experience.command', row, ProductionRun, 'json', number - 1);
      if (read.document === null) problems.push(...read.problems);
      else {
        runs++;
        visit(read.document);
      }
    }
    if (problems.length > LISTED) break;
  }
  if (problems.length > 0) throw unreadable('what experience.command printed', problems.slice(0, LISTED));
  if (!rows.isWhole())
    throw new AutotuneError('QUERY_FAILED', 'experience.command: it printed an array without an end');
  return runs;
}

function unreadable(source: string, problems: readonly Problem[]): AutotuneError {
  return new AutotuneError('DOCUMENTS_INVALID', `${source} cannot be read`, {
    problems,
    hint: 'Correct or remove the listed lines; a target is detected only from runs that can all be read.',
  });
}
