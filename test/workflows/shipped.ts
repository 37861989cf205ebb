/** The workflows that are shipped: those that run on this repository and those that users copy, as text and as read. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const Values = z.record(z.string(), z.unknown());
const Step = z.object({
  id: z.string().optional(),
  name: z.string().optional(),
  uses: z.string().optional(),
  run: z.string().optional(),
  if: z.string().optional(),
  with: Values.default({}),
  env: Values.default({}),
});
const Job = z.object({
  name: z.string().optional(),
  outputs: z.record(z.string(), z.string()).default({}),
  if: z.string().optional(),
  needs: z.string().optional(),
  strategy: z.object({ matrix: z.object({ shard: z.array(z.number()) }) }).optional(),
  permissions: z.record(z.string(), z.enum(['read', 'write'])).optional(),
  'timeout-minutes': z.number().optional(),
  concurrency: Values.optional(),
  steps: z.array(Step),
});
const Workflow = z.object({
  on: z.unknown(),
  permissions: z.unknown(),
  concurrency: Values.optional(),
  jobs: z.record(z.string(), Job),
});
export type Workflow = z.infer<typeof Workflow>;
export type Job = z.infer<typeof Job>;

export type Shipped = { readonly path: string; readonly text: string; readonly workflow: Workflow };

export function shipped(): readonly Shipped[] {
  return ['.github/workflows', 'templates'].flatMap((folder) =>
    readdirSync(join(ROOT, folder))
      .sort()
      .map((name) => read(`${folder}/${name}`)),
  );
}

export function read(path: string): Shipped {
  return shippedText(path, readFileSync(join(ROOT, path), 'utf8'));
}

/** The workflows that a page shows. */
export function shown(page: string): readonly Shipped[] {
  const blocks = readFileSync(join(ROOT, page), 'utf8').matchAll(/^```yaml\n(.*?)^```$/gms);
  return [...blocks].flatMap(([, text = ''], i) =>
    /^jobs:/m.test(text) ? [shippedText(`${page} ${i + 1}`, text)] : [],
  );
}

function shippedText(path: string, text: string): Shipped {
  return { path, text, workflow: Workflow.parse(parse(text)) };
}

/** Every job, with the name of the place it stands in. */
export function jobsOf(files: readonly Shipped[]): readonly { readonly at: string; readonly job: Job }[] {
  return files.flatMap(({ path, workflow }) =>
    Object.entries(workflow.jobs).map(([id, job]) => ({ at: `${path} ${id}`, job })),
  );
}
