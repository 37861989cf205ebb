/** Finds the place of a key or value of a parsed JSON text, in constant time a step however wide an object is. */
import type { Node } from 'jsonc-parser';
import type { Locate, Place } from './source-text.ts';

export type Member = { readonly key: Node; readonly value: Node | undefined };

/** The members of an object in the order of the text; a member that broke off has no value. */
export function membersOf(object: Node): Member[] {
  return (object.children ?? []).flatMap(({ children }) =>
    children?.[0] === undefined ? [] : [{ key: children[0], value: children[1] }],
  );
}

/** Locates keys and values below a text's root. A key without a value is its own place. */
export function locateIn(root: Node | undefined, placeOf: (start: number, end: number) => Place): Locate {
  const childOf = childFinder();
  const answer = (node: Node | undefined, exists: boolean) => {
    const start = node?.offset ?? 0;
    return { ...placeOf(start, start + (node?.length ?? 0)), exists };
  };
  return (path, at = 'value') => {
    let node = root;
    let shown = root;
    for (const [index, part] of path.entries()) {
      const child = childOf(node, part);
      if (child === undefined) return answer(shown, false);
      const asKey = at === 'key' || index < path.length - 1 || child.value === undefined;
      shown = asKey ? (child.key ?? child.value) : child.value;
      node = child.value;
    }
    return answer(shown, true);
  };
}

type Child = { readonly key?: Node; readonly value: Node | undefined };

function childFinder(): (node: Node | undefined, part: PropertyKey) => Child | undefined {
  const indexes = new WeakMap<Node, Map<string, Member>>();
  return (node, part) => {
    if (node?.type === 'array') {
      const value = typeof part === 'number' ? node.children?.[part] : undefined;
      return value && { value };
    }
    if (node?.type !== 'object') return undefined;
    const index = indexes.get(node) ?? indexObject(node);
    indexes.set(node, index);
    return index.get(String(part));
  };
}

function indexObject(object: Node): Map<string, Member> {
  const index = new Map<string, Member>();
  for (const member of membersOf(object)) {
    const name = String(member.key.value);
    if (!index.has(name)) index.set(name, member);
  }
  return index;
}
