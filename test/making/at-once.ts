/** Work that mostly waits for processes, done for many things at once: as many as the machine has cores. */
import { availableParallelism } from 'node:os';

/** What was made of each, in their order. */
export async function atOnce<Given, Made>(
  given: readonly Given[],
  make: (one: Given) => Promise<Made>,
): Promise<Made[]> {
  const made = new Map<number, Made>();
  const left = given.entries();
  const worker = async () => {
    for (const [i, one] of left) made.set(i, await make(one));
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return [...made].sort(([a], [b]) => a - b).map(([, one]) => one);
}
