/** Spares the world most calls of git: objects never change, and refs only when they are moved. */
import type { GitStore } from './store.ts';

/** Asks git once for what can never change, and for refs only after they have moved. */
export function remembering(store: GitStore): GitStore {
  let refs: Promise<ReadonlyMap<string, string>> | undefined;
  const forgetting =
    <A extends readonly unknown[], R>(work: (...args: A) => Promise<R>) =>
    (...args: A) =>
      work(...args).finally(() => {
        refs = undefined;
      });
  return {
    ...store,
    refs: async (prefix = 'refs/') => {
      refs ??= store.refs();
      return new Map([...(await refs)].filter(([ref]) => ref.startsWith(prefix)));
    },
    refresh: () => {
      refs = undefined;
    },
    moveRefs: forgetting(store.moveRefs),
    fetchFrom: forgetting(store.fetchFrom),
    commit: once(store.commit),
    isAncestor: once(store.isAncestor),
    mergeBase: once(store.mergeBase),
    diff: once(store.diff),
    merge: once(store.merge),
    log: once(store.log),
  };
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
