/** Proposes harvested cases: one branch and one pull request, the same for the same cases, and never a second beside an open one. */
import { type HarvestPage, harvestBody, harvestMessage, harvestTitle } from '../../core/goldens/harvest-texts.ts';
import { branchName } from '../../core/packs/identity.ts';
import { digestOf, sha256, shortDigest } from '../../kit/canonical.ts';
import type { PullRequest } from '../../ports/forge.ts';
import type { Configuration } from '../../schema/configuration.ts';
import type { HarvestedIntent } from '../../schema/harvest-report.ts';
import type { World } from '../world.ts';

type Context = { readonly world: World; readonly configuration: Configuration; readonly week: string };
type Published = Pick<HarvestedIntent, 'result' | 'reason' | 'branch' | 'pull_request'>;

/** Opens the pull request, or says what stands in its way. What says the same already is left as it is. */
export async function publishHarvest(
  { world, configuration, week }: Context,
  files: ReadonlyMap<string, string>,
  page: HarvestPage,
): Promise<Published> {
  const { forge } = world;
  const digests = new Map([...files].map(([path, text]) => [path, sha256(text)]));
  const folder = branchName(page.intent, '').replace(/[^/]*$/, 'goldens-');
  const branch = `${folder}${shortDigest(digestOf(Object.fromEntries(digests)))}`;
  const open = await forge.listOpen('goldens');
  const other = open.find((request) => request.branch.startsWith(folder) && request.branch !== branch);
  if (other !== undefined) {
    return {
      result: 'waiting',
      reason: 'earlier cases wait for a review; more follow once that is merged or closed',
      ...shown(other),
    };
  }
  const before = await forge.findPullRequest(branch);
  if (before !== null && before.state !== 'open') {
    return { result: 'closed', reason: 'a person closed the pull request of these very cases', ...shown(before) };
  }
  const existing = await forge.findBranch(branch);
  if (existing?.ours === false) return { result: 'waiting', reason: `others committed to ${branch}`, branch };
  // The name of the branch is that of its bytes: what is there is what would be written.
  if (existing === null) {
    const { commit: parent } = await forge.base();
    const at = `${week}T00:00:00Z`;
    const done = await forge.commitProposal({
      branch,
      expected: null,
      parent,
      files,
      message: harvestMessage(page, digests),
      at,
    });
    if (done === 'moved') return { result: 'waiting', reason: `${branch} was moved while it was written`, branch };
  }
  const { operation, request } = await forge.upsertPullRequest({
    id: branch.split('/').at(-1)?.replace('-', '_') ?? '',
    branch,
    title: harvestTitle(page),
    body: harvestBody(page),
    reviewers: [...new Set(Object.values(configuration.reviewers).flatMap((owner) => owner ?? []))],
    at: await world.clock.now(),
  });
  return { result: operation, reason: `${page.added.length} corrected runs become search cases`, ...shown(request) };
}

function shown({ branch, number, url }: PullRequest): Pick<Published, 'branch' | 'pull_request'> {
  return { branch, ...(url === null ? {} : { pull_request: { number, url } }) };
}
