/** Writes a list of strings in place of another: item for item where the lengths agree, else at the end of a flow list. */
import { isScalar, type YAMLSeq } from 'yaml';
import { isMisfit, type Misfit, type Splice } from './splice.ts';
import { misfitOf, styled, type Written, writeScalar } from './write-scalar.ts';

export type WrittenList = {
  readonly text: string;
  readonly node: YAMLSeq;
  readonly start: number;
  readonly end: number;
};

/** The splices that make a list another list, or why they would not restore. */
export function writeList(list: WrittenList, to: readonly string[]): Splice[] | Misfit {
  const items = itemsOf(list);
  if ('misfit' in items) return items;
  const isResized = items.length !== to.length;
  if (isResized && (list.node.flow !== true || to.length === 0 || items.length === 0)) {
    return refuse(list, 'only a list in brackets can get longer or shorter');
  }
  const splices: Splice[] = [];
  for (const [index, item] of items.slice(0, to.length).entries()) {
    const written = writeScalar(item, to[index] ?? '');
    if (isMisfit(written)) return written;
    splices.push(...written);
  }
  if (!isResized) return splices;
  const resized = resize(list.text, items, to);
  return resized === null ? refuse(list, 'the new items cannot be written like the old ones') : [...splices, resized];
}

/** Null where every item of a list is written in a form that a patch can restore, else what is wrong with it. */
export function misfitOfList(list: WrittenList): Misfit | null {
  const items = itemsOf(list);
  return 'misfit' in items ? items : (items.map(misfitOf).find((misfit) => misfit !== null) ?? null);
}

function itemsOf({ text, node, start, end }: WrittenList): Written[] | Misfit {
  const items: Written[] = [];
  for (const item of node.items) {
    if (!isScalar(item) || !item.range) return refuse({ start, end }, 'this is not a list of strings');
    items.push({ text, node: item, start: item.range[0], end: item.range[1], inFlow: node.flow === true });
  }
  return items;
}

function resize(text: string, items: readonly Written[], to: readonly string[]): Splice | null {
  const kept = items[to.length - 1];
  const [last, before] = items.toReversed();
  if (last === undefined) return null;
  if (kept !== undefined) return { start: kept.end, end: last.end, text: '' };
  const separator = before === undefined ? ', ' : text.slice(before.end, last.start);
  const added = to.slice(items.length).map((item) => styled(last, item));
  if (!/^, *$/.test(separator) || added.includes(null)) return null;
  return { start: last.end, end: last.end, text: added.map((item) => `${separator}${item}`).join('') };
}

function refuse({ start, end }: Pick<WrittenList, 'start' | 'end'>, misfit: string): Misfit {
  return { start, end, misfit, expected: 'a list of strings in brackets, or one string a line' };
}
