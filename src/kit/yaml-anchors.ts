/**
 * What the anchors of a YAML text stand for while it is read from its beginning to its end. It stands apart from the
 * reader because it bounds what aliases add up to: each may stand for many others.
 */

/** More than any workflow needs; a text of aliases of aliases stays as cheap to walk as it is to read. */
const MOST_ADDED = 100_000;

type Kept = { readonly value: unknown; readonly nodes: number };

export type Anchors = {
  /** Reads one node, and keeps its value under its anchor, if it has one, until a later node takes that name. */
  reading(anchor: string | undefined, read: () => unknown): unknown;
  /** What an alias stands for; else why it cannot be had, as a sentence. */
  resolve(name: string): { readonly value: unknown } | { readonly refused: string };
};

/** For one text. A value is shared by all of its aliases, and counts once for each. */
export function keepAnchors(): Anchors {
  const kept = new Map<string, Kept>();
  let [nodes, added] = [0, 0];
  return {
    reading(anchor, read) {
      const before = nodes;
      nodes += 1;
      const value = read();
      if (anchor !== undefined) kept.set(anchor, { value, nodes: nodes - before });
      return value;
    },
    resolve(name) {
      const found = kept.get(name);
      if (found === undefined) return { refused: 'No anchor of this name ends before the alias.' };
      nodes += found.nodes;
      added += found.nodes;
      if (added > MOST_ADDED) return { refused: `The aliases stand for more than ${MOST_ADDED} values.` };
      return { value: found.value };
    },
  };
}
