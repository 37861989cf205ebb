/**
 * The time of day, for runs on GitHub: they happen when they happen, and what expires does so by that. SOURCE_DATE_EPOCH
 * sets it, as everywhere in reproducible builds.
 */
import { AutotuneError } from '../../kit/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Environment } from '../git/git.ts';

/** Throws `USAGE` where SOURCE_DATE_EPOCH is set and is no number of seconds. */
export function systemClock({ SOURCE_DATE_EPOCH: epoch = '' }: Environment): Clock {
  if (epoch !== '' && !/^\d{1,11}$/.test(epoch)) {
    throw new AutotuneError('USAGE', 'SOURCE_DATE_EPOCH is not a number of seconds');
  }
  const instant = () => (epoch === '' ? new Date() : new Date(Number(epoch) * 1000));
  return {
    now: async () =>
      instant()
        .toISOString()
        .replace(/\.\d{3}Z$/, 'Z'),
  };
}
