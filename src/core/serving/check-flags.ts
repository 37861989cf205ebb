/** Whether a file of flags says what the release records say: where it does not, it is stale, or edited by hand. */
import { canonicalJson } from '../../kit/canonical.ts';
import type { Flags } from '../../schema/flags.ts';
import type { ReleaseRecord } from '../../schema/release-record.ts';
import { flagsOf } from './flags.ts';
import { standingSwitches } from './kill-switch.ts';

export type FlagsFinding = {
  /** Where in the file. */
  readonly path: readonly string[];
  /** `unmarked`: all that differs is that a kill switch thrown by hand does not say what it took away. */
  readonly kind: 'stale' | 'killed' | 'unmarked';
  readonly message: string;
};

const PARTS = ['state', 'defaultVariant', 'targeting', 'variants', 'metadata'] as const;

/** Every flag that differs from what the records of its pack give, by its first differing part, and thrown switches. */
export function checkFlags(pack: string, standing: Flags, records: readonly ReleaseRecord[]): FlagsFinding[] {
  const killed = standingSwitches(standing, records);
  const meant = flagsOf(pack, records, killed);
  const intents = [...new Set([...Object.keys(meant.flags), ...Object.keys(standing.flags)])].sort();
  const setIds = [standing, meant].map(({ metadata }) => metadata.flagSetId);
  const named = setIds[0] === setIds[1] ? [] : [stale(['metadata', 'flagSetId'], `the set is that of ${setIds[1]}`)];
  const found = intents.flatMap((intent) => [
    ...findingOf(intent, standing, meant),
    ...(killed.has(intent) ? [thrown(intent)] : []),
  ]);
  return [...named, ...found];
}

function findingOf(intent: string, standing: Flags, meant: Flags): FlagsFinding[] {
  const [is, should] = [standing.flags[intent], meant.flags[intent]];
  if (is === undefined) return [stale(['flags'], `there is no flag for ${intent}, which has a release record`)];
  if (should === undefined) return [stale(['flags', intent], `${intent} has no release record in this pack`)];
  const part = PARTS.find((name) => canonicalJson(is[name] ?? null) !== canonicalJson(should[name] ?? null));
  if (part === undefined) return [];
  if (
    part === 'metadata' &&
    canonicalJson({ ...is.metadata, killed: should.metadata.killed ?? null }) === canonicalJson(should.metadata)
  )
    return [unmarked(intent)];
  const path = is[part] === undefined ? ['flags', intent] : ['flags', intent, part];
  return [stale(path, `${part} of ${intent} is not what its release record gives`)];
}

function stale(path: readonly string[], message: string): FlagsFinding {
  return { path, kind: 'stale', message };
}

function unmarked(intent: string): FlagsFinding {
  const message = `the kill switch of ${intent} was thrown by hand, and the flag does not say what it took away`;
  return { path: ['flags', intent, 'metadata'], kind: 'unmarked', message };
}

function thrown(intent: string): FlagsFinding {
  const message = `the kill switch of ${intent} is thrown: everybody is served the tuple before`;
  return { path: ['flags', intent], kind: 'killed', message };
}
