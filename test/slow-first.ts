/** The order in which the files of the tests are begun: the slowest first, so that no core waits for one at the end. */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const SLOWEST = ['attacks/', 'canaries', 'loop/', 'workflows/', 'edge/', 'action/'];

const rankOf = ({ moduleId }: TestSpecification): number => {
  const rank = SLOWEST.findIndex((part) => moduleId.includes(`/test/${part}`));
  return rank < 0 ? SLOWEST.length : rank;
};

export class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((one, other) => rankOf(one) - rankOf(other));
  }
}
