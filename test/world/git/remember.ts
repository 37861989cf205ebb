/** Spares the world most calls of git: objects never change, and refs only when they are moved. */
import { ZERO } from './objects.ts';
import type { GitStore, RefUpdate } from './store.ts';

/** Asks git once for what can never change, and for refs only after they have moved. */
export function remembering(store: GitStore): GitStore {
  let refs: Promise<ReadonlyMap<string, string>> | undefined;
  return {
    ...store,
    refs: async (prefix = 'refs/') => {
      refs ??= store.refs();
      return new Map([...(await refs)].filter(([ref]) => ref.startsWith(prefix)));
    },
    refresh: () => {
      refs = undefined;
    },
    moveRefs: async (updates) => {
      const before = refs;
      const moved = await store.moveRefs(updates);
      // Whoever moved others meanwhile has said so, by `refresh` or here.
      refs =
        moved && before !== undefined && before === refs ? before.then((known) => after(known, updates)) : undefined;
      return moved;
    },
    fetchFrom: (...asked) =>
      store.fetchFrom(...asked).finally(() => {
        refs = undefined;
      }),
    commit: once(store.commit),
    isAncestor: once(store.isAncestor),
    mergeBase: once(store.mergeBase),
    diff: once(store.diff),
    merge: once(store.merge),
    log: once(store.log),
  };
}

function after(known: ReadonlyMap<string, string>, updates: readonly RefUpdate[]): ReadonlyMap<string, string> {
  const now = new Map(known);
  for (const { ref, after: sha } of updates) sha === ZERO ? now.delete(ref) : now.set(ref, sha);
  return new Map([...now].sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** Only answers about full object ids stay true. */
function once<A extends readonly unknown[], R>(work: (...args: A) => Promise<R>): (...args: A) => Promise<R> {
  const known = new Map<string, Promise<R>>();
  return (...args) => {
    const key = JSON.stringify(args);
    const isFixed = args.every((arg) => typeof arg !== 'string' || /^[0-9a-f]{40}$/.test(arg));
    const answer = known.get(key) ?? work(...args);
    if (isFixed) known.set(key, answer);
    return answer;
  };
}
