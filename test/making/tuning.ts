/** Runs of the loop in this process over the local forge of a real repository, whose ports a test may change. */
import { run } from '../../src/loop/run/run.ts';
import type { World } from '../../src/loop/world.ts';
import type { Forge } from '../../src/ports/forge.ts';
import type { Ledger } from '../../src/ports/ledger.ts';
import type { RunReport } from '../../src/schema/run-report.ts';
import { wire } from '../../src/wiring.ts';
import { environment } from './repository.ts';

export type Wrap = {
  readonly forge?: ((forge: Forge) => Partial<Forge>) | undefined;
  readonly ledger?: ((ledger: Ledger) => Partial<Ledger>) | undefined;
};

export async function openWorld(root: string, wrap: Wrap = {}): Promise<World> {
  const screen = { isTTY: false, write: () => true };
  const world = await wire({ repo: root, isDryRun: false, forge: 'local', screen, environment: environment() });
  const forge = { ...world.forge, ...wrap.forge?.(world.forge) };
  return { ...world, forge, ledger: { ...world.ledger, ...wrap.ledger?.(world.ledger) } };
}

export async function tune(root: string, wrap: Wrap = {}): Promise<RunReport> {
  return run(await openWorld(root, wrap), { isDryRun: false, producer: 'test@0.0.0' });
}

/** The proposal of a run that made one. */
export function proposedBy({ proposals: [proposal] }: RunReport): RunReport['proposals'][number] {
  if (proposal === undefined) throw new Error('nothing was proposed');
  return proposal;
}
