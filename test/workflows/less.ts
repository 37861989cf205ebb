/** What a job would be granted with one permission taken away, or brought down from writing to reading. */
import type { Permissions } from '../world/callers.ts';
import type { Shipped } from './shipped.ts';

export type Less = { readonly id: string; readonly less: string; readonly permissions: Permissions };

export function lessOf({ workflow }: Shipped): readonly Less[] {
  return Object.entries(workflow.jobs).flatMap(([id, { permissions = {} }]) =>
    Object.entries(permissions).flatMap(([name, level]): Less[] => {
      const { [name]: _, ...rest } = permissions;
      const without = { id, less: `no ${name}`, permissions: rest };
      return level === 'read'
        ? [without]
        : [without, { id, less: `${name}: read`, permissions: { ...rest, [name]: 'read' as const } }];
    }),
  );
}
