/**
 * Numbers appended one by one, kept outside the collected heap: a set of thousands of cases times a hundred treatments
 * is millions of them, and as plain arrays they would make the collector keep several times their size.
 */
const FIRST = 32;
const PAGE_BITS = 9;
/** In numbers. Beyond one page nothing is copied any more: what is copied from leaves holes that stay with the process. */
const PAGE = 1 << PAGE_BITS;

export class Growing {
  #pages: Float64Array[] = [];
  #last = new Float64Array();
  #used = 0;
  #length = 0;

  constructor(values: Iterable<number> = []) {
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

  /** NaN where there is none. */
  at(index: number): number {
    if (index >= this.#length) return Number.NaN;
    return this.#pages[index >>> PAGE_BITS]?.[index % PAGE] ?? Number.NaN;
  }

  /** What was pushed last; NaN before anything was. */
  last(): number {
    return this.#last[this.#used - 1] ?? Number.NaN;
  }

  toArray(): Float64Array {
    const all = new Float64Array(this.#length);
    this.#pages.forEach((page, i) => {
      all.set(page === this.#last ? page.subarray(0, this.#used) : page, i * PAGE);
    });
    return all;
  }

  #grow(): void {
    const before = this.#last;
    if (before.length === PAGE) {
      this.#last = new Float64Array(PAGE);
      this.#used = 0;
    } else {
      this.#last = new Float64Array(Math.max(FIRST, 2 * before.length));
      this.#last.set(before);
      this.#pages.pop();
    }
    this.#pages.push(this.#last);
  }
}
