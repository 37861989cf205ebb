/** Takes the answers away from what a run writes: each write takes effect, and the run is told nothing of it. */
import type { LoggedRequest } from '../world/log.ts';
import { fault } from '../world/world.ts';
import { name, type Stage } from './stage.ts';

/** Every other write, from the one of the parity on, each once; answers the names of those that were hit. */
export function loseAnswers({ world }: Stage, parity: number, most: number): readonly string[] {
  const seen = new Set<string>();
  const lost: string[] = [];
  const isLost = (request: LoggedRequest) => {
    const same = JSON.stringify([request.path, request.body]);
    const isFirst = request.isWrite && !seen.has(same);
    if (isFirst) seen.add(same);
    const isHit = isFirst && (seen.size - 1) % 2 === parity;
    if (isHit) lost.push(name(request));
    return isHit;
  };
  world.faults.on(isLost, fault.lostAcknowledgement(), { times: most });
  return lost;
}
