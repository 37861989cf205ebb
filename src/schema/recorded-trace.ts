/**
 * One line of the recorded traces of production runs (`experience.traces`): a golden case as far as a recorder can write
 * it, without what it should have been. A corrected run with its trace becomes a search case.
 */
import type * as z from 'zod';
import { GoldenCase } from './golden-case.ts';

export const RecordedTrace = GoldenCase.omit({
  case_id: true,
  expected: true,
  baseline: true,
  operator_corrections: true,
});
export type RecordedTrace = z.infer<typeof RecordedTrace>;
