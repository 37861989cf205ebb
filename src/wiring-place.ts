/** Where a step of a workflow works; apart from the other ports, since a step that cannot begin needs no more. */
import { workplace } from './edge/files/workplace.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The directory that an input names, and the environment in which git looks for no repository above the workspace.
 * Throws `INPUT_INVALID` where it leads outside of the workspace.
 */
export async function wirePlace(
  environment: Environment,
  named: string,
): Promise<{ readonly repo: string; readonly environment: Environment }> {
  const { directory, ceiling } = await workplace(environment['GITHUB_WORKSPACE'], named);
  return { repo: directory, environment: { ...environment, GIT_CEILING_DIRECTORIES: ceiling } };
}
