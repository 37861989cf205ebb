/** Whether each release record came to its stage by promotions that follow one another, each approved by somebody. */
import type { Problem } from '../../../kit/problem.ts';
import { whyStagesSkip } from '../../../schema/release-record.ts';
import { problemAt, type Repository } from '../repository.ts';

export function checkStages({ releases }: Repository): Problem[] {
  return releases.flatMap((release) => {
    const why = whyStagesSkip(release.value);
    return why === null ? [] : [problemAt(release, ['rollout', 'stage'], 'RELEASE_STAGE_SKIPPED', why)];
  });
}
