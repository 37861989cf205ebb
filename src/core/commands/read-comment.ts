/**
 * Where in a comment a command stands, if anywhere: a line that begins with `/autotune` as plain text, in a paragraph
 * that is in nothing else. What is quoted, shown as code, listed, linked, struck out or hidden commands nothing.
 */
import { fromMarkdown } from 'mdast-util-from-markdown';
import { PREFIX } from './table.ts';

type Node = ReturnType<typeof fromMarkdown>['children'][number];
type Paragraph = Extract<Node, { type: 'paragraph' }>;
type Span = { readonly from: number; readonly to: number };

/** Letters of either case; after it a blank, no-break ones too, or the end of the line. */
const AT_LINE_START = new RegExp(`^[ \\t]*${PREFIX}(?=[ \\t\\u00a0]|$)`, 'i');
const ANY_LINE = new RegExp(AT_LINE_START.source, 'im');
const PURE_COMMENTS = /^(?:<!--(?!-?>)(?:(?!--)[\s\S])*-->\s*)+$/;
const TABLE_RULE = /^(?=.*[|:])[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;
const FOOTNOTE = /^ {0,3}\[\^[^\]]+\]:/;
/** What GitHub renders as struck out or as a formula, which the parser of plain CommonMark does not know. */
const EXTENSIONS = /(~~?)(?=[^\s~])[\s\S]*?[^\s~]\1(?!~)|\$\$[\s\S]*?\$\$/g;

/**
 * What follows the word in the first command of a comment, to the end of its paragraph or the next command; null where
 * there is none. Anything below a line with HTML might be shown inside it, so nothing there is read.
 */
export function commandTextOf(body: string): string | null {
  // The parser leaves a mark of byte order out, and every place after it would be off by one.
  const source = body.replace(/^\uFEFF/, '\u200B');
  if (!ANY_LINE.test(source) || source.split(/[\r\n]/).some(isTooDeep)) return null;
  let before: Node | null = null;
  for (const node of fromMarkdown(source).children) {
    if (node.type === 'html' && !PURE_COMMENTS.test(node.value)) return null;
    if (node.type === 'paragraph' && !isOfFootnote(source, node, before)) {
      const found = commandIn(source, node);
      if (found !== null) return found;
      if (firstHtml(node) !== null) return null;
    }
    before = node;
  }
  return null;
}

const CONTAINERS = />|[-+*](?=[ \t])|\d[.)](?=[ \t])/g;

/** Nobody quotes or lists so deep, and the parser would take minutes over what a comment has room for. */
function isTooDeep(line: string): boolean {
  const opening = /^[ \t>*+\-\d.)]*/.exec(line)?.[0] ?? '';
  return (opening.match(CONTAINERS) ?? []).length > 100;
}

function commandIn(source: string, paragraph: Paragraph): string | null {
  const { from, to } = spanOf(paragraph);
  const html = firstHtml(paragraph) ?? to;
  const hidden = [...source.slice(from, to).matchAll(EXTENSIONS)].map(({ index, 0: all }) => {
    return { from: from + index, to: from + index + all.length };
  });
  const lines = linesOf(source, { from, to });
  for (const [i, line] of lines.entries()) {
    const word = AT_LINE_START.exec(source.slice(line.from, line.to))?.[0];
    if (word === undefined) continue;
    const at = line.from + word.length - PREFIX.length;
    const isPlain = paragraph.children.some((child) => child.type === 'text' && isIn(spanOf(child), at));
    if (!isPlain || at > html || hidden.some((span) => isIn(span, at)) || isInTable(source, lines, i)) continue;
    const next = lines.slice(i + 1).find(({ from, to }) => AT_LINE_START.test(source.slice(from, to)));
    return source.slice(at + PREFIX.length, next?.from ?? to).trimEnd();
  }
  return null;
}

/** Where the first HTML of a paragraph begins that is no comment, or null. */
function firstHtml(paragraph: Paragraph): number | null {
  const found = paragraph.children.find((child) => child.type === 'html' && !PURE_COMMENTS.test(child.value));
  return found === undefined ? null : spanOf(found).from;
}

/** The head of a table is the line before its rule, and all that follows is in it. */
function isInTable(source: string, lines: readonly Span[], line: number): boolean {
  const rule = lines.findIndex(({ from, to }, i) => i > 0 && TABLE_RULE.test(source.slice(from, to)));
  return rule > 0 && line >= rule - 1;
}

function isOfFootnote(source: string, paragraph: Paragraph, before: Node | null): boolean {
  const { from } = spanOf(paragraph);
  if (FOOTNOTE.test(source.slice(from))) return true;
  const isNext = before?.position !== undefined && before.position.end.line + 1 === paragraph.position?.start.line;
  return isNext && before.type === 'definition' && before.identifier.startsWith('^');
}

function linesOf(source: string, { from, to }: Span): readonly Span[] {
  const lines: Span[] = [];
  let start = from;
  for (const { index, 0: end } of source.slice(from, to).matchAll(/\r\n|\r|\n|$/g)) {
    lines.push({ from: start, to: from + index });
    start = from + index + end.length;
  }
  return lines;
}

function spanOf({ position }: Pick<Node, 'position'>): Span {
  return { from: position?.start.offset ?? 0, to: position?.end.offset ?? 0 };
}

function isIn({ from, to }: Span, at: number): boolean {
  return from <= at && at < to;
}
