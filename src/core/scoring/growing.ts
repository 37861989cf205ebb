/**
 * Numbers appended one by one, kept outside the collected heap: a set of thousands of cases times a hundred treatments
 * is millions of them, and as plain arrays they would make the collector keep several times their size.
 */
export type Growing = {
  push(value: number): void;
  readonly length: number;
  /** What was pushed last; NaN before anything was. */
  last(): number;
  /** What was pushed so far; good until the next push. */
  view(): Float64Array;
};

const FIRST = 64;

export function growing(values: Iterable<number> = []): Growing {
  let store = new Float64Array(FIRST);
  let length = 0;
  const numbers: Growing = {
    push(value) {
      if (length === store.length) {
        const larger = new Float64Array(store.length * 2);
        larger.set(store);
        store = larger;
      }
      store[length++] = value;
    },
    get length() {
      return length;
    },
    last: () => store[length - 1] ?? Number.NaN,
    view: () => store.subarray(0, length),
  };
  for (const value of values) numbers.push(value);
  return numbers;
}
