// A small seeded generator, so that the same seed gives the same shop, the same tickets and the same bytes.

/** Draws from a fixed stream; two generators with the same seed draw the same values. */
export type Draw = {
  /** A number in [0, 1). */
  readonly unit: () => number;
  /** A whole number from `min` to `max`, both included. */
  readonly between: (min: number, max: number) => number;
  /** One of the given values. */
  readonly one: <T>(values: readonly T[]) => T;
  /** True with the given probability. */
  readonly chance: (probability: number) => boolean;
};

/** Hashes a label to a 32-bit seed, so that streams can be named. */
export function seedOf(label: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < label.length; i++) hash = Math.imul(hash ^ label.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** Starts a stream (mulberry32). */
export function seeded(seed: number): Draw {
  let state = seed >>> 0;
  const unit = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const between = (min: number, max: number): number => min + Math.floor(unit() * (max - min + 1));
  const one = <T>(values: readonly T[]): T => {
    const value = values[between(0, values.length - 1)];
    if (value === undefined) throw new Error('nothing to draw from');
    return value;
  };
  return { unit, between, one, chance: (probability) => unit() < probability };
}
