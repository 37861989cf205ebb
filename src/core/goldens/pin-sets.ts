/** Writes counts and digests of the sets into the manifest's text; nothing else of it changes. */
import type { WrittenManifest } from '../../schema/goldens-manifest.ts';
import { addEntries } from '../packs/add-entries.ts';
import { applyPatch } from '../packs/patch.ts';

export type SetPin = { readonly cases: number; readonly sha256: string };

const ROLES = ['search', 'test'] as const;
const PINS = ['cases', 'sha256'] as const;

/** Pins that stand there are changed in their places; those that do not are added, in the style of what is beside them. */
export function pinSets(
  text: string,
  { sets }: Pick<WrittenManifest, 'sets'>,
  pins: { readonly search: SetPin; readonly test: SetPin },
): string {
  const edits = ROLES.flatMap((role) =>
    PINS.flatMap((pin) => {
      const [from, to] = [sets?.[role]?.[pin], pins[role][pin]];
      return from === undefined || from === to ? [] : [{ path: `sets.${role}.${pin}`, from, to }];
    }),
  );
  let pinned = applyPatch(text, edits);
  const absent = ROLES.filter((role) => sets?.[role] === undefined);
  const added = Object.fromEntries(absent.map((role) => [role, only(pins[role], PINS)]));
  if (sets === undefined) return addEntries(pinned, [], { sets: added }, 'split');
  for (const role of ROLES) {
    const missing = PINS.filter((pin) => sets[role]?.[pin] === undefined);
    if (!absent.includes(role) && missing.length > 0)
      pinned = addEntries(pinned, ['sets', role], only(pins[role], missing));
  }
  return absent.length === 0 ? pinned : addEntries(pinned, ['sets'], added);
}

/** A pin may come with more than is written. */
function only(pin: SetPin, keys: readonly (typeof PINS)[number][]) {
  return Object.fromEntries(keys.map((key) => [key, pin[key]]));
}
