/**
 * Typed arrays that are lent again and again. Made anew for each of a hundred treatments they would pile up until the
 * collector looks, the higher the larger the set.
 */
class Lent<List extends Float64Array | Uint32Array> {
  readonly #make: (length: number) => List;
  readonly #lists: List[] = [];
  #lent = 0;

  constructor(make: (length: number) => List) {
    this.#make = make;
  }

  next(length: number): List {
    const at = this.#lent++;
    const known = this.#lists[at];
    if (known !== undefined && known.length === length) return known;
    const made = this.#make(length);
    this.#lists[at] = made;
    return made;
  }

  takeBack(): void {
    this.#lent = 0;
  }
}

/** Lists with whatever stood in them before. */
export class Room {
  readonly #numbers = new Lent((length) => new Float64Array(length));
  readonly #positions = new Lent((length) => new Uint32Array(length));

  numbers(length: number): Float64Array {
    return this.#numbers.next(length);
  }

  positions(length: number): Uint32Array {
    return this.#positions.next(length);
  }

  /** All that was lent is free to be lent again. */
  takeBack(): void {
    this.#numbers.takeBack();
    this.#positions.takeBack();
  }
}
