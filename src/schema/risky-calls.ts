/** How many calls of tools that do more than read a plan makes, by their risk class: under the baseline and under a change. */
import * as z from 'zod';
import { RISK_CLASSES } from './ids.ts';

const [, ...RISKY] = RISK_CLASSES;
const RiskyClass = z.literal(RISKY);

/** Sums over the cases that were replayed under both. A class that neither calls is left out. */
export const RiskyCalls = z.partialRecord(
  RiskyClass,
  z.strictObject({ baseline: z.int().min(0), treatment: z.int().min(0) }),
);
export type RiskyCalls = z.infer<typeof RiskyCalls>;
