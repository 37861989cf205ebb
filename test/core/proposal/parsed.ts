/** Texts as a CommonMark parser makes of them, not as they were meant. */
import type { Nodes } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';

/** The only elements and comments that texts of ours have. */
export const OWN_HTML = /^(?:<details>\n<summary>[^<>]*<\/summary>|<\/details>|<!-- autotune proposal at_\w+ -->)$/;

/** Every node, from the outside in. */
export function nodesOf(text: string): readonly Nodes[] {
  return [...walk(fromMarkdown(text))];
}

function* walk(node: Nodes): Generator<Nodes> {
  yield node;
  if ('children' in node) for (const child of node.children) yield* walk(child);
}
