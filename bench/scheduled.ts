/** A whole scheduled run of the action on the sample, process start to exit, against the bed that stands in for GitHub. */
import { schedulePayload } from '../test/world/payloads/payloads.ts';
import { runAction } from '../test/world/runner/run-action.ts';
import { createWorld, type World } from '../test/world/world.ts';
import { git, sampleCopy } from './processes.ts';

/** Tells what the process itself computed: unlike a clock it does not run while another has the machine. */
const REPORT_CPU =
  "process.on('exit', () => { const { user, system } = process.cpuUsage(); process.stderr.write('cpu_s=' + (user + system) / 1e6 + '\\n'); });";

export type Scheduled = {
  readonly seconds: number;
  readonly cpu: number;
  readonly operation: string;
  readonly requests: number;
  readonly writes: number;
};

/** Opens what there is to open, then finds it unchanged. Each round has a world of its own. */
export async function scheduledRuns(): Promise<{ readonly first: Scheduled; readonly again: Scheduled }> {
  const checkout = sampleCopy();
  // Whatever branch is measured, it is the default one there.
  git(checkout, 'checkout', '-q', '-B', 'main');
  const world = await createWorld({ from: checkout });
  try {
    return { first: await timed(world, checkout), again: await timed(world, checkout) };
  } finally {
    await world.close();
  }
}

async function timed(world: World, checkout: string): Promise<Scheduled> {
  const payload = await schedulePayload(world);
  world.clearRequests();
  const started = performance.now();
  const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(REPORT_CPU)}` };
  const ended = await runAction(world, { event: 'schedule', payload, checkout, env });
  const { exitCode, outputs, requests, stdout, stderr } = ended;
  const seconds = (performance.now() - started) / 1000;
  if (exitCode !== 0) throw new Error(`the action exited with ${exitCode}:\n${stdout}`);
  const writes = requests.filter(({ isWrite }) => isWrite).length;
  const cpu = Number(/cpu_s=([\d.]+)/.exec(stderr)?.[1]);
  return { seconds, cpu, operation: outputs['operation'] ?? '', requests: requests.length, writes };
}
