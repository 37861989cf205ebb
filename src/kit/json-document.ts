/**
 * Reads JSON as RFC 8259 has it (no comments, no trailing commas) with the exact place of everything that is wrong. It
 * stands in the kit because `JSON.parse` gives no places and hides keys that stand twice.
 */
import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { locateIn, membersOf } from './json-places.ts';
import { collectProblems, type ProblemCollector } from './problem-collector.ts';
import { HALF, HALF_CHARACTER, MAX_DEPTH, type ParsedText, RESERVED_KEYS } from './source-text.ts';

const MAX_CHARACTERS = 32 * 1024 * 1024;
const LINE_FEED = 0x0a;
const RETURN = 0x0d;
const TAB = 0x09;
const SPACE = 0x20;
const QUOTE = 0x22;
const COLON = 0x3a;
const BACKSLASH = 0x5c;

/**
 * Parses one JSON text and collects everything that is wrong with it; never throws. `lineOffset` is the number of lines
 * before the text in its file, for a line of JSONL. Where there are problems the value is what could be read.
 */
export function parseJson(file: string, text: string, lineOffset = 0): ParsedText {
  const collector = collectProblems(file, text, lineOffset);
  const root = parseNodes(collector, text);
  const value = root === undefined ? null : readNode(collector, root);
  return { value, problems: collector.problems(), locate: locateIn(root, collector.placeOf) };
}

/**
 * Whether a JSON text that `JSON.parse` accepted has a key twice in some object: it has then fewer members than keys.
 * Nesting that `parseJson` refuses counts as wrong, too. Made for every line of sets of 100 MB; `parseJson` finds the
 * places.
 */
export function hasDuplicateKeys(line: string, parsed: unknown): boolean {
  return countKeys(line) !== countMembers(parsed, 1);
}

/** Escapes of halves of characters; two of them in a row are a whole one. */
const ESCAPED_HALF = /\\u[dD][89a-fA-F]/;

/** Whether a JSON text that `JSON.parse` accepted names half of a character somewhere; `parseJson` finds the places. */
export function hasHalfCharacters(line: string, parsed: unknown): boolean {
  // Most lines have no such escape at all, which is found out faster.
  return line.includes('\\u') && ESCAPED_HALF.test(line) && holdsHalf(parsed, 1);
}

function holdsHalf(value: unknown, depth: number): boolean {
  if (typeof value === 'string') return HALF_CHARACTER.test(value);
  if (!isCollection(value)) return false;
  if (depth > MAX_DEPTH) return true;
  return Object.entries(value).some(([key, member]) => HALF_CHARACTER.test(key) || holdsHalf(member, depth + 1));
}

/** The strings of valid JSON that a colon follows. From quote to quote: to look at every character takes twice as long. */
function countKeys(text: string): number {
  let keys = 0;
  for (let opening = text.indexOf('"'); opening >= 0; ) {
    const closing = endOfString(text, opening);
    let next = closing + 1;
    while (isSpace(text.charCodeAt(next))) next += 1;
    if (text.charCodeAt(next) === COLON) keys += 1;
    opening = text.indexOf('"', next);
  }
  return keys;
}

/** The quote that closes a string of valid JSON: one with an even number of backslashes before it. */
function endOfString(text: string, opening: number): number {
  for (let at = text.indexOf('"', opening + 1); ; at = text.indexOf('"', at + 1)) {
    let before = at - 1;
    while (text.charCodeAt(before) === BACKSLASH) before -= 1;
    if ((at - before) % 2 === 1) return at;
  }
}

function isSpace(char: number): boolean {
  return char === SPACE || char === TAB || char === LINE_FEED || char === RETURN;
}

/** NaN, which equals no count, where collections nest too deep to be walked. */
function countMembers(value: unknown, depth: number): number {
  if (!isCollection(value)) return 0;
  if (depth > MAX_DEPTH) return Number.NaN;
  let members = 0;
  if (Array.isArray(value)) {
    for (const item of value) if (isCollection(item)) members += countMembers(item, depth + 1);
    return members;
  }
  // `for in` reads the keys that objects of one shape share; `Object.values` would copy them: half the speed.
  for (const key in value) {
    members += 1;
    const member = value[key];
    if (isCollection(member)) members += countMembers(member, depth + 1);
  }
  return members;
}

function isCollection(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function parseNodes(collector: ProblemCollector, text: string): Node | undefined {
  if (text.length > MAX_CHARACTERS) {
    const message = 'The document is larger than 32 MiB.';
    collector.report({ code: 'DOC_TOO_LARGE', start: 0, end: 0, message, expected: 'at most 32 MiB' });
    return undefined;
  }
  const deep = tooDeepAt(text);
  if (deep !== undefined) {
    const message = `Collections nest deeper than ${MAX_DEPTH} levels.`;
    collector.report({ code: 'DOC_SYNTAX', start: deep, end: deep, message });
    return undefined;
  }
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { disallowComments: true });
  reportSyntax(collector, errors);
  return root;
}

function reportSyntax(collector: ProblemCollector, errors: readonly ParseError[]): void {
  let before = '';
  for (const { error, offset, length } of errors) {
    const code = printParseErrorCode(error);
    // After a word it does not know the parser still misses the value: one mistake, told once.
    const echo = before === 'InvalidSymbol' && code.endsWith('Expected');
    before = code;
    if (echo || collector.isTold(offset)) continue;
    const message = `Not valid JSON: ${wordsOf(code)}.`;
    collector.report({ code: 'DOC_SYNTAX', start: offset, end: offset + length, message });
  }
}

function wordsOf(code: string): string {
  return code.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
}

function tooDeepAt(text: string): number | undefined {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (char === '"') at = closingQuote(text, at);
    else if (char === '{' || char === '[') depth += 1;
    else if (char === '}' || char === ']') depth -= 1;
    if (depth > MAX_DEPTH) return at;
  }
  return undefined;
}

function closingQuote(text: string, opening: number): number {
  for (let at = opening + 1; at < text.length; at += 1) {
    const char = text.charCodeAt(at);
    if (char === QUOTE || char === LINE_FEED) return at;
    if (char === BACKSLASH) at += 1;
  }
  return text.length;
}

function readNode(collector: ProblemCollector, node: Node): unknown {
  if (node.type === 'array') return (node.children ?? []).map((child) => readNode(collector, child));
  if (node.type === 'object') return readObject(collector, node);
  const value: unknown = node.value;
  if (typeof value === 'number' && !Number.isFinite(value)) {
    const message = 'This is not a number that can be held.';
    collector.report({ code: 'DOC_SHAPE', ...spanOf(node), message, expected: 'a finite decimal number' });
  }
  reportHalf(collector, node);
  return value;
}

function reportHalf(collector: ProblemCollector, node: Node): void {
  if (typeof node.value !== 'string' || !HALF_CHARACTER.test(node.value)) return;
  collector.report({ code: 'DOC_SHAPE', ...spanOf(node), ...HALF });
}

function readObject(collector: ProblemCollector, object: Node): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  const seen = new Map<string, number>();
  for (const { key, value } of membersOf(object)) {
    const name = String(key.value);
    reportHalf(collector, key);
    const read = value === undefined ? null : readNode(collector, value);
    const before = seen.get(name);
    seen.set(name, before ?? key.offset);
    if (before !== undefined) {
      const { line, column } = collector.placeOf(before, before);
      const message = `The same key stands at ${line}:${column} already.`;
      collector.report({ code: 'DOC_DUPLICATE_KEY', ...spanOf(key), message, expected: 'each key once' });
    } else if (RESERVED_KEYS.has(name)) {
      const message = 'A key that names a part of every object.';
      collector.report({ code: 'DOC_SHAPE', ...spanOf(key), message, expected: 'another name' });
    } else result[name] = read;
  }
  return result;
}

function spanOf(node: Node): { start: number; end: number } {
  return { start: node.offset, end: node.offset + node.length };
}
