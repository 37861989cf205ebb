/**
 * New entries of a mapping in a YAML text, written as those beside them are. It stands with law 1 because whoever fills
 * something in for a person must leave the rest of the file as it was.
 */
import { isCollection, isMap, isNode, isScalar, isSeq, type Pair, parseDocument, type YAMLMap } from 'yaml';
import { canonicalJson } from '../../kit/canonical.ts';
import { isPlain } from './plain-text.ts';

export type Entry = string | number | readonly string[] | Entries;
export type Entries = { readonly [key: string]: Entry };

/**
 * The text with entries that the mapping at `path` does not have, behind its last one or the one that is named, and with
 * every other byte as it is. Empty braces below a mapping on lines of its own are taken for a gap, and written on lines.
 */
export function addEntries(text: string, path: readonly string[], entries: Entries, behind?: string): string {
  const document = parseDocument(text);
  for (const [key, entry] of Object.entries(entries)) document.setIn([...path, key], document.createNode(entry));
  const wanted = canonicalJson(document.toJS());
  const written = inserted(text, path, entries, behind);
  const read = parseDocument(written);
  if (read.errors.length === 0 && canonicalJson(read.toJS()) === wanted) return written;
  // A text written in a way that was not thought of is written anew: other spaces, the same content and comments.
  return document.toString({ lineWidth: 0 });
}

/** The same text where nothing is known of the way it is written. */
function inserted(text: string, path: readonly string[], entries: Entries, behind: string | undefined): string {
  const document = parseDocument(text);
  const map: unknown = document.getIn(path, true);
  if (!isMap(map) || !map.range) return text;
  if (map.items.length === 0) {
    const above: unknown = document.getIn(path.slice(0, -1), true);
    return isMap(above) && path.length > 0 ? filled(text, { map, above, path }, entries) : text;
  }
  const last = map.items.find(({ key }) => isScalar(key) && key.value === behind) ?? map.items.at(-1);
  const end = last === undefined ? null : endOf(last);
  if (end === null) return text;
  if (map.flow === true) return `${text.slice(0, end)}, ${inBraces(entries)}${text.slice(end)}`;
  const indent = indentOf(text, map);
  return indent === null ? text : behindLine(text, end, onLines(entries, { indent, ...styleOf(text, map, path) }));
}

/** Braces with nothing in them, filled. */
function filled(
  text: string,
  { map, above, path }: { readonly map: YAMLMap; readonly above: YAMLMap; readonly path: readonly string[] },
  entries: Entries,
): string {
  const [start, end] = map.range ?? [0, 0];
  if (!/^\{\s*\}$/.test(text.slice(start, end))) return text;
  const [before, after] = [text.slice(0, start), text.slice(end)];
  if (above.flow === true) return `${before}{ ${inBraces(entries)} }${after}`;
  const indent = indentOf(text, above);
  if (indent === null) return text;
  const style = styleOf(text, above, path.slice(0, -1));
  const head = before.replace(/[ \t]+$/, '');
  return behindLine(`${head}${after}`, head.length, onLines(entries, { ...style, indent: `${indent}${style.step}` }));
}

type Style = {
  /** One step further in. */
  readonly step: string;
  /** Whether a mapping of single values stands in braces, as one beside it does. */
  readonly isBraced: boolean;
};

function styleOf(text: string, map: YAMLMap, path: readonly string[]): Style {
  const width = path.length === 0 ? 0 : (indentOf(text, map) ?? '').length / path.length;
  const [, first = '  '] = /^( +)[^\s#-]/m.exec(text) ?? [];
  return {
    step: Number.isInteger(width) && width > 0 ? ' '.repeat(width) : first,
    isBraced: map.items.some(({ value }) => isMap(value) && value.flow === true && isOfSingles(value)),
  };
}

function isOfSingles({ items }: YAMLMap): boolean {
  return items.length > 0 && !items.some(({ value }) => isMap(value));
}

/** What stands before the keys of a mapping that has each on a line of its own; null where that is not so. */
function indentOf(text: string, { items: [first] }: YAMLMap): string | null {
  if (first === undefined || !isNode(first.key) || !first.key.range) return null;
  const start = first.key.range[0];
  const indent = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  return /^ *$/.test(indent) ? indent : null;
}

/** Where the last thing that is written of an entry ends; null for a block of text, which ends with its line. */
function endOf({ key, value }: Pair): number | null {
  if (isMap(value) && value.flow !== true) {
    const last = value.items.at(-1);
    return last === undefined ? null : endOf(last);
  }
  if (isSeq(value) && value.flow !== true) return endOfNode(value.items.at(-1));
  return endOfNode(value ?? key);
}

function endOfNode(node: unknown): number | null {
  if (!isNode(node) || !node.range) return null;
  const isWhole = isScalar(node) ? !node.type?.startsWith('BLOCK') : isCollection(node) && node.flow === true;
  return isWhole ? node.range[1] : null;
}

function behindLine(text: string, end: number, lines: readonly string[]): string {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const after = text.indexOf('\n', end) + 1;
  const added = lines.join(newline);
  return after === 0 ? `${text}${newline}${added}` : `${text.slice(0, after)}${added}${newline}${text.slice(after)}`;
}

function onLines(entries: Entries, style: Style & { readonly indent: string }): string[] {
  const { indent, step, isBraced } = style;
  return Object.entries(entries).flatMap(([key, entry]) => {
    if (!isEntries(entry)) return [`${indent}${key}: ${single(entry, false)}`];
    if (isBraced && !Object.values(entry).some(isEntries)) return [`${indent}${key}: { ${inBraces(entry)} }`];
    return [`${indent}${key}:`, ...onLines(entry, { ...style, indent: `${indent}${step}` })];
  });
}

function inBraces(entries: Entries): string {
  const written = Object.entries(entries).map(([key, entry]) => {
    return `${key}: ${isEntries(entry) ? `{ ${inBraces(entry)} }` : single(entry, true)}`;
  });
  return written.join(', ');
}

function isEntries(entry: Entry): entry is Entries {
  return typeof entry === 'object' && !Array.isArray(entry);
}

function single(entry: string | number | readonly string[], inFlow: boolean): string {
  if (typeof entry === 'number') return String(entry);
  if (typeof entry === 'string') return isPlain(entry, inFlow) ? entry : JSON.stringify(entry);
  return `[${entry.map((one) => single(one, true)).join(', ')}]`;
}
