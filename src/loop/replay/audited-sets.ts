/**
 * The search sets of one invocation, each audited once however many targets rest on it. The sets of the next target
 * can be read ahead, so that the program has something to do while git writes what this target came to.
 */
import { unreachedItems } from '../../core/goldens/case-references.ts';
import type { SetNames } from '../../core/goldens/set-checker.ts';
import type { Target } from '../../schema/configuration.ts';
import type { World } from '../world.ts';
import { auditSet } from './audit-set.ts';
import type { Bench } from './bench.ts';
import type { VerifiedSet } from './verify-set.ts';

/** A search set as a search needs it; of one that was not read no name is known. */
export type SearchedSet = SetNames & {
  readonly cases: number;
  readonly kept: VerifiedSet['kept'];
  /** Null for a set that was not read. */
  readonly slices: VerifiedSet['slices'] | null;
  /** Null for a set that was not read. */
  readonly judgements: VerifiedSet['judgements'] | null;
};

export type AuditedSets = {
  /** The audited search set of a bench. Throws as `auditSet` does, to whoever asks. */
  searchSetOf(bench: Bench): Promise<SearchedSet>;
  /** Forgets the sets that none of these targets rests on. */
  keepFor(targets: readonly Target[]): void;
  /** Ends what is still being read ahead: nobody will ask for it. */
  close(): void;
};

export function openAuditedSets({ workspace }: Pick<World, 'workspace'>): AuditedSets {
  const audited = new Map<string, Promise<VerifiedSet>>();
  let isClosed = false;
  return {
    searchSetOf(bench) {
      const known = audited.get(bench.intent);
      if (known !== undefined) return known;
      const reading = auditSet(workspace, bench, 'search', {
        isStopped: () => isClosed,
        check: (golden, line, file) => unreachedItems(golden, { line, file }),
      });
      // What goes wrong while nobody waits is told to the target that asks.
      reading.catch(() => undefined);
      audited.set(bench.intent, reading);
      return reading;
    },
    keepFor(targets) {
      const needed = new Set(intentsOf(targets));
      for (const intent of audited.keys()) if (!needed.has(intent)) audited.delete(intent);
    },
    close() {
      isClosed = true;
    },
  };
}

/**
 * The search sets as their manifests pin them, unread: for who replays only a share of the cases, and hands the figures to
 * somebody who audits every set.
 */
export function pinnedSets(): AuditedSets {
  return {
    async searchSetOf({ manifest }) {
      const names = { families: new Map(), ids: new Map(), contents: new Map() };
      return { ...names, cases: manifest.sets.search.cases, slices: null, judgements: null, kept: null };
    },
    keepFor() {},
    close() {},
  };
}

/** The intents that targets rest on: their own, and those they also affect. */
function intentsOf(targets: readonly Target[]): string[] {
  return targets.flatMap(({ intent, also_affects }) => [intent, ...(also_affects ?? [])]);
}
