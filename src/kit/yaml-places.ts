/** Finds the place of a key or value of a composed YAML document, in constant time a step however wide a mapping is. */
import { isMap, isNode, isPair, isScalar, isSeq, type Pair, type YAMLMap } from 'yaml';
import type { Locate, Place } from './source-text.ts';

/** Start and end offset of a node; nothing has no extent. */
export function rangeOf(node: unknown): readonly [number, number] {
  return isNode(node) && node.range ? [node.range[0], node.range[1]] : [0, 0];
}

/** Locates keys and values below a document's root. A key without a value is its own place. */
export function locateIn(root: unknown, placeOf: (start: number, end: number) => Place): Locate {
  const childOf = childFinder();
  return (path, at = 'value') => {
    let node = root;
    let [start, end] = rangeOf(root);
    for (const [index, part] of path.entries()) {
      const child = childOf(node, part);
      if (child === undefined) return { ...placeOf(start, end), exists: false };
      const asKey = at === 'key' || index < path.length - 1 || isEmpty(child.value);
      [start, end] = rangeOf(asKey && isNode(child.key) ? child.key : child.value);
      node = child.value;
    }
    return { ...placeOf(start, end), exists: true };
  };
}

type Child = { readonly key?: unknown; readonly value: unknown };

function childFinder(): (node: unknown, part: PropertyKey) => Child | undefined {
  const indexes = new WeakMap<YAMLMap, Map<string, Pair>>();
  return (node, part) => {
    if (isSeq(node)) return typeof part === 'number' && part in node.items ? { value: node.items[part] } : undefined;
    if (!isMap(node)) return undefined;
    const index = indexes.get(node) ?? indexMap(node);
    indexes.set(node, index);
    return index.get(String(part));
  };
}

function indexMap(map: YAMLMap): Map<string, Pair> {
  const index = new Map<string, Pair>();
  for (const pair of map.items) {
    if (!isPair(pair) || !isScalar(pair.key)) continue;
    const name = String(pair.key.value);
    if (!index.has(name)) index.set(name, pair);
  }
  return index;
}

function isEmpty(node: unknown): boolean {
  const [start, end] = rangeOf(node);
  return start === end;
}
