import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/edge/clock/system.ts';

describe('the time of day', () => {
  it('is told in whole seconds', async () => {
    const before = Math.floor(Date.now() / 1000) * 1000;
    const now = await systemClock({}).now();
    expect(now).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(Date.parse(now)).toBeGreaterThanOrEqual(before);
  });

  it('is what SOURCE_DATE_EPOCH says', async () => {
    expect(await systemClock({ SOURCE_DATE_EPOCH: '1778565600' }).now()).toBe('2026-05-12T06:00:00Z');
    expect(() => systemClock({ SOURCE_DATE_EPOCH: 'noon' })).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });
});
