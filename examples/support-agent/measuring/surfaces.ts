// Every configuration that differs from the baseline in one declared surface.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { bucketsOf, type Configuration, type Intent } from '../agent/configuration.ts';

type Bounds = {
  readonly min?: number;
  readonly max?: number;
  readonly step?: number;
  readonly allowed?: readonly string[];
};
type Surface = { readonly id: string; readonly field: string; readonly path: string; readonly bounds: Bounds };
type Value = number | string | readonly string[];

export type Change = {
  readonly surface: string;
  readonly path: string;
  readonly value: string;
  readonly configuration: Configuration;
};

/** Single-surface changes that an intent can notice, in the order of the pack. */
export function singleChanges(repository: string, intent: Intent, baseline: Configuration): readonly Change[] {
  const pack = parse(readFileSync(join(repository, 'packs/support/pack.yaml'), 'utf8')) as {
    tunable_surfaces: readonly Surface[];
  };
  return pack.tunable_surfaces
    .filter(({ path }) => isRead(path, intent, baseline))
    .flatMap((surface) =>
      valuesOf(surface).flatMap((value) => {
        const configuration = withValue(baseline, surface.path, value);
        if (JSON.stringify(configuration) === JSON.stringify(baseline)) return [];
        return [
          {
            surface: surface.id,
            path: surface.path,
            value: typeof value === 'object' ? value.join('>') : String(value),
            configuration,
          },
        ];
      }),
    );
}

/** The configuration with one dotted path set. */
export function withValue(configuration: Configuration, path: string, value: Value): Configuration {
  const copy = structuredClone(configuration) as unknown as Record<string, unknown>;
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  let at = copy;
  for (const key of keys) at = at[key] as Record<string, unknown>;
  at[last] = value;
  return copy as unknown as Configuration;
}

function isRead(path: string, intent: Intent, baseline: Configuration): boolean {
  const [root = '', bucket = ''] = path.split('.');
  if (root === 'evidence') return bucketsOf[intent].includes(bucket);
  return root !== 'approval_gate' || baseline.approval_gate !== undefined;
}

function valuesOf({ field, bounds }: Surface): readonly Value[] {
  if (bounds.allowed !== undefined)
    return field === 'source_priority' ? bounds.allowed.map((order) => order.split('>')) : bounds.allowed;
  const { min = 1, max = min, step = 1 } = bounds;
  return Array.from({ length: Math.floor((max - min) / step) + 1 }, (_, i) => min + i * step);
}
