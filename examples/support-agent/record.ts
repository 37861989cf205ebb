// Writes the golden sets of both intents; stamp them afterwards with `autotune goldens stamp`.
// usage: node examples/support-agent/record.ts [--out DIR]
import { parseArgs } from 'node:util';
import { recordIntent } from './recording/record-intent.ts';
import { buildWorld, repository } from './world.ts';

const { values } = parseArgs({ options: { out: { type: 'string', default: repository } } });
const world = buildWorld();
for (const intent of ['support.triage', 'support.refund'] as const)
  console.log(recordIntent(world, intent, values.out));
