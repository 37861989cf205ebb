/**
 * Positions of cases in a set, a bit each: of every treatment it is kept which cases moved, were lost or could not be
 * scored, and as lists of numbers these would be larger than the differences themselves.
 */
const WORD_BITS = 5;
const PAGE_BITS = 11;
/** Words of a page. A stretch of positions of which there is none takes no room. */
const WORDS = 1 << (PAGE_BITS - WORD_BITS);

export class PositionSet {
  readonly #pages: Uint32Array[] = [];
  #size = 0;
  #last = -1;

  get size(): number {
    return this.#size;
  }

  /** Positions are added in ascending order, each once. */
  add(position: number): void {
    const page = this.#pages[position >>> PAGE_BITS] ?? this.#open(position >>> PAGE_BITS);
    const word = (position >>> WORD_BITS) % WORDS;
    // A shift is counted modulo 32, which is where the position stands in its word.
    page[word] = (page[word] ?? 0) | (1 << position);
    this.#size++;
    this.#last = position;
  }

  #open(at: number): Uint32Array {
    const page = new Uint32Array(WORDS);
    this.#pages[at] = page;
    return page;
  }

  has(position: number): boolean {
    const word = this.#pages[position >>> PAGE_BITS]?.[(position >>> WORD_BITS) % WORDS] ?? 0;
    return ((word >>> position) & 1) === 1;
  }

  /** What was added last; -1 before anything was. */
  last(): number {
    return this.#last;
  }

  /** Visits them in ascending order, counted from 0. */
  each(visit: (position: number, index: number) => void): void {
    let index = 0;
    this.#pages.forEach((page, at) => {
      for (let word = 0; word < WORDS; word++) {
        const first = (at << PAGE_BITS) | (word << WORD_BITS);
        // The lowest bit that is left is taken away with every visit.
        for (let left = page[word] ?? 0; left !== 0; left &= left - 1) {
          visit(first | (31 - Math.clz32(left & -left)), index++);
        }
      }
    });
  }

  map<Made>(make: (position: number) => Made): Made[] {
    const made: Made[] = [];
    this.each((position) => made.push(make(position)));
    return made;
  }
}
