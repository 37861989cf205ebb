/**
 * Numbers that a search keeps of every search case until it has decided. There are as many as cases times candidates, so
 * they must not take the room of what is worked on. Nothing of the held-out set is put there.
 */
export type Scratch = {
  /**
   * Keeps a copy of some numbers and says where they stand; asked for again as they were put. It does not fail for want
   * of room elsewhere: then they stay in memory. At most 32,768 at once.
   */
  put(numbers: Float64Array): number;
  /**
   * So many numbers from where some were put; good until the next call. Throws `SCRATCH_UNREADABLE` where they cannot be
   * had, never other numbers.
   */
  read(from: number, count: number): Float64Array;
  /** Lets go of all that was put; whoever asks for it afterwards is refused. */
  clear(): void;
};
