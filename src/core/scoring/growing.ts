/**
 * Numbers appended one by one, kept outside the collected heap: a set of thousands of cases times a hundred treatments
 * is millions of them, and as plain arrays they would make the collector keep several times their size.
 */
const FIRST = 32;
const PAGE_BITS = 9;
/** In numbers. Beyond one page nothing is copied any more: what is copied from leaves holes that stay with the process. */
const PAGE = 1 << PAGE_BITS;

/** Keeps full pages elsewhere: a copy of each, which is asked for by its place and read before the next is. */
export type Pages = {
  put(page: Float64Array): number;
  read(place: number, count: number): Float64Array;
};

export class Growing {
  readonly #elsewhere: Pages | null;
  /** Where each full page stands, or the pages themselves where all of them are held here. */
  readonly #places: number[] = [];
  readonly #held: Float64Array[] = [];
  #last = new Float64Array();
  #used = 0;
  #length = 0;

  /** @param elsewhere without it every page is held here */
  constructor(values: Iterable<number> = [], elsewhere: Pages | null = null) {
    this.#elsewhere = elsewhere;
    for (const value of values) this.push(value);
  }

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#used === this.#last.length) this.#grow();
    this.#last[this.#used++] = value;
    this.#length++;
  }

  /** NaN where there is none. Those that follow each other are quickest had in their order. */
  at(index: number): number {
    if (index >= this.#length) return Number.NaN;
    return this.#page(index >>> PAGE_BITS)[index % PAGE] ?? Number.NaN;
  }

  /** What was pushed last; NaN before anything was. */
  last(): number {
    return this.#last[this.#used - 1] ?? Number.NaN;
  }

  /** @param all filled and given back; as long as this is */
  toArray(all: Float64Array = new Float64Array(this.#length)): Float64Array {
    const full = this.#length - this.#used;
    for (let from = 0; from < full; from += PAGE) all.set(this.#page(from >>> PAGE_BITS), from);
    all.set(this.#last.subarray(0, this.#used), full);
    return all;
  }

  #page(number: number): Float64Array {
    const place = this.#places[number];
    if (place !== undefined && this.#elsewhere !== null) return this.#elsewhere.read(place, PAGE);
    return this.#held[number] ?? this.#last;
  }

  #grow(): void {
    const before = this.#last;
    if (before.length < PAGE) {
      this.#last = new Float64Array(Math.max(FIRST, 2 * before.length));
      this.#last.set(before);
      return;
    }
    if (this.#elsewhere === null) {
      this.#held.push(before);
      this.#last = new Float64Array(PAGE);
    } else this.#places.push(this.#elsewhere.put(before));
    this.#used = 0;
  }
}
