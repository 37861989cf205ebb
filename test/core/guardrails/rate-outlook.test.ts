import { describe, expect, it } from 'vitest';
import { atMostOf, mayKeepRate } from '../../../src/core/guardrails/rate-outlook.ts';
import { delta, metric } from '../../making/delta.ts';

const seen = (rate: number, n = 100) =>
  delta(
    { approval_bypass_rate: metric(0, 0, 0, { treatment: rate, n }) },
    { counts: { total: 100, valid: 100, invalid: 0, unreplayable: 0, changed: 0 } },
  );
const known = { heldout: 100, kinship: 1, confidence: 0.95 };

describe('the outlook of a rate', () => {
  it('is hopeless where as many more cases like these would not prove it', () => {
    expect(mayKeepRate(seen(0.04), 0.05, known)).toBe(false);
    expect(mayKeepRate(seen(0.04), 0.05, { ...known, heldout: 2000 })).toBe(true);
    expect(mayKeepRate(seen(0.01), 0.05, known)).toBe(true);
  });

  it('is hopeless where even no further failure would prove it', () => {
    expect(mayKeepRate(seen(0, 20), 0.05, { ...known, heldout: 20 })).toBe(false);
    expect(mayKeepRate(seen(0), 0.02, { ...known, heldout: 48 })).toBe(false);
    expect(mayKeepRate(seen(0), 0.02, { ...known, heldout: 49 })).toBe(true);
  });

  it('is no estimate where no case may fail, and none where nothing was seen', () => {
    expect([mayKeepRate(seen(0), 0, known), mayKeepRate(seen(0.01), 0, known)]).toEqual([true, false]);
    expect(mayKeepRate(delta({ approval_bypass_rate: { ...metric(0, 0, 0), treatment: null } }), 0.5, known)).toBe(
      false,
    );
  });
});

describe('how many cases may be of a kind', () => {
  it('is all of them where all were, and some more than expected where only a share was', () => {
    expect(atMostOf(200, 1)).toBe(200);
    expect(atMostOf(200, 0.2)).toBeCloseTo(40 + 2 * Math.sqrt(32), 9);
    expect(atMostOf(200, 0)).toBe(0);
  });
});
