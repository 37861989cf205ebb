import { afterEach, describe, expect, it, vi } from 'vitest';
import { paced, USUAL_TIMING } from '../../src/edge/github/timing.ts';

afterEach(() => vi.useRealTimers());

/** The instants, from the first on, at which so many calls go through that are all made at once. */
async function instants(calls: number, pace: Parameters<typeof paced>[0]): Promise<number[]> {
  vi.useFakeTimers({ now: 0 });
  const gate = paced(pace).key('any');
  const made = Promise.all(Array.from({ length: calls }, () => gate.schedule({}, async () => Date.now())));
  await vi.runAllTimersAsync();
  return made;
}

describe('a pace', () => {
  it('lets a burst through at once, and then one call after the other', async () => {
    expect(await instants(6, { burst: 3, every: 1000 })).toEqual([0, 0, 0, 1000, 2000, 3000]);
  });

  it('gives the burst back to whoever was quiet', async () => {
    vi.useFakeTimers({ now: 0 });
    const gate = paced({ burst: 2, every: 1000 }).key('any');
    const call = () => gate.schedule({}, async () => Date.now());
    expect(await Promise.all([call(), call()])).toEqual([0, 0]);
    vi.setSystemTime(60_000);
    const later = Promise.all([call(), call(), call()]);
    await vi.runAllTimersAsync();
    expect(await later).toEqual([60_000, 60_000, 61_000]);
  });

  it('gives every write its distance where nothing may burst', async () => {
    expect(await instants(3, { burst: 1, every: 3000 })).toEqual([0, 3000, 6000]);
  });

  it('keeps every minute below what GitHub takes, at the usual one', async () => {
    for (const pace of [USUAL_TIMING.writes, USUAL_TIMING.notifications]) {
      const at = await instants(200, pace);
      const busiest = Math.max(...at.map((from) => at.filter((time) => time >= from && time < from + 60_000).length));
      expect(busiest).toBeLessThanOrEqual(80);
    }
  });
});
