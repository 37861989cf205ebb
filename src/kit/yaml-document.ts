/**
 * Reads YAML so strictly that a file says exactly what it shows: no aliases, anchors, merge keys, tags, directives or
 * further documents, no key twice. It stands in the kit because every YAML document of the house is read through it.
 */
import { type Alias, Composer, isAlias, isMap, isNode, isScalar, isSeq, Scalar, type YAMLMap } from 'yaml';
import { collectProblems, type ProblemCollector } from './problem-collector.ts';
import { HALF, HALF_CHARACTER, type ParsedText, RESERVED_KEYS } from './source-text.ts';
import { type Anchors, keepAnchors } from './yaml-anchors.ts';
import { locateIn, rangeOf } from './yaml-places.ts';
import { type Feature, tokenize } from './yaml-tokens.ts';

const MAX_BYTES = 4 * 1024 * 1024;
// The lexer of the library uses some of these as marks of its own, so they must not reach it.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const UNPRINTABLE = /[\x00-\x08\x0B\x0C\x0E-\x1F\x7F\uFFFE\uFFFF]/g;

const FEATURE: Record<Feature['name'], { message: string; expected: string }> = {
  alias: { message: 'An alias hides the value it stands for.', expected: 'the value written out' },
  anchor: { message: 'An anchor lets a value be used out of sight.', expected: 'the value without `&name`' },
  tag: { message: 'A tag changes how a value is read.', expected: 'the value without its tag' },
  directive: { message: 'A directive changes how a file is read.', expected: 'a file without directives' },
  'second document': { message: 'A second document in one file.', expected: 'one document a file' },
};

/** A text with the nodes that it was read from. */
export type ParsedYaml = ParsedText & { readonly root: unknown };

/** Where anchors are null, they and their aliases are refused. */
type Reader = { readonly collector: ProblemCollector; readonly anchors: Anchors | null };

/**
 * Parses one YAML document (YAML 1.2, core schema) and collects everything that is wrong with it; never throws.
 * Where there are problems the value is what could be read: it has the shape of the text, without refused parts.
 */
export function parseYaml(file: string, text: string): ParsedYaml {
  return parse({ collector: collectProblems(file, text), anchors: null }, text);
}

/** The same, with each alias read as what it stands for: for files of others, who may write them. They are bounded in number and in size. */
export function parseYamlWithAliases(file: string, text: string): ParsedYaml {
  return parse({ collector: collectProblems(file, text), anchors: keepAnchors() }, text);
}

function parse(reader: Reader, text: string): ParsedYaml {
  const { collector } = reader;
  const contents = composeText(reader, text);
  const value = readNode(reader, contents);
  return { value, problems: collector.problems(), locate: locateIn(contents, collector.placeOf), root: contents };
}

const OF_ALIASES: ReadonlySet<Feature['name']> = new Set(['alias', 'anchor']);

function composeText({ collector, anchors }: Reader, text: string): unknown {
  if (isTooLarge(text)) {
    const message = 'The document is larger than 4 MiB.';
    collector.report({ code: 'DOC_TOO_LARGE', start: 0, end: 0, message, expected: 'at most 4 MiB' });
    return null;
  }
  if (!isPrintable(collector, text)) return null;
  const { tokens, features, excess } = tokenize(text);
  for (const { name, offset, length } of features) {
    if (anchors !== null && OF_ALIASES.has(name)) continue;
    collector.report({ code: 'DOC_YAML_FEATURE', start: offset, end: offset + length, ...FEATURE[name] });
  }
  if (excess !== undefined) {
    collector.report({ code: excess.code, start: excess.offset, end: excess.offset, message: excess.message });
    return null;
  }
  // The library compares every key with every other; `readMap` finds duplicates in one pass, with both places.
  const composer = new Composer({ uniqueKeys: false, logLevel: 'silent' });
  const documents = [...composer.compose(tokens, true, text.length)];
  for (const { pos, message } of documents.flatMap((document) => document.errors)) {
    if (!collector.isTold(pos[0])) collector.report({ code: 'DOC_SYNTAX', start: pos[0], end: pos[1], message });
  }
  return documents[0]?.contents ?? null;
}

function isTooLarge(text: string): boolean {
  if (text.length > MAX_BYTES) return true;
  return text.length * 3 > MAX_BYTES && new TextEncoder().encode(text).length > MAX_BYTES;
}

function isPrintable(collector: ProblemCollector, text: string): boolean {
  let printable = true;
  for (const { index } of text.matchAll(UNPRINTABLE)) {
    const message = 'A control character.';
    collector.report({ code: 'DOC_SYNTAX', start: index, end: index + 1, message, expected: 'printable text' });
    printable = false;
  }
  return printable;
}

function readNode(reader: Reader, node: unknown): unknown {
  const { anchors } = reader;
  if (anchors === null) return isAlias(node) ? null : readValue(reader, node);
  if (isAlias(node)) return readAlias(reader.collector, anchors, node);
  return anchors.reading(anchorOf(node), () => readValue(reader, node));
}

function anchorOf(node: unknown): string | undefined {
  return isNode(node) && !isAlias(node) ? node.anchor : undefined;
}

function readAlias(collector: ProblemCollector, anchors: Anchors, alias: Alias): unknown {
  const found = anchors.resolve(alias.source);
  if ('value' in found) return found.value;
  const [start, end] = rangeOf(alias);
  collector.report({ code: 'DOC_YAML_FEATURE', start, end, message: found.refused, expected: 'the value written out' });
  return null;
}

function readValue(reader: Reader, node: unknown): unknown {
  const { collector } = reader;
  if (isMap(node)) return readMap(reader, node);
  if (isSeq(node)) return node.items.map((item) => readNode(reader, item));
  if (!isScalar(node)) return null;
  if (typeof node.value === 'number' && !Number.isFinite(node.value)) {
    const [start, end] = rangeOf(node);
    const message = 'This is not a number that JSON can carry.';
    collector.report({ code: 'DOC_SHAPE', start, end, message, expected: 'a finite decimal number' });
  }
  reportHalf(collector, node);
  return node.value;
}

function reportHalf(collector: ProblemCollector, node: Scalar): void {
  if (typeof node.value !== 'string' || !HALF_CHARACTER.test(node.value)) return;
  const [start, end] = rangeOf(node);
  collector.report({ code: 'DOC_SHAPE', start, end, ...HALF });
}

function readMap(reader: Reader, map: YAMLMap): Record<string, unknown> {
  const { collector, anchors } = reader;
  const result: Record<string, unknown> = {};
  const seen = new Map<string, number>();
  for (const { key, value } of map.items) {
    const name = readKey(collector, key);
    anchors?.reading(anchorOf(key), () => name);
    const read = readNode(reader, value);
    if (name === undefined) continue;
    const [start, end] = rangeOf(key);
    const before = seen.get(name);
    seen.set(name, before ?? start);
    if (before === undefined) result[name] = read;
    else {
      const { line, column } = collector.placeOf(before, before);
      const message = `The same key stands at ${line}:${column} already.`;
      collector.report({ code: 'DOC_DUPLICATE_KEY', start, end, message, expected: 'each key once' });
    }
  }
  return result;
}

function readKey(collector: ProblemCollector, key: unknown): string | undefined {
  const [start, end] = rangeOf(key);
  if (!isScalar(key) || typeof key.value !== 'string') {
    const message = 'A key that is not text.';
    if (!collector.isTold(start)) {
      collector.report({ code: 'DOC_SHAPE', start, end, message, expected: 'text, in quotes if need be' });
    }
    return undefined;
  }
  reportHalf(collector, key);
  if (key.value === '<<' && key.type === Scalar.PLAIN) {
    const message = 'A merge key hides where values come from.';
    collector.report({ code: 'DOC_YAML_FEATURE', start, end, message, expected: 'the keys written out' });
    return undefined;
  }
  if (!RESERVED_KEYS.has(key.value)) return key.value;
  const message = 'A key that names a part of every object.';
  collector.report({ code: 'DOC_SHAPE', start, end, message, expected: 'another name' });
  return undefined;
}
