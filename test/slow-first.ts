/**
 * The order in which the files of the tests are begun: those that share other workers, then of all others the slowest
 * first, so that no core waits for one at the end and no worker is ended that the next file could have used.
 */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const SLOWEST = ['attacks/', 'canaries', 'loop/', 'workflows/', 'edge/', 'action/'];

const rankOf = ({ moduleId, project }: TestSpecification): number => {
  if (project.name !== 'whole') return -1;
  const rank = SLOWEST.findIndex((part) => moduleId.includes(`/test/${part}`));
  return rank < 0 ? SLOWEST.length : rank;
};

export class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((one, other) => rankOf(one) - rankOf(other));
  }
}
