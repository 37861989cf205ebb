/**
 * How long GitHub is waited for, and how fast it is written to. GitHub takes 80 writes a minute and asks for distance of
 * whoever makes many: a run makes few, so a burst goes through before the pace holds, and no minute has more than 80.
 */
/** `burst` calls go through at once; after them, one every `every` milliseconds. */
export type Pace = { readonly burst: number; readonly every: number };

export type Timing = {
  readonly writes: Pace;
  readonly notifications: Pace;
  /** What a second of waiting that GitHub asked for, or of waiting before asking again, takes here; in milliseconds. */
  readonly second: number;
  /** In seconds. A limit that lasts longer ends the run. */
  readonly longestWait: number;
  /** In milliseconds, for one answer. */
  readonly answer: number;
};

export const USUAL_TIMING: Timing = {
  writes: { burst: 40, every: 1500 },
  notifications: { burst: 20, every: 3000 },
  second: 1000,
  longestWait: 60,
  answer: 60_000,
};

/** What throttling asks of a group of its limiter. */
export type Gate = {
  key(id: string): { schedule<T>(options: unknown, job: () => Promise<T>): Promise<T> };
};

/** A gate that holds a pace. Nobody who waits for nothing is kept alive by it. */
export function paced({ burst, every }: Pace, now: () => number = Date.now): Gate {
  // When the next call would be due if all had kept the distance; the burst is how far it may lie ahead.
  let due = Number.NEGATIVE_INFINITY;
  const turn = async () => {
    const at = now();
    due = Math.max(due, at - (burst - 1) * every) + every;
    const wait = due - every - at;
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
  };
  const schedule = async <T>(_options: unknown, job: () => Promise<T>): Promise<T> => {
    await turn();
    return job();
  };
  return { key: () => ({ schedule }) };
}
