/** What `autotune rejections --json` prints: what is rejected, what was, and the surfaces that keep drawing rejections. */
import { z } from 'zod';
import { FlaggedSurface, LapsedRejection, StandingRejection } from './rejection.ts';

export const RejectionsReport = z.strictObject({
  rejections: z.array(StandingRejection),
  lapsed: z.array(LapsedRejection),
  flagged: z.array(FlaggedSurface),
});
export type RejectionsReport = z.infer<typeof RejectionsReport>;
