/** By what a held-out set is recognised in a later one: marks of its cases that name none of them. */
import * as z from 'zod';

/** Marks of 16 hex digits each, ascending, written without a space; of a large set the smallest ones only. */
const Marks = z
  .string()
  .max(16 * 512)
  .regex(/^(?:[0-9a-f]{16})*$/, 'marks of 16 hex digits each');

export const HeldoutMarks = z.strictObject({ cases: z.int().min(0), questions: Marks, recordings: Marks });
export type HeldoutMarks = z.infer<typeof HeldoutMarks>;
